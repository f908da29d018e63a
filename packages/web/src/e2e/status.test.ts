import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createBrokenTrace } from '../fixtures/monsters.ts';
import type { FixtureSpan } from '../fixtures/otlp.ts';
import { lacksChromium } from './fixtures/chromium.ts';
import { Site, STEP_MS } from './fixtures/site.ts';

const MINUTE_MS = 60_000;

/** A service that sent a span in each of 40 minutes, the last of them 10 minutes ago. */
function createStoppedService(nowMs: number): FixtureSpan[] {
  return Array.from({ length: 40 }, (_, i) => ({
    traceId: (i + 1).toString(16).padStart(32, '0'),
    spanId: (i + 1).toString(16).padStart(16, '0'),
    parentSpanId: '',
    service: 'bmc-billing',
    name: 'charge',
    kind: 2,
    startNs: BigInt(nowMs - (10 + i) * MINUTE_MS) * 1_000_000n,
    durationNs: 1_000_000,
  }));
}

describe.skipIf(lacksChromium())('status', { timeout: 2 * STEP_MS }, () => {
  let site: Site;
  const nowMs = Date.now();
  const broken = createBrokenTrace(nowMs - MINUTE_MS);

  beforeAll(async () => {
    site = await Site.open();
    await site.send({ spans: [...createStoppedService(nowMs), ...broken], logs: [] });
  }, 4 * STEP_MS);

  afterAll(() => site?.close());
  afterEach(() => expect(site.takeProblems()).toEqual([]));

  test('what is refused is counted and said, while one looks', async () => {
    const page = await site.newPage('/status');
    const spans = page.getByRole('row', { name: /^Spans/ });
    await spans.getByText('44').first().waitFor();
    const bad = { traceId: 'ab', spanId: 'cd', name: 'no ids', startTimeUnixNano: '1', endTimeUnixNano: '2' };
    const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [bad] }] }] });
    await fetch(`${site.otlpUrl}/v1/traces`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    await page
      .getByRole('alert')
      .getByText(/1 of 45 spans received since the start was refused/)
      .waitFor();
    expect(await spans.getByRole('cell').allTextContents()).toEqual(['45', '44', '1', '0', '0 B']);
  });

  test('a service that stopped sending stands first', async () => {
    const page = await site.newPage('/status');
    const row = page.getByRole('row').filter({ hasText: 'stopped sending' });
    expect(await row.textContent()).toContain('bmc-billing');
    await row.getByRole('link', { name: 'bmc-billing' }).click();
    await page.getByRole('region', { name: 'bmc-billing' }).getByText('charge').waitFor();
  });

  test('a problem in the data says what to do, and leads to a trace that has it', async () => {
    const page = await site.newPage('/status');
    const problem = page.getByRole('listitem').filter({ hasText: 'clock-skew' });
    await problem.getByText('Synchronise the clocks of both machines').waitFor();
    await problem.getByRole('link').click();
    await page.waitForURL(`**/trace/${broken[0].traceId}`);
    await page.getByRole('button', { name: 'Correct clock skew' }).waitFor();
  });
});
