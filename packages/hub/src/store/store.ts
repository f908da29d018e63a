import { ChdbEngine } from './chdb-engine.ts';
import type { Engine, Signal } from './engine.ts';
import { insertResources, insertSpans } from './load/load-spans.ts';
import { TRACE_PROTO, TRACE_RESOURCE_PROTO, TRACE_RESOURCE_STRUCTURE, TRACE_STRUCTURE } from './load/otlp-proto.ts';
import { TRACE_TABLES } from './schema/trace-tables.ts';

/** Rows in ClickHouse: loads segments, answers statements. */
export class Store {
  readonly engine: Engine;

  private constructor(engine: Engine) {
    this.engine = engine;
  }

  /** Opens the store in a directory, and makes or migrates its tables. */
  static async open(directory: string): Promise<Store> {
    const engine = new ChdbEngine(directory);
    const tables = await engine.read<{ name: string }>(
      'SELECT name FROM system.tables WHERE database = currentDatabase()',
    );
    if (tables.length === 0) for (const statement of TRACE_TABLES) await engine.execute(statement);
    return new Store(engine);
  }

  /** Makes rows of a segment. Loading it again, with the same token, changes nothing. */
  async load(signal: Signal, path: string, token: string): Promise<void> {
    if (signal !== 'traces') throw new Error(`cannot load ${signal}`);
    await this.engine.insertFile(
      insertResources,
      { path, proto: TRACE_RESOURCE_PROTO, structure: TRACE_RESOURCE_STRUCTURE },
      `${token}-resources`,
    );
    await this.engine.insertFile(insertSpans, { path, proto: TRACE_PROTO, structure: TRACE_STRUCTURE }, token);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}
