import { stat } from 'node:fs/promises';
import { ChdbEngine } from './chdb-engine.ts';
import type { Engine, Signal } from './engine.ts';
import { LOAD_STEPS } from './load/load-steps.ts';
import { LOG_TABLES } from './schema/log-table.ts';
import { METRIC_TABLES } from './schema/metric-table.ts';
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
    for (const statement of [...TRACE_TABLES, ...LOG_TABLES, ...METRIC_TABLES]) await engine.execute(statement);
    return new Store(engine);
  }

  /**
   * Makes rows of a segment: a file of length-delimited OTLP requests. Loading it again, with the same token, changes
   * nothing. The time it was last written counts as the time of arrival.
   */
  async load(signal: Signal, path: string, token: string): Promise<void> {
    const { mtime } = await stat(path);
    for (const { name, insert, proto, structure } of LOAD_STEPS[signal]) {
      const file = { path, proto, structure };
      await this.engine.insertFile((source) => insert(source, mtime), file, `${token}-${name}`);
    }
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}
