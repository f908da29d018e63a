import { channel } from 'node:diagnostics_channel';
import { expect, test } from 'vitest';
import { forgetReports, setReportSink } from '../diagnostics/reporter.ts';
import { runTraced } from '../fixtures/run-traced.ts';
import { Subscriptions } from './guard.ts';

test('what a handler throws is reported once a minute and goes no further', () => {
  const said: string[] = [];
  const previous = setReportSink((line) => said.push(line));
  forgetReports();
  const subscriptions = new Subscriptions().on('throughline.test', () => {
    throw new Error('planted');
  });
  for (let count = 0; count < 3; count++) channel('throughline.test').publish({});
  subscriptions.dispose();
  setReportSink(previous);
  expect(said).toHaveLength(1);
  expect(said[0]).toContain('instrumentation throughline.test failed, the application is not affected: Error: planted');
  expect(channel('throughline.test').hasSubscribers).toBe(false);
});

/** Breaks the sampler, which every span passes, from outside; then works as if nothing were. */
const BROKEN = `
  import { createServer, get } from 'node:http';
  const { runtime } = globalThis[Symbol.for('throughline.node.lifecycle')];
  runtime.provider.shared.sampler.decide = () => { throw new Error('planted'); };
  const server = createServer((request, response) => response.end('fine')).listen(0, '127.0.0.1', async () => {
    const url = 'http://127.0.0.1:' + server.address().port;
    console.log(await (await fetch(url)).text());
    get(url, (response) => response.on('data', (data) => console.log(String(data))).on('end', () => {
      server.close();
      server.closeAllConnections();
    }));
  });
`;

test('an application does not notice a bug of ours in any instrumentation', async () => {
  const { code, stdout, stderr } = await runTraced({ source: BROKEN, environment: { OTEL_TRACES_EXPORTER: 'none' } });
  expect(stdout).toBe('fine\nfine\n');
  expect(code).toBe(0);
  expect(stderr).toContain('the application is not affected');
  expect(stderr).not.toContain('ncaught');
});
