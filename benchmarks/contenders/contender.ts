/** Where a contender delivers its spans, and what share of the traces it is told to keep. */
export interface Destination {
  /** `http://127.0.0.1:<port>`, a listener of the sink that counts for this contender alone. */
  readonly url: string;
  readonly port: number;
  /** Absent: every trace. */
  readonly ratio?: number;
}

/** A way to run an application: nothing loaded, or one of the tracing runtimes. */
export interface Contender {
  readonly name: string;
  readonly label: string;
  /** npm packages whose versions the result states; the first one is what a user installs. */
  readonly packages: readonly string[];
  readonly nodeArguments: readonly string[];
  /** The part of the run's requests that it is given, so that a slow one does not take most of the time. Default: 1. */
  readonly requestShare?: number;
  environment(destination: Destination): Record<string, string>;
}
