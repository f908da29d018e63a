import type { ServiceSummary } from '@throughline/hub';
import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formatDurationNs, formatShare } from '../design/quantity.ts';
import { createBmcTraces } from '../fixtures/bmc-traces.ts';
import { formatRate } from '../services/model/rate.ts';
import { lacksChromium } from './fixtures/chromium.ts';
import { Site, STEP_MS } from './fixtures/site.ts';

const HOUR_SECONDS = 3600;
const SERVER = 2;

describe.skipIf(lacksChromium())('services', { timeout: 2 * STEP_MS }, () => {
  let site: Site;
  const telemetry = createBmcTraces(120, { untilMs: Date.now(), overMs: 600_000 });
  const sessions = telemetry.spans.filter(
    ({ service, name }) => service === 'bmc-gateway' && name === 'CreateVNCSession',
  );

  beforeAll(async () => {
    site = await Site.open();
    await site.send(telemetry);
  }, 4 * STEP_MS);

  afterAll(() => site?.close());
  afterEach(() => expect(site.takeProblems()).toEqual([]));

  /** What a row shows of rate, errors and durations. */
  const figuresIn = async (row: Locator): Promise<string[]> =>
    (await row.getByRole('cell').allTextContents()).slice(0, 5);
  const figuresOf = ({ calls, errors, p50Ns, p95Ns, p99Ns }: ServiceSummary): string[] => [
    formatRate(calls, HOUR_SECONDS),
    formatShare(errors / calls),
    ...[p50Ns, p95Ns, p99Ns].map(formatDurationNs),
  ];

  test('rate, errors and durations of a service and of its operations are those of what was sent', async () => {
    const { services } = await site.until<{ services: ServiceSummary[] }>('/services', () => true);
    const gateway = services.find(({ name }) => name === 'bmc-gateway')!;
    const asked = telemetry.spans.filter(({ service, kind }) => service === 'bmc-gateway' && kind === SERVER);
    expect(gateway).toMatchObject({ calls: asked.length, errors: asked.filter(({ error }) => error).length });
    const page = await site.newPage('/services');
    const row = page.getByRole('row').filter({ hasText: 'bmc-gateway' });
    await row.waitFor();
    expect(await figuresIn(row)).toEqual(figuresOf(gateway));
    await row.getByRole('button', { name: 'bmc-gateway' }).click();
    const detail = page.getByRole('region', { name: 'bmc-gateway' });
    const operation = detail.getByRole('row').filter({ hasText: 'CreateVNCSession' });
    await operation.waitFor();
    expect((await figuresIn(operation)).slice(0, 2)).toEqual([
      formatRate(sessions.length, HOUR_SECONDS),
      formatShare(sessions.filter(({ error }) => error).length / sessions.length),
    ]);
    await detail.getByText(/^calls: from 0 \/s to [\d.]+ \/s/).waitFor({ state: 'attached' });
    await operation.getByRole('link', { name: 'CreateVNCSession' }).click();
    await page.getByText(`${sessions.length} traces: all that there are.`).waitFor();
  });

  test('the slowest call of an operation opens its trace', async () => {
    const slowest = sessions.reduce((a, b) => (b.durationNs > a.durationNs ? b : a));
    const page = await site.newPage('/services?service=bmc-gateway');
    const operation = page.getByRole('row').filter({ hasText: 'CreateVNCSession' });
    await operation.getByRole('link', { name: 'trace' }).click();
    await page.waitForURL(`**/trace/${slowest.traceId}`);
    await page.getByRole('treeitem').first().getByText(formatDurationNs(slowest.durationNs)).waitFor();
  });

  test('the map: a service leads to its numbers, a line to its calls', async () => {
    const page = await site.newPage('/services?view=map');
    const line = page.getByTestId('rf__edge-service:bmc-sessions service:bmc-agent');
    await line.getByText(new RegExp(`^${sessions.length} · p95`)).waitFor();
    await page.locator('.react-flow__node').filter({ hasText: 'bmc-agent' }).first().click();
    await page.getByRole('region', { name: 'bmc-agent' }).getByText('BMC redfish login').waitFor();
    await line.locator('.react-flow__edge-textbg').click();
    await page.waitForURL(
      (url) => url.searchParams.get('q') === '{serviceName=bmc-sessions} > {serviceName=bmc-agent}',
    );
    await page.getByText(`${sessions.length} traces: all that there are.`).waitFor();
  });
});
