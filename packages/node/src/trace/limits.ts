/** Bounds of one span. A text over its limit is cut; a surplus attribute, event or link is dropped and counted. */
export interface SpanLimits {
  /** UTF-16 units of an attribute's text; `Infinity` for no limit. Default 4096. */
  readonly attributeValueLengthLimit: number;
  /** Attributes of a span. Default 128. */
  readonly attributeCountLimit: number;
  /** Events of a span. Default 128. */
  readonly eventCountLimit: number;
  /** Links of a span. Default 128. */
  readonly linkCountLimit: number;
  /** Attributes of an event. Default 128. */
  readonly eventAttributeCountLimit: number;
  /** Attributes of a link. Default 128. */
  readonly linkAttributeCountLimit: number;
}

/** UTF-16 units of a span's name, an event's name and a status message, which the attribute limits are not about. */
export const MAX_NAME_LENGTH = 4096;

/** The limits where nobody set others. */
export const DEFAULT_LIMITS: SpanLimits = Object.freeze({
  attributeValueLengthLimit: 4096,
  attributeCountLimit: 128,
  eventCountLimit: 128,
  linkCountLimit: 128,
  eventAttributeCountLimit: 128,
  linkAttributeCountLimit: 128,
});
