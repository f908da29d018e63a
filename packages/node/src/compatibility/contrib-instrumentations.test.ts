// Unmodified instrumentations of opentelemetry-js-contrib, handed to bootstrapTelemetry, in a process of their own.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type OtlpReceiver, type ReceivedSpan, startReceiver } from '../fixtures/otlp-receiver.ts';
import { runTraced } from '../fixtures/run-traced.ts';
import { libraryProgram } from './fixtures/library-program.ts';

interface Contrib {
  readonly package: string;
  readonly className: string;
  /** Uses the library. */
  readonly body: string;
  /** As `describeSpans` has them. */
  readonly spans: readonly string[];
  /** Attributes of the first of `spans`. */
  readonly attributes?: Record<string, unknown>;
  /** Where not the same as `package`. */
  readonly scope?: string;
}

const DATALOADER = {
  className: 'DataloaderInstrumentation',
  body: `
    const DataLoader = require('dataloader');
    const loader = new DataLoader(async (keys) => keys.map((key) => key * 2));
    await work(async () => { if ((await loader.load(4)) !== 8) throw new Error('wrong'); });
  `,
  spans: ['dataloader.load < work', 'dataloader.batch < dataloader.load'],
  scope: '@opentelemetry/instrumentation-dataloader',
};

const CONTRIB: readonly Contrib[] = [
  {
    package: '@opentelemetry/instrumentation-express',
    className: 'ExpressInstrumentation',
    body: `
      const express = require('express');
      const app = express();
      app.use(function first(request, response, next) { next(); });
      app.get('/orders/:id', (request, response) => response.send(request.params.id));
      await work(async () => { if ((await serve(app, '/orders/7')) !== '7') throw new Error('wrong'); });
    `,
    spans: ['middleware - first < SERVER', 'request handler < SERVER'],
    attributes: { 'express.name': 'first', 'express.type': 'middleware' },
  },
  {
    package: '@opentelemetry/instrumentation-koa',
    className: 'KoaInstrumentation',
    body: `
      const Koa = require('koa');
      const app = new Koa();
      app.use(async function outer(context, next) { await next(); });
      app.use(async function answer(context) { context.body = 'answer'; });
      await work(async () => { if ((await serve(app.callback(), '/any')) !== 'answer') throw new Error('wrong'); });
    `,
    spans: ['middleware - outer < SERVER', 'middleware - answer < middleware - outer'],
    attributes: { 'koa.name': 'outer', 'koa.type': 'middleware' },
  },
  {
    package: '@opentelemetry/instrumentation-generic-pool',
    className: 'GenericPoolInstrumentation',
    body: `
      const pool = require('generic-pool').createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
      await work(async () => pool.release(await pool.acquire()));
    `,
    spans: ['generic-pool.acquire < work'],
  },
  {
    package: '@opentelemetry/instrumentation-graphql',
    className: 'GraphQLInstrumentation',
    body: `
      const { buildSchema, graphql } = require('graphql');
      await work(async () => {
        const schema = buildSchema('type Query { hello: String }');
        const { data } = await graphql({ schema, source: 'query Greet { hello }', rootValue: { hello: () => 'world' } });
        if (data.hello !== 'world') throw new Error('wrong');
      });
    `,
    spans: [
      'graphql.parseSchema < work',
      'graphql.parse < work',
      'graphql.validate < work',
      'query Greet < work',
      'graphql.resolve hello < query Greet',
    ],
  },
  { package: '@opentelemetry/instrumentation-dataloader', ...DATALOADER },
  { package: 'instrumentation-dataloader-2', ...DATALOADER },
];

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function run(program: { options: string; body: string }): Promise<string> {
  const { code, stderr } = await runTraced({
    source: libraryProgram(program),
    preload: false,
    environment: { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url },
  });
  expect(code, stderr).toBe(0);
  return stderr;
}

/** The spans of a scope, as `name < name of the parent`, or `name < SERVER` below a server span. */
function describeSpans(scope: string): string[] {
  const names = new Map(receiver.spans.map(({ spanId, name, kind }) => [spanId, kind === 'SERVER' ? kind : name]));
  return spansOf(scope).map((span) => `${span.name} < ${names.get(span.parentSpanId) ?? 'nothing'}`);
}

function spansOf(scope: string): ReceivedSpan[] {
  return receiver.spans.filter((span) => span.scope === scope);
}

