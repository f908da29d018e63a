import { getSpan, isSuppressed } from '../../context/context.ts';
import { activeContext } from '../../context/context-manager.ts';
import { Span } from '../../trace/span.ts';
import { toIdentity, type Tracer } from '../../trace/tracer.ts';
import { RUNTIME_VERSION } from '../../version.ts';
import { Subscriptions } from '../guard.ts';
import type { Instrumentation } from '../instrumentation.ts';
import { Dial } from './dial.ts';
import { type DialMessage, wrapNet } from './wrap.ts';

const CLIENT = { kind: 2 };

function startDial(tracer: Tracer, message: DialMessage): void {
  const context = activeContext();
  if (isSuppressed(context)) return;
  const span = tracer.start(nameOf(message), CLIENT, { parent: toIdentity(getSpan(context)), context });
  if (!(span instanceof Span)) return;
  const { host, port, path } = message;
  span.setAttribute('network.transport', path === undefined ? 'tcp' : 'unix');
  span.setAttribute('server.address', path ?? host);
  if (path === undefined) span.setAttribute('server.port', port);
  void new Dial(message, { span, context, tracer });
}

function nameOf({ host, port, path }: DialMessage): string {
  if (path !== undefined) return 'unix.dial';
  return `tcp.dial ${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Spans of outgoing connections, where `net.dialSpans` asks for them. */
export const net: Instrumentation = {
  name: 'net',
  enable({ provider, libraries }) {
    if (!libraries.net.dialSpans) return () => {};
    const tracer = provider.getTracer('@throughline/node/net', RUNTIME_VERSION);
    const subscriptions = new Subscriptions().on<DialMessage>('throughline:net.dial', (message) =>
      startDial(tracer, message),
    );
    wrapNet(process.getBuiltinModule('node:net'));
    return () => subscriptions.dispose();
  },
};
