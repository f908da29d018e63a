import type { Link } from '@opentelemetry/api';
import type { LinkRecord } from '@throughline/wire';
import { type AttributeBounds, flattenAttributes } from './attributes.ts';
import { identityOf, serializeTraceState } from './foreign-identity.ts';

const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** What a link without valid ids has in their place. */
const NO_IDS = { traceWord0: 0, traceWord1: 0, traceWord2: 0, traceWord3: 0, spanWord0: 0, spanWord1: 0 };

/** A link as it will be written, or `undefined` where it says nothing: no valid ids, no attributes, no trace state. */
export function createLink(link: Link, bounds: AttributeBounds): LinkRecord | undefined {
  const context = link?.context;
  if (typeof context !== 'object' || context === null) return undefined;
  const identity = identityOf(context);
  const traceState = identity?.traceStateText ?? serializeTraceState(context);
  const { list, dropped } = flattenAttributes(link.attributes, bounds);
  if (identity === undefined && list.length === 0 && traceState === '') return undefined;
  const { traceWord0, traceWord1, traceWord2, traceWord3, spanWord0, spanWord1 } = identity ?? NO_IDS;
  return {
    traceWord0,
    traceWord1,
    traceWord2,
    traceWord3,
    spanWord0,
    spanWord1,
    traceState,
    flags: (context.traceFlags & 0xff) | HAS_IS_REMOTE | (context.isRemote === true ? IS_REMOTE : 0),
    attributes: list,
    droppedAttributesCount: dropped + (link.droppedAttributesCount ?? 0),
  };
}
