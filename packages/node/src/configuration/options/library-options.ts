import { defineOptions } from '../option.ts';
import { boolean, list, objectWith } from '../values/value-types.ts';

const off = { type: boolean, default: false };

export const libraryOptions = defineOptions([
  {
    ...off,
    key: 'webSocket.messageSpans',
    variables: ['OTEL_NODE_WEBSOCKET_MESSAGE_SPANS'],
    description: 'A span for each WebSocket message that is sent or received, each received one in a trace of its own.',
  },
  {
    key: 'webSocket.envelope',
    type: objectWith('WebSocketEnvelope', ['inject', 'extract']),
    description: 'Puts context into WebSocket messages and reads it from them, in whatever form both sides agree on.',
  },
  {
    key: 'childProcess.propagate',
    type: boolean,
    default: true,
    variables: ['OTEL_NODE_CHILD_PROCESS_PROPAGATE'],
    description: 'Gives child processes the active span as `TRACEPARENT` and `TRACESTATE` in their environment.',
  },
  {
    ...off,
    key: 'childProcess.baggage',
    variables: ['OTEL_NODE_CHILD_PROCESS_BAGGAGE'],
    description: 'Gives child processes the baggage as well, as `BAGGAGE`.',
  },
  {
    ...off,
    key: 'childProcess.spans',
    variables: ['OTEL_NODE_CHILD_PROCESS_SPANS'],
    description: 'A span for each child process, with its command and how it ended, never its arguments.',
  },
  {
    ...off,
    key: 'net.dialSpans',
    variables: ['OTEL_NODE_NET_DIAL_SPANS'],
    description: 'A span `tcp.dial host:port` for each outgoing connection, and one for the TLS handshake on it.',
  },
  {
    ...off,
    key: 'redis.bullmqSpans',
    variables: ['OTEL_NODE_REDIS_BULLMQ_SPANS'],
    description: 'Spans also for the Redis commands of the connections that BullMQ opens for itself.',
  },
  {
    ...off,
    key: 'ssh.propagate',
    variables: ['OTEL_NODE_SSH_PROPAGATE'],
    description: 'Asks SSH servers to set `TRACEPARENT` and `TRACESTATE` for commands and shells, which many refuse.',
  },
  {
    key: 'messaging.linkedDestinations',
    type: list,
    variables: ['OTEL_NODE_MESSAGING_LINKED_DESTINATIONS'],
    default: [],
    defaultText: 'none',
    description:
      'Queues, subjects, topics and exchanges, as in `reports,audit.*`, whose consumers begin traces of their own, linked with the producer.',
  },
]);
