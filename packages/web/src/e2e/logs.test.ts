import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createBmcTraces } from '../fixtures/bmc-traces.ts';
import { sendLogs } from '../fixtures/otlp.ts';
import type { FixtureLog } from '../fixtures/otlp.ts';
import { lacksChromium } from './fixtures/chromium.ts';
import { Site, STEP_MS } from './fixtures/site.ts';

const ERROR = 17;

describe.skipIf(lacksChromium())('logs', { timeout: 2 * STEP_MS }, () => {
  let site: Site;
  const telemetry = createBmcTraces(150, { untilMs: Date.now(), overMs: 600_000 });
  const timeouts = telemetry.logs.filter(({ body }) => body.includes('ETIMEDOUT'));
  const failed = timeouts.reduce((a, b) => (b.timeNs < a.timeNs ? b : a));

  beforeAll(async () => {
    site = await Site.open();
    await site.send(telemetry);
  }, 4 * STEP_MS);

  afterAll(() => site?.close());
  afterEach(() => expect(site.takeProblems()).toEqual([]));

  const found = (page: Page, { length }: readonly FixtureLog[]) =>
    page.getByText(`${length} ${length === 1 ? 'record' : 'records'}: all that there are.`).waitFor();

  test('words, an attribute, severity and service narrow the search', async () => {
    const page = await site.newPage('/logs');
    await page.getByLabel('Query').fill('ETIMEDOUT');
    await page.getByRole('button', { name: 'Find', exact: true }).click();
    await found(page, timeouts);
    const oldest = page.getByRole('button', { name: /cannot log in/ }).last();
    await oldest.click();
    await page.getByRole('button', { name: 'Only records with this baggage.customer_id' }).click();
    const customer = failed.attributes!['baggage.customer_id'];
    const ofCustomer = timeouts.filter(({ attributes }) => attributes!['baggage.customer_id'] === customer);
    await found(page, ofCustomer);
    await page.goto(`${site.hub.addresses.ui}/logs`);
    await page.getByLabel('Severity').selectOption('error');
    const errors = telemetry.logs.filter(({ severityNumber }) => severityNumber >= ERROR);
    await found(page, errors);
    await page.getByLabel('Service').selectOption('bmc-worker');
    const ofWorker = errors.filter(({ service }) => service === 'bmc-worker');
    await found(page, ofWorker);
  });

  test('from a record to its span, and from the span back to its records', async () => {
    const page = await site.newPage(`/logs?q=traceId%3D${failed.traceId}`);
    await page.getByRole('button', { name: /cannot log in/ }).click();
    await page.getByRole('link', { name: 'Open its span in the trace' }).click();
    await page.waitForURL(`**/trace/${failed.traceId}?span=${failed.spanId}`);
    const panel = page.getByRole('complementary', { name: 'Span' });
    await panel.getByText(failed.body).waitFor();
    await panel.getByRole('button', { name: 'Close the span' }).click();
    await page.getByRole('tab', { name: 'Logs' }).click();
    await page.getByRole('listitem').filter({ hasText: failed.body }).getByRole('button', { name: 'Span' }).click();
    await panel.getByRole('heading', { name: 'BMC redfish login' }).waitFor();
  });

  test('live, records appear as they come', async () => {
    const page = await site.newPage('/logs?live=1');
    await page.getByText(/the newest\. They are asked for/).waitFor();
    const timeNs = BigInt(Date.now()) * 1_000_000n;
    await sendLogs(site.otlpUrl, [{ ...failed, timeNs, body: 'the BMC is back' }]);
    await page.getByRole('button', { name: /the BMC is back/ }).waitFor();
  });
});
