import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { formatDurationNs } from '../design/quantity.ts';
import { createBmcMetrics } from '../fixtures/bmc-metrics.ts';
import { createBmcTraces } from '../fixtures/bmc-traces.ts';
import { sendMetrics } from '../fixtures/otlp.ts';
import { lacksChromium } from './fixtures/chromium.ts';
import { Site, STEP_MS } from './fixtures/site.ts';

describe.skipIf(lacksChromium())('metrics', { timeout: 2 * STEP_MS }, () => {
  let site: Site;
  const untilMs = Date.now();
  const overMs = 600_000;
  const telemetry = createBmcTraces(60, { untilMs, overMs });

  beforeAll(async () => {
    site = await Site.open();
    await site.send(telemetry);
    await sendMetrics(site.otlpUrl, 'bmc-gateway', createBmcMetrics(telemetry.spans, { untilMs, overMs }));
    await site.settle();
  }, 4 * STEP_MS);

  afterAll(() => site?.close());
  afterEach(() => expect(site.takeProblems()).toEqual([]));

  test('a metric of a business appears by itself, with its values and its unit', async () => {
    const page = await site.newPage('/metric-explorer');
    const names = page.getByRole('navigation', { name: 'Metrics' });
    await names.getByRole('button', { name: /bmc\.sessions\.opened/ }).waitFor();
    const dataPoints = [41, 43].map((value, i) => ({
      asInt: String(value),
      timeUnixNano: String(BigInt(untilMs - (2 - i) * 120_000) * 1_000_000n),
    }));
    await sendMetrics(site.otlpUrl, 'shop', [{ name: 'shop.carts.open', unit: '{cart}', gauge: { dataPoints } }]);
    await names.getByRole('button', { name: /shop\.carts\.open/ }).click();
    const chart = page.getByRole('region', { name: 'shop.carts.open' });
    await chart.getByText(/from 41 cart to 43 cart, last 43 cart/).waitFor({ state: 'attached' });
  });

  test('a diamond opens the trace in which its value was recorded', async () => {
    const page = await site.newPage('/metric-explorer?metric=rpc.server.duration');
    const diamond = page.getByRole('link', { name: /^Trace of/ }).first();
    const label = (await diamond.getAttribute('aria-label'))!;
    await diamond.click();
    await page.waitForURL(/\/trace\/[0-9a-f]{32}\?span=/);
    const spanId = new URL(page.url()).searchParams.get('span');
    const span = telemetry.spans.find((one) => one.spanId === spanId)!;
    expect(label).toBe(`Trace of ${formatDurationNs(span.durationNs)}`);
    await page.getByRole('complementary', { name: 'Span' }).getByRole('heading', { name: span.name }).waitFor();
  });

  test('a metric is taken apart by an attribute, and narrowed to a service', async () => {
    const page = await site.newPage('/metric-explorer?metric=bmc.sessions.opened');
    await page.getByLabel('By').selectOption('bmc.vendor');
    await page
      .getByRole('figure')
      .getByText(/^ ?dell · /)
      .first()
      .waitFor();
    await page.getByRole('button', { name: 'rate', exact: true }).click();
    await page.getByText(/dell.*: from .* session \/s/).waitFor({ state: 'attached' });
    await page.getByLabel(/^Service/).selectOption('bmc-gateway');
    await page.waitForURL(/service=bmc-gateway/);
  });
});
