// Makes the pictures of the README, from the data of the demo: `npm run pictures -w packages/web`.
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { createBmcMetrics } from '../fixtures/bmc-metrics.ts';
import { createBmcTraces } from '../fixtures/bmc-traces.ts';
import { sendMetrics } from '../fixtures/otlp.ts';
import { Site } from './fixtures/site.ts';

const FOLDER = fileURLToPath(new URL('../../../../docs/images/', import.meta.url));
const VIEWPORT = { width: 1140, height: 570 };
/** For what moves or fades, and for data that come in several answers. */
const SETTLE_MS = 1500;

const untilMs = Date.now();
const overMs = 50 * 60_000;
const telemetry = createBmcTraces(1500, { untilMs, overMs });
const failed = telemetry.spans.find(({ name, error }) => name === 'BMC redfish login' && error !== undefined)!;

interface Picture {
  readonly name: string;
  readonly path: string;
  readonly prepare?: (page: Page) => Promise<void>;
}

const PICTURES: readonly Picture[] = [
  { name: 'find', path: '/', prepare: (page) => page.getByText('Select the slowest 5 %').click() },
  { name: 'trace', path: `/trace/${failed.traceId}?span=${failed.spanId}` },
  { name: 'services', path: '/services?view=map' },
  {
    name: 'logs',
    path: '/logs?severity=warn',
    prepare: (page) => page.getByRole('listitem').getByRole('button').nth(1).click(),
  },
  { name: 'metrics', path: '/metric-explorer?metric=rpc.server.duration' },
  { name: 'status', path: '/status' },
];

const site = await Site.open();
await site.send(telemetry);
await sendMetrics(site.otlpUrl, 'bmc-gateway', createBmcMetrics(telemetry.spans, { untilMs, overMs }));
await site.settle();
for (const { name, path, prepare } of PICTURES) {
  const page = await site.newPage(path, { viewport: VIEWPORT, colorScheme: 'light' });
  await page.waitForLoadState('networkidle');
  await prepare?.(page);
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(SETTLE_MS);
  await page.screenshot({ path: `${FOLDER}${name}.png` });
  await page.context().close();
}
await site.close();
