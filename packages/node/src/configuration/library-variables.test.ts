import { expect, test } from 'vitest';
import type { LibraryConfiguration } from './library-configuration.ts';
import { checkVariable } from './fixtures/check-variable.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const check = (variable: string, otherwise: boolean, read: (libraries: LibraryConfiguration) => unknown): void => {
  test(variable, () => {
    checkVariable(variable, {
      read: ({ libraries }) => read(libraries),
      otherwise,
      good: [
        ['true', true],
        ['FALSE', false],
      ],
    });
  });
};

check('OTEL_NODE_WEBSOCKET_MESSAGE_SPANS', false, ({ webSocket }) => webSocket.messageSpans);
check('OTEL_NODE_CHILD_PROCESS_PROPAGATE', true, ({ childProcess }) => childProcess.propagate);
check('OTEL_NODE_CHILD_PROCESS_BAGGAGE', false, ({ childProcess }) => childProcess.baggage);
check('OTEL_NODE_CHILD_PROCESS_SPANS', false, ({ childProcess }) => childProcess.spans);
check('OTEL_NODE_NET_DIAL_SPANS', false, ({ net }) => net.dialSpans);
check('OTEL_NODE_REDIS_BULLMQ_SPANS', false, ({ redis }) => redis.bullmqSpans);
check('OTEL_NODE_SSH_PROPAGATE', false, ({ ssh }) => ssh.propagate);

test('OTEL_NODE_MESSAGING_LINKED_DESTINATIONS', () => {
  checkVariable('OTEL_NODE_MESSAGING_LINKED_DESTINATIONS', {
    read: ({ libraries }) => libraries.messaging.linkedDestinations,
    otherwise: [],
    good: [
      ['reports, audit.*,reports', ['reports', 'audit.*']],
      ['*', ['*']],
    ],
  });
});

test('an envelope is taken as it is, or refused', () => {
  const envelope = { inject: (data: unknown) => data, extract: () => undefined };
  const { libraries } = resolveConfiguration({ webSocket: { envelope } }, {}).configuration;
  expect(libraries.webSocket.envelope).toBe(envelope);
  const half = { inject: envelope.inject } as typeof envelope;
  expect(() => resolveConfiguration({ webSocket: { envelope: half } }, {})).toThrow(
    'need a WebSocketEnvelope with inject() and extract()',
  );
});