describe.each(CONTRIB)('$package', (contrib) => {
  const scope = contrib.scope ?? contrib.package;

  test('handed to bootstrapTelemetry, gives its spans in the trace', async () => {
    const stderr = await run({
      options: `{ instrumentations: [from('${contrib.package}', '${contrib.className}')] }`,
      body: contrib.body,
    });
    expect(stderr).toBe('');
    expect(describeSpans(scope).toSorted()).toEqual(contrib.spans.toSorted());
    expect(new Set(receiver.spans.map((span) => span.traceId)).size).toBe(1);
    const [first] = contrib.spans[0].split(' < ');
    expect(spansOf(scope).find((span) => span.name === first)?.attributes).toMatchObject(contrib.attributes ?? {});
  });

  test('given to registerInstrumentations without a provider, finds ours', async () => {
    await run({
      options: '{}',
      body: `
        const instrumentations = [from('${contrib.package}', '${contrib.className}')];
        require('@opentelemetry/instrumentation').registerInstrumentations({ instrumentations });
        ${contrib.body}
      `,
    });
    expect(describeSpans(scope).toSorted()).toEqual(contrib.spans.toSorted());
  });
});

describe.each([
  ['express', CONTRIB[0], '/orders/:id'],
  [
    'koa',
    {
      ...CONTRIB[1],
      body: `
        const app = new (require('koa'))();
        const router = new (require('@koa/router'))();
        router.get('/orders/:id', async (context) => { context.body = context.params.id; });
        app.use(router.routes());
        await work(async () => { if ((await serve(app.callback(), '/orders/7')) !== '7') throw new Error('wrong'); });
      `,
    },
    '/orders/:id',
  ],
])('a framework that only %s of contrib knows', (name, contrib, route) => {
  test('has its routes on the server spans', async () => {
    await run({
      options: `{
        disabledInstrumentations: ['${name}'],
        instrumentations: [from('${contrib.package}', '${contrib.className}')],
      }`,
      body: contrib.body,
    });
    const server = receiver.spans.find(({ kind }) => kind === 'SERVER');
    expect([server?.name, server?.attributes['http.route']]).toEqual([`GET ${route}`, route]);
  });
});

test('an ES module that uses the loader hook of @opentelemetry/instrumentation gives the same spans', async () => {
  await run({
    options: `{ instrumentations: [from('@opentelemetry/instrumentation-generic-pool', 'GenericPoolInstrumentation')] }`,
    body: `
      (await import('node:module')).register('@opentelemetry/instrumentation/hook.mjs', import.meta.url);
      const { createPool } = await import('generic-pool');
      const pool = createPool({ create: async () => ({}), destroy: async () => {} }, { max: 1 });
      await work(async () => pool.release(await pool.acquire()));
    `,
  });
  expect(describeSpans('@opentelemetry/instrumentation-generic-pool')).toEqual(['generic-pool.acquire < work']);
});

test('the status names the instrumentations, and shutdown disables them', async () => {
  const { stdout } = await runTraced({
    source: libraryProgram({
      options: `{ instrumentations: [globalThis.contrib = from('@opentelemetry/instrumentation-koa', 'KoaInstrumentation')] }`,
      body: `
        const names = throughline.getTelemetryStatus().instrumentations;
        const before = contrib.isEnabled();
        await throughline.shutdownTelemetry();
        console.log(JSON.stringify([names.includes('@opentelemetry/instrumentation-koa'), before, contrib.isEnabled()]));
      `,
    }),
    preload: false,
    environment: { OTEL_TRACES_EXPORTER: 'none' },
  });
  expect(JSON.parse(stdout)).toEqual([true, true, false]);
});

test('an instrumentation that cannot be enabled is left out, the next one runs', async () => {
  const stderr = await run({
    options: `{ instrumentations: [
      { instrumentationName: 'broken', setTracerProvider() {}, disable() {}, enable() { throw new Error('no'); } },
      from('@opentelemetry/instrumentation-generic-pool', 'GenericPoolInstrumentation'),
    ] }`,
    body: CONTRIB[2].body,
  });
  expect(stderr).toMatch(/cannot start instrumentation broken: Error: no/);
  expect(describeSpans('@opentelemetry/instrumentation-generic-pool')).toEqual(['generic-pool.acquire < work']);
});
