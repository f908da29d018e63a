import { stat } from 'node:fs/promises';
import { ChdbEngine } from './chdb-engine.ts';
import type { Engine, Signal } from './engine.ts';
import { LOAD_STEPS, RESOURCES } from './load/load-steps.ts';
import { dropOldestPart, findPartitions, sumPartitions } from './partitions.ts';
import type { Partition, TableStatistics } from './partitions.ts';
import { isClustered, migrate } from './schema/migrate.ts';

/** One of the INSERTs that make rows of a segment. */
export interface SegmentStep {
  readonly signal: Signal;
  readonly step: number;
  readonly path: string;
  /** Unique for the file: what its rows are known by. */
  readonly id: string;
  /** Whether an earlier attempt may have stored some of its rows. */
  readonly attempted: boolean;
}

/** What tells which INSERTs a segment needs. */
export interface SegmentNeeds {
  /** Whether its resources are stored already. Default false. */
  readonly areResourcesKnown?: boolean;
  /** The numbers of the fields of its metrics. Default all that there are. */
  readonly metricFields?: ReadonlySet<number>;
}

/** Rows in ClickHouse: loads segments, answers statements. */
export class Store {
  readonly engine: Engine;
  readonly #clustered: boolean;

  private constructor(engine: Engine, clustered: boolean) {
    this.engine = engine;
    this.#clustered = clustered;
  }

  /**
   * Opens the store in a directory, and makes or migrates its tables.
   *
   * @param sync - whether what was loaded outlasts a power cut. Default true.
   * @throws HubError `TL_STORE_NEWER`, `TL_STORE_UNAVAILABLE`.
   */
  static open(directory: string, sync = true): Promise<Store> {
    return Store.#prepare(new ChdbEngine(directory, sync));
  }

  /**
   * The same for a database of a server, e.g. `clickhouse://user:password@host:8123/database`.
   *
   * @throws HubError `TL_STORE_NEWER`, `TL_STORE_UNAVAILABLE`.
   */
  static async connect(url: string): Promise<Store> {
    // Loaded by those who have a server alone.
    const { ClickHouseEngine } = await import('./clickhouse-engine.ts');
    const engine = new ClickHouseEngine(url);
    return Store.#prepare(engine, () => engine.assertClickHouse());
  }

  static async #prepare(engine: Engine, check?: () => Promise<void>): Promise<Store> {
    try {
      await check?.();
      await migrate(engine);
      return new Store(engine, await isClustered(engine));
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  /** Makes rows of a segment that was never loaded: a file of length-delimited OTLP requests, and a unique id. */
  async load(signal: Signal, path: string, id: string): Promise<void> {
    for (const step of this.stepsOf(signal)) await this.loadStep({ signal, step, path, id, attempted: false });
  }

  /** The same for one that may have been loaded, wholly or in part: adds what is missing. */
  async loadAgain(signal: Signal, path: string, id: string): Promise<void> {
    for (const step of this.stepsOf(signal)) await this.loadStep({ signal, step, path, id, attempted: true });
  }

  /** The numbers of the steps in which a segment is loaded. */
  stepsOf(signal: Signal, { areResourcesKnown = false, metricFields }: SegmentNeeds = {}): readonly number[] {
    const steps = LOAD_STEPS[signal];
    return [...steps.keys()].filter((index) => {
      const { metricField } = steps[index];
      if (steps[index] === RESOURCES) return !areResourcesKnown;
      return metricField === undefined || metricFields === undefined || metricFields.has(metricField);
    });
  }

  /** Takes one step. The time the file was last written counts as the time of arrival. */
  async loadStep({ signal, step, path, id, attempted }: SegmentStep): Promise<void> {
    const { mtime } = await stat(path);
    const { name, insert, mend, proto, structure } = LOAD_STEPS[signal][step];
    // Replicated tables recognise the id themselves, in the views' tables too.
    const incomplete = attempted && !this.#clustered;
    const file = { loadId: `${id}-${name}`, attempted: incomplete, arrivedAt: mtime };
    await this.engine.insertFile((source) => insert({ source, file }), { path, proto, structure }, file.loadId);
    if (incomplete) for (const statement of mend?.(file.loadId) ?? []) await this.engine.execute(statement);
  }

  /** The days of all tables; of a cluster none, whose tables drop old days by themselves. Cheap: only the list of parts is read. */
  async partitions(): Promise<Partition[]> {
    return this.#clustered ? [] : findPartitions(this.engine);
  }

  /** What each table holds. As cheap. */
  async statistics(): Promise<TableStatistics[]> {
    return sumPartitions(await this.partitions());
  }

  async dropPartitions(partitions: readonly Pick<Partition, 'table' | 'day'>[]): Promise<void> {
    for (const { table, day } of partitions)
      await this.engine.execute(`ALTER TABLE ${table} DROP PARTITION ID '${day.replaceAll('-', '')}'`);
  }

  /**
   * Drops the oldest part of the largest table of items, among days from this one on.
   *
   * @returns its bytes; 0 when there is only one.
   */
  dropOldestPart(fromDay: string): Promise<number> {
    return dropOldestPart(this.engine, fromDay);
  }

  async close(): Promise<void> {
    await this.engine.close();
  }
}
