import { expect, test } from 'vitest';
import { isInstrumentationEnabled } from './configuration.ts';
import { checkVariable } from './fixtures/check-variable.ts';
import { resolveConfiguration } from './resolve-configuration.ts';

const lists = (otherwise: unknown) => ({
  otherwise,
  good: [
    ['a, b ,,a', ['a', 'b']],
    ['c', ['c']],
  ] as const,
});

test('instrumentations', () => {
  checkVariable('OTEL_NODE_ENABLED_INSTRUMENTATIONS', {
    ...lists(undefined),
    read: (c) => c.builtInInstrumentations.enabled,
  });
  checkVariable('OTEL_NODE_DISABLED_INSTRUMENTATIONS', {
    ...lists([]),
    read: (c) => c.builtInInstrumentations.disabled,
  });
  checkVariable('OTEL_SEMCONV_STABILITY_OPT_IN', {
    read: (c) => c.http.knownMethods.length,
    otherwise: 10,
    good: [['http/dup', 10]],
  });
});

test.each([
  [{}, true, true],
  [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'all' }, false, false],
  [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' }, false, true],
  [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: '@opentelemetry/instrumentation-http' }, false, true],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http' }, true, false],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: '@opentelemetry/instrumentation-undici' }, false, true],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'all' }, true, true],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'all', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'undici' }, true, false],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' }, false, false],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'all' }, false, false],
])('with %j, http: %s, undici: %s', (environment, http, undici) => {
  const { builtInInstrumentations } = resolveConfiguration(undefined, environment).configuration;
  expect(isInstrumentationEnabled(builtInInstrumentations, 'http-server')).toBe(http);
  expect(isInstrumentationEnabled(builtInInstrumentations, 'http-client')).toBe(http);
  expect(isInstrumentationEnabled(builtInInstrumentations, 'undici')).toBe(undici);
});

test('HTTP', () => {
  const methods = ['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE'];
  checkVariable('OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS', {
    read: (c) => c.http.knownMethods,
    otherwise: methods,
    good: [['GET,purge', ['GET', 'purge']]],
  });
  checkVariable('OTEL_NODE_HTTP_IGNORE_INCOMING_PATHS', {
    read: (c) => c.http.ignoreIncomingPaths,
    otherwise: [],
    good: [['/health, /internal/*', ['/health', '/internal/*']]],
  });
  const captured = {
    otherwise: [],
    good: [['X-Request-ID, content-type,x-request-id', ['x-request-id', 'content-type']]],
  } as const;
  checkVariable('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS', {
    ...captured,
    read: (c) => c.http.captureServerRequestHeaders,
  });
  checkVariable('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS', {
    ...captured,
    read: (c) => c.http.captureServerResponseHeaders,
  });
  checkVariable('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS', {
    ...captured,
    read: (c) => c.http.captureClientRequestHeaders,
  });
  checkVariable('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS', {
    ...captured,
    read: (c) => c.http.captureClientResponseHeaders,
  });
});

test('redaction', () => {
  checkVariable('OTEL_NODE_REDACTION_DISABLED', {
    read: (c) => c.redaction.enabled,
    otherwise: true,
    good: [
      ['TRUE', false],
      ['false', true],
    ],
    bad: ['1', 'yes'],
    need: 'true or false',
    using: 'using false',
  });
  checkVariable('OTEL_NODE_REDACTION_KEYS', { ...lists([]), read: (c) => c.redaction.keys });
  checkVariable('OTEL_NODE_REDACTION_PATTERN', {
    read: (c) => c.redaction.patterns,
    otherwise: [],
    good: [['\\d{4,}', [/\d{4,}/]]],
  });
});

test('a broken pattern leaves the built-in ones', () => {
  const { configuration, warnings } = resolveConfiguration(undefined, { OTEL_NODE_REDACTION_PATTERN: '(' });
  expect(configuration.redaction).toEqual({ enabled: true, keys: [], patterns: [] });
  expect(warnings).toEqual([
    'cannot use OTEL_NODE_REDACTION_PATTERN: got Invalid regular expression: /(/: Unterminated group, need a regular expression; using none',
  ]);
});
