const MAX_DEPTH = 8;
const MAX_ITEMS = 1024;

/**
 * A private copy of an array, map or bytes given as an attribute, with its texts cut to the limit: the application may
 * go on changing its own. What OTLP cannot hold (functions, symbols, cycles) is left out.
 */
export function copyComposite(value: object | null, lengthLimit: number): unknown {
  return copy(value, lengthLimit, 0);
}

function copy(value: unknown, lengthLimit: number, depth: number): unknown {
  if (typeof value === 'string') return value.length > lengthLimit ? value.slice(0, lengthLimit) : value;
  if (typeof value === 'function' || typeof value === 'symbol') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (depth === MAX_DEPTH) return undefined;
  if (value instanceof Uint8Array) return value.slice(0, lengthLimit);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => copy(item, lengthLimit, depth + 1) ?? null);
  return copyObject(value, lengthLimit, depth);
}

function copyObject(value: object, lengthLimit: number, depth: number): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return undefined;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(value).slice(0, MAX_ITEMS)) {
    const item = copy((value as Record<string, unknown>)[key], lengthLimit, depth + 1);
    if (item !== undefined) result[key] = item;
  }
  return result;
}
