// Baggage over three processes with the real preload: first ─▶ pass ─▶ last.
import type { ChildProcess } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type OtlpReceiver, startReceiver } from '../fixtures/otlp-receiver.ts';
import { type Outcome, runTraced, type TracedProgram } from '../fixtures/run-traced.ts';

const FILE = new URL('fixtures/hop.ts', import.meta.url);
const SENT = 'customer_id=customer-123,session_id=7,email=a@example.com,private_note=not%20listed';

const ATTRIBUTES = {
  'baggage.customer_id': 'customer-123',
  'baggage.session_id': '7',
  'baggage.email': createHmac('sha256', 'secret key').update('a@example.com').digest('hex'),
};

type Variables = Readonly<Record<string, string>>;

const RULES: Variables = {
  OTEL_NODE_BAGGAGE_ATTRIBUTES: 'customer_id,session_id',
  OTEL_NODE_BAGGAGE_HASHED_ATTRIBUTES: 'email',
  OTEL_NODE_BAGGAGE_HASH_KEY: 'secret key',
};

let receiver: OtlpReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

function run(args: readonly string[], environment: Variables, onOutput?: TracedProgram['onOutput']): Promise<Outcome> {
  const exporter = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url, OTEL_SERVICE_NAME: args[0] };
  return runTraced({ file: FILE, args, environment: { ...exporter, ...RULES, ...environment }, onOutput });
}

/** Starts a service; `stop` ends it. */
async function startHop(
  args: readonly string[],
  environment: Variables,
): Promise<{ url: string; stop(): Promise<Outcome> }> {
  let outcome: Promise<Outcome> | undefined;
  const [child, port] = await new Promise<[ChildProcess, string]>((resolve) => {
    outcome = run(args, environment, (process, text) => resolve([process, text.trim()]));
  });
  const stop = (): Promise<Outcome> => {
    child.stdin?.end();
    return outcome as Promise<Outcome>;
  };
  return { url: `http://127.0.0.1:${port}/`, stop };
}

/** Runs the three, and returns what the last one got, and of each span the service, its kind and its baggage. */
async function talk(pass: Variables): Promise<{ got: string[]; spans: string[]; baggage: object[] }> {
  const last = await startHop(['last'], {});
  const middle = await startHop(['pass', last.url], pass);
  const first = await run(['first', middle.url], {});
  const outcomes = [first, await middle.stop(), await last.stop()];
  expect(outcomes.map(({ code, stderr }) => [code, stderr])).toEqual(outcomes.map(() => [0, '']));
  const baggage = receiver.spans.map(({ attributes }) =>
    Object.fromEntries(Object.entries(attributes).filter(([key]) => key.startsWith('baggage.'))),
  );
  const spans = receiver.spans.map(({ resource, kind }) => `${String(resource['service.name'])} ${kind}`);
  expect(new Set(receiver.spans.map(({ traceId }) => traceId)).size).toBe(1);
  return { got: first.stdout.trim().split('\n'), spans, baggage };
}

const FIRST = ['first INTERNAL', 'first CLIENT', 'first CLIENT'];
const PASS = ['pass SERVER', 'pass INTERNAL', 'pass CLIENT'];
const ALL = [...FIRST, ...PASS, ...PASS, 'last SERVER', 'last SERVER'].toSorted();

test('every span downstream has the listed entries, the personal one hashed; the rest only travels', async () => {
  const { got, spans, baggage } = await talk({});
  expect(got).toEqual([SENT, SENT]);
  expect(spans.toSorted()).toEqual(ALL);
  expect(baggage).toEqual(spans.map(() => ATTRIBUTES));
});

test.each([
  ['does not send it to its next host', { OTEL_NODE_BAGGAGE_HOSTS: '*.example.com' }, 3],
  ['accepts none', { OTEL_NODE_BAGGAGE_ACCEPT: 'false' }, 0],
])('a service that %s ends it, and not the trace', async (_name, variables, spansWithBaggage) => {
  const { got, spans, baggage } = await talk(variables);
  expect(got).toEqual(['undefined', 'undefined']);
  expect(spans.toSorted()).toEqual(ALL);
  const having = (service: string): number =>
    spans.filter((span, index) => span.startsWith(service) && Object.keys(baggage[index]).length > 0).length;
  expect([having('first'), having('pass'), having('last')]).toEqual([3, 2 * spansWithBaggage, 0]);
});

test('without a list no span has any', async () => {
  const none = { OTEL_NODE_BAGGAGE_ATTRIBUTES: '', OTEL_NODE_BAGGAGE_HASHED_ATTRIBUTES: '' };
  const { baggage, spans } = await talk(none);
  const ofPass = baggage.filter((_one, index) => spans[index].startsWith('pass'));
  expect(ofPass).toEqual(PASS.concat(PASS).map(() => ({})));
});
