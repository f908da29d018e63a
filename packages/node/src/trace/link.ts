import type { Link } from '@opentelemetry/api';
import type { LinkRecord } from '@throughline/wire';
import { type AttributeBounds, flattenAttributes } from './attributes.ts';
import { identityOf } from './foreign-identity.ts';

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** A link as it will be written, or `undefined` where its span context has no valid ids. */
export function createLink(link: Link, bounds: AttributeBounds): LinkRecord | undefined {
  const identity = identityOf(link?.context);
  if (identity === undefined) return undefined;
  const { list, dropped } = flattenAttributes(link.attributes, bounds);
  return {
    traceWord0: identity.traceWord0,
    traceWord1: identity.traceWord1,
    traceWord2: identity.traceWord2,
    traceWord3: identity.traceWord3,
    spanWord0: identity.spanWord0,
    spanWord1: identity.spanWord1,
    traceState: identity.traceStateText,
    flags: (identity.traceFlags & 0xff) | HAS_IS_REMOTE | (identity.isRemote ? IS_REMOTE : 0),
    attributes: list,
    droppedAttributesCount: dropped + (link.droppedAttributesCount ?? 0),
  };
}
