// Connect publishes nothing and has no classes, but all its transports, of each protocol, make their calls through two
// functions, and all its adapters serve them through two others. Each takes the interceptors of the application:
//
//   run-call.js               runUnaryCall, runStreamingCall                              client
//   invoke-implementation.js  invokeUnaryImplementation, transformInvokeImplementation    server
//
// Ours is put before them, so it is the outermost.
import {
  connectClientInterceptor,
  connectServerInterceptor,
  hasSubscribers,
} from '../../manual/connect-interceptors.ts';

type Interceptors = readonly unknown[] | undefined;
type Replaceable = (...args: unknown[]) => unknown;

/** The functions, and which argument brings the interceptors. */
const REPLACEMENTS: Readonly<Record<string, (original: Replaceable) => Replaceable>> = {
  runUnaryCall: wrapRun,
  runStreamingCall: wrapRun,
  invokeUnaryImplementation: (original) => wrapInvoke(original, 3),
  transformInvokeImplementation: (original) => wrapInvoke(original, 2),
};

export const REPLACED_FUNCTIONS: readonly string[] = Object.keys(REPLACEMENTS);

const wrapped = new WeakSet<object>();

/** Replaces the functions among `exports`, whose properties can be written. */
export function wrapConnect(exports: object): void {
  if (wrapped.has(exports)) return;
  wrapped.add(exports);
  const functions = exports as Record<string, unknown>;
  for (const [name, replace] of Object.entries(REPLACEMENTS)) {
    const original = functions[name];
    if (typeof original === 'function') functions[name] = replace(original as Replaceable);
  }
}

function wrapRun(original: Replaceable): Replaceable {
  return (options) => {
    if (!hasSubscribers()) return original(options);
    const { interceptors } = options as { interceptors: Interceptors };
    return original({ ...(options as object), interceptors: [connectClientInterceptor, ...(interceptors ?? [])] });
  };
}

function wrapInvoke(original: Replaceable, position: number): Replaceable {
  return (...args) => {
    if (hasSubscribers()) {
      args[position] = [connectServerInterceptor, ...((args[position] as Interceptors) ?? [])];
    }
    return original(...args);
  };
}
