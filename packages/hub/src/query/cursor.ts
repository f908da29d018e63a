import { HubError } from '../errors.ts';

/** Where a page ended: the time and the ids of its last entry. Lists are ordered by all of them, descending. */
export interface Position {
  readonly unixNano: bigint;
  readonly ids: readonly string[];
}

/** A position as the text of a cursor. */
export function formatCursor({ unixNano, ids }: Position): string {
  return [unixNano, ...ids].join('.');
}

/**
 * Reads a cursor.
 *
 * @param idCount - how many ids the positions of this list have.
 * @throws HubError `TL_REQUEST`.
 */
export function parseCursor(cursor: string, idCount: number): Position {
  const [time, ...ids] = cursor.split('.');
  const isTime = /^[0-9]{1,19}$/.test(time) && BigInt(time) < 2n ** 63n;
  if (isTime && ids.length === idCount && ids.every((id) => /^[0-9a-f]{0,64}$/.test(id)))
    return { unixNano: BigInt(time), ids };
  const got = cursor.length > 100 ? `${cursor.length} characters` : JSON.stringify(cursor);
  throw new HubError(
    'TL_REQUEST',
    `cannot continue the list: got the cursor ${got}, need a nextCursor of the same list`,
  );
}
