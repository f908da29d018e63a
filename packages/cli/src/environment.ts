/** What the command takes from the environment: the one place that looks. */
export interface Environment {
  /** Where a hub is: `THROUGHLINE_HUB`. */
  readonly hubUrl: string | undefined;
  /** `THROUGHLINE_TOKEN`, for sending and reading; the two below go first. */
  readonly token: string | undefined;
  readonly ingestToken: string | undefined;
  readonly readToken: string | undefined;
  /** Whether `OTEL_EXPORTER_OTLP_ENDPOINT`, or the one for traces, says where spans go. */
  readonly hasOtlpEndpoint: boolean;
  /** Columns of the output where it is no terminal: `COLUMNS`. */
  readonly columns: number | undefined;
  /** `NO_COLOR`, or `TERM=dumb`. */
  readonly noColor: boolean;
  /** `FORCE_COLOR`, unless it is `0`. */
  readonly forceColor: boolean;
}

/** Reads the environment. Empty means absent. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env): Environment {
  const text = (name: string): string | undefined => variables[name] || undefined;
  return {
    hubUrl: text('THROUGHLINE_HUB'),
    token: text('THROUGHLINE_TOKEN'),
    ingestToken: text('THROUGHLINE_INGEST_TOKEN'),
    readToken: text('THROUGHLINE_READ_TOKEN'),
    hasOtlpEndpoint: (text('OTEL_EXPORTER_OTLP_ENDPOINT') ?? text('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT')) !== undefined,
    columns: Number(text('COLUMNS')) || undefined,
    noColor: text('NO_COLOR') !== undefined || variables.TERM === 'dumb',
    forceColor: (text('FORCE_COLOR') ?? '0') !== '0',
  };
}

/** The variables that a child is started with, some of them changed. `undefined` removes one. */
export function childVariables(changes: Readonly<Record<string, string | undefined>>): NodeJS.ProcessEnv {
  const variables = { ...process.env, ...changes };
  for (const [name, value] of Object.entries(changes)) if (value === undefined) delete variables[name];
  return variables;
}

/** Where the doctor wants to find what its probe sees; `undefined` in a process that is not examined. */
export function probeDirectory(): string | undefined {
  return process.env.THROUGHLINE_DOCTOR_DIRECTORY;
}

/** Lets the engine work beside the journal: both wait for the system's threads, of which there are four by default. */
export function reserveThreads(count: number): void {
  process.env.UV_THREADPOOL_SIZE ??= String(count);
}
