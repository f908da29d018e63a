import { AxeBuilder } from '@axe-core/playwright';
import type { TraceList } from '@throughline/hub';
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

  const cases = PATHS.flatMap((path) => (['light', 'dark'] as const).map((colorScheme) => ({ path, colorScheme })));

  test.each(cases)('$path in $colorScheme has no fault that axe finds', async ({ path, colorScheme }) => {
    const page = await site.newPage(path, { colorScheme });
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.getByRole('main').waitFor();
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    await page.context().close();
    expect(
      violations.map(
        ({ id, nodes }) =>
          `${id}: ${nodes
            .slice(0, 3)
            .map(({ html }) => html.slice(0, 200))
            .join(' ')}`,
      ),
    ).toEqual([]);
  });

  test.each(cases.filter(({ colorScheme }) => colorScheme === 'light'))('$path fits 390 px', async ({ path }) => {
    const page = await site.newPage(path, { viewport: { width: 390, height: 844 } });
    await page.waitForLoadState('networkidle').catch(() => undefined);
    await page.getByRole('main').waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.context().close();
  });
});
