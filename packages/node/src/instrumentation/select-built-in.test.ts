import { expect, test } from 'vitest';
import { resolveConfiguration } from '../configuration/resolve-configuration.ts';
import { forgetReports, setReportSink } from '../diagnostics/reporter.ts';
import { BUILT_IN } from './built-in.ts';
import { selectBuiltIn } from './select-built-in.ts';

const ALL = BUILT_IN.map(({ name }) => name);

function select(environment: Readonly<Record<string, string>>): { names: readonly string[]; lines: string[] } {
  const lines: string[] = [];
  forgetReports();
  const previous = setReportSink((line) => lines.push(line));
  const { builtInInstrumentations } = resolveConfiguration(undefined, environment).configuration;
  const names = selectBuiltIn(builtInInstrumentations).map(({ name }) => name);
  setReportSink(previous);
  return { names, lines };
}

const without = (...left: readonly string[]): readonly string[] => ALL.filter((name) => !left.includes(name));

test.each<[Readonly<Record<string, string>>, readonly string[]]>([
  [{}, ALL],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'all' }, ALL],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'none' }, []],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici' }, ['http-server', 'http-client', 'undici']],
  [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http-server' }, ['http-server']],
  [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'all' }, []],
  [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' }, without('http-server', 'http-client')],
  [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http-client' }, without('http-client')],
  [
    { OTEL_NODE_DISABLED_INSTRUMENTATIONS: '@opentelemetry/instrumentation-http' },
    without('http-server', 'http-client'),
  ],
  [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: '@opentelemetry/instrumentation-redis-4,koa' }, without('redis', 'koa')],
])('%j', (environment, expected) => {
  expect(select(environment)).toEqual({ names: expected, lines: [] });
});

test.each(['OTEL_NODE_DISABLED_INSTRUMENTATIONS', 'OTEL_NODE_ENABLED_INSTRUMENTATIONS'])(
  'names in %s that no instrumentation has are said, all at once',
  (variable) => {
    const { names, lines } = select({ [variable]: 'exprss,koa,toString' });
    expect(names).toEqual(variable.includes('DISABLED') ? without('koa') : ['koa']);
    expect(lines).toEqual([
      `throughline warn: cannot find built-in instrumentations: got "exprss", "toString", need all, http, ${ALL.join(', ')}; ignored`,
    ]);
  },
);
