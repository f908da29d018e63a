import { AxeBuilder } from '@axe-core/playwright';
import type { TraceList } from '@throughline/hub';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createBmcMetrics } from '../fixtures/bmc-metrics.ts';
import { createBmcTraces } from '../fixtures/bmc-traces.ts';
import { sendLogs, sendMetrics, sendSpans } from '../fixtures/otlp.ts';
import { lacksChromium } from './fixtures/chromium.ts';
import { Site, STEP_MS } from './fixtures/site.ts';

const untilMs = Date.now();
const overMs = 600_000;
const { spans, logs } = createBmcTraces(100, { untilMs, overMs });
const failed = spans.find(({ error, events }) => error !== undefined && events!.length > 0)!;
const PATHS = [
  '/',
  '/?selection=0-9999999999999,1000000-&q=kind%3Dserver',
  '/?live=1',
  '/?q=kind%3Dserver%20%7C%20count()%20by%20serviceName',
  '/?q=status%3Derror%20AND%20name%3Dnothing',
  `/trace/${failed.traceId}?span=${failed.spanId}`,
  `/trace/${failed.traceId}?view=flame`,
  `/trace/${failed.traceId}?view=operations`,
  `/trace/${failed.traceId}?view=services`,
  `/trace/${failed.traceId}?view=logs`,
  `/trace/${'0'.repeat(31)}1`,
  `/compare?a=${failed.traceId}&b=${spans[0].traceId}`,
  '/services',
  '/logs',
  '/metric-explorer',
  '/status',
];

/** A page that listens is never without open requests. */
async function settle(page: Page): Promise<void> {
  const timeout = page.url().includes('live=1') ? 2000 : STEP_MS;
  await page.waitForLoadState('networkidle', { timeout }).catch(() => undefined);
}

/** @param rules - default all. */
async function findViolations(page: Page, rules?: string[]): Promise<string[]> {
  // Of what is in order the report need not say where it is.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true);
  const { violations } = await (rules === undefined ? axe : axe.withRules(rules)).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
}

describe.skipIf(lacksChromium())('every page', { timeout: 4 * STEP_MS }, () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open();
    await sendSpans(site.otlpUrl, spans);
    await sendLogs(site.otlpUrl, logs);
    await sendMetrics(site.otlpUrl, 'bmc-gateway', createBmcMetrics(spans, { untilMs, overMs }));
    await site.until<TraceList>('/traces?limit=1000', ({ traces }) => traces.length === 100);
  }, 4 * STEP_MS);

  afterAll(() => site?.close());

  test('faults that are planted are found', async () => {
    const page = await site.newPage('/status');
    await page.getByRole('main').waitFor();
    await page.evaluate(PLANT_FAULTS);
    const found = await findViolations(page);
    expect(found.map((text) => text.split(':')[0])).toEqual(expect.arrayContaining(['color-contrast', 'button-name']));
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await findViolations(page, ['color-contrast'])).toHaveLength(1);
    await page.context().close();
  });

  test.each(PATHS)('%s has no fault that axe finds, light and dark, and fits 390 px', async (path) => {
    const page = await site.newPage(path, { colorScheme: 'light' });
    await settle(page);
    await page.getByRole('main').waitFor();
    expect(await findViolations(page)).toEqual([]);
    // Nothing but colours differs.
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.evaluate('new Promise(requestAnimationFrame)');
    expect(await findViolations(page, ['color-contrast'])).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await page.evaluate('new Promise(requestAnimationFrame)');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.context().close();
  });
});

const PLANT_FAULTS = `{
  const main = document.querySelector('main');
  const pale = document.createElement('p');
  pale.textContent = 'hardly to be read';
  pale.style.color = 'var(--line)';
  main.append(pale, document.createElement('button'));
}`;
