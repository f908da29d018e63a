import type { Engine } from './engine.ts';
import { literal } from './literal.ts';

/** A part of a table whose files are not what they were. */
export interface BrokenPart {
  readonly table: string;
  readonly part: string;
  readonly message: string;
}

/** Compares every file of every table with its checksum. */
export async function findBrokenParts(engine: Engine): Promise<BrokenPart[]> {
  const tables = await engine.read<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name",
  );
  const broken: BrokenPart[] = [];
  for (const { name } of tables) {
    const parts = await engine.read<CheckedPart>(
      `CHECK TABLE \`${name}\` SETTINGS check_query_single_value_result = 0`,
    );
    for (const { part_path: part, is_passed: isPassed, message } of parts)
      if (Number(isPassed) !== 1) broken.push({ table: name, part, message });
  }
  return broken;
}

interface CheckedPart {
  readonly part_path: string;
  readonly is_passed: number | boolean;
  readonly message: string;
}

/** Takes a part out of its table: what is left can be read again. The part stays on the disk, in `detached`. */
export async function detachPart(engine: Engine, { table, part }: BrokenPart): Promise<void> {
  await engine.execute(`ALTER TABLE \`${table}\` DETACH PART ${literal(part)}`);
}
