import { formatDurationNs, formatExactNs } from './quantity.ts';

/** A duration with its unit; all nanoseconds on hover. */
export function Duration({ ns }: { readonly ns: number }) {
  return (
    <span className="number" title={formatExactNs(ns)}>
      {formatDurationNs(ns)}
    </span>
  );
}
