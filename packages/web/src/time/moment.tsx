import { formatExactMoment, formatMoment, toMs } from './moment-text.ts';

/** A time in the zone of the reader; everything about it on hover. */
export function Moment({ unixNano }: { readonly unixNano: string }) {
  return (
    <time className="number" dateTime={new Date(toMs(unixNano)).toISOString()} title={formatExactMoment(unixNano)}>
      {formatMoment(unixNano)}
    </time>
  );
}
