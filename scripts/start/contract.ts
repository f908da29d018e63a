// What a reference system is to `npm start -- --system NAME`. The contract, for whoever adds one:
//
// `systems/NAME/system.ts` exports `describe`, `start` and `demo`, of the types below (`satisfies SystemModule<…>` at its end),
// and has a line in `registry.ts`. `start` brings up all processes of the system, each traced by the preload alone and
// sending to `otlpUrl`, and returns when requests can be served; `ServiceProcesses` of this folder does the forking. It keeps
// all its files below `directory`. `demo` drives requests as users would make them, says what it types, and names the one trace
// that is worth to be looked at; what needs not be waited for until that is shown is `more` of its result. `stop` ends all processes by SIGTERM, so that their last spans are delivered. With
// `otlpUrl` undefined everything runs untraced, with nothing of ours loaded; tests use `start` and `stop` as they are.

/** What a system is started with. */
export interface StartOptions {
  /** For databases, logs and configuration; exists. */
  readonly directory: string;
  /** Where spans and logs go. `undefined`: tracing is off. */
  readonly otlpUrl: string | undefined;
  /** Ports by name, from `--port name=number`. A name that is missing is any free port. */
  readonly ports: ReadonlyMap<string, number>;
}

/** A system that runs. */
export interface RunningSystem {
  /** What people would like to know: one line for each process. */
  readonly processes: readonly { readonly name: string; readonly address: string }[];
  stop(): Promise<void>;
}

/** What a demo leaves behind in the hub. */
export interface DemoResult {
  /** The trace to be shown as a waterfall, and what it is. */
  readonly traceId: string;
  readonly title: string;
  /** What users do after that, typed when the trace has been shown. @returns the last of its traces. */
  readonly more?: () => Promise<string>;
  /** Questions that an operator would ask, as queries. */
  readonly queries: readonly { readonly question: string; readonly query: string }[];
  /** Commands to be typed in another terminal, with a word about each. */
  readonly tryYourself: readonly { readonly command: string; readonly what: string }[];
}

/** The exports of `systems/NAME/system.ts`. */
export interface SystemModule<Running extends RunningSystem = RunningSystem> {
  readonly describe: {
    /** One sentence: what the system does. */
    readonly summary: string;
    /** The way of a request, for a heading: `cli → manager → gateway → agent → BMC`. */
    readonly flow: string;
    /** Names that `ports` may have. */
    readonly ports: readonly string[];
  };
  start(options: StartOptions): Promise<Running>;
  demo(running: Running, say: (line: string) => void): Promise<DemoResult>;
}
