import { defineOptions } from '../option.ts';
import { headerNames, hook, list } from '../values/value-types.ts';

/** Those of RFC 9110, PATCH, and QUERY. */
const KNOWN_METHODS = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE'];

const captured = { type: headerNames, default: [], defaultText: 'none' };

export const httpOptions = defineOptions([
  {
    key: 'http.knownMethods',
    type: list,
    variables: ['OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'],
    default: KNOWN_METHODS,
    description: 'Methods that stand in spans, in their case; any other is `_OTHER`.',
  },
  {
    key: 'http.ignoreIncomingPaths',
    type: list,
    variables: ['OTEL_NODE_HTTP_IGNORE_INCOMING_PATHS'],
    default: [],
    defaultText: 'none',
    description: 'Paths, as in `/health,/internal/*`, whose requests make no server span.',
  },
  {
    ...captured,
    key: 'http.captureServerRequestHeaders',
    variables: ['OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS'],
    description: 'Headers of incoming requests that become span attributes.',
  },
  {
    ...captured,
    key: 'http.captureServerResponseHeaders',
    variables: ['OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS'],
    description: 'Headers of the answers to them.',
  },
  {
    ...captured,
    key: 'http.captureClientRequestHeaders',
    variables: ['OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS'],
    description: 'Headers of outgoing requests that become span attributes.',
  },
  {
    ...captured,
    key: 'http.captureClientResponseHeaders',
    variables: ['OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS'],
    description: 'Headers of the answers to them.',
  },
  {
    key: 'http.ignoreIncomingRequest',
    type: hook,
    description: 'Given the request, returns `true` if it makes no server span.',
  },
  {
    key: 'http.ignoreOutgoingRequest',
    type: hook,
    description: 'Given the request, returns `true` if it makes no client span.',
  },
  {
    key: 'http.requestHook',
    type: hook,
    description: 'Given the span and the request, may add attributes.',
  },
  {
    key: 'http.responseHook',
    type: hook,
    description: 'Given the span and the response, may add attributes.',
  },
]);
