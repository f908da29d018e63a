import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createBmcTraces } from '../fixtures/bmc-traces.ts';
import { sendSpans } from '../fixtures/otlp.ts';
import { lacksChromium } from './fixtures/chromium.ts';
import { Site, STEP_MS } from './fixtures/site.ts';

const TRACES = 300;

describe.skipIf(lacksChromium())('find', { timeout: 4 * STEP_MS }, () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open();
    await site.send(createBmcTraces(TRACES, { untilMs: Date.now(), overMs: 30 * 60_000 }));
  }, 4 * STEP_MS);

  afterAll(() => site?.close());
  afterEach(() => expect(site.takeProblems()).toEqual([]));

  test('the slow hop of a slow session is found by three clicks', async () => {
    const page = await site.newPage('/');
    await page.getByText('Select the slowest 5 %').click();
    const difference = page.getByRole('region', { name: 'What is different' });
    await difference.getByText('supermicro').first().waitFor();
    // The vendor of the servers that are slow stands out; the box becomes the query.
    await page.getByText('Make the box the query').click();
    await page.waitForURL(/duration/);
    await page.getByRole('region', { name: 'Traces' }).getByRole('link', { name: 'CreateVNCSession' }).first().click();
    const slow = page.getByRole('treeitem', { name: /BMC redfish login/ });
    await slow.waitFor();
    expect(await slow.textContent()).toMatch(/\d (?:m?s|min)/);
  });

  test('a query typed with completion of fields and values finds its traces, and is in the address', async () => {
    const page = await site.newPage('/');
    await page.locator('.cm-content').click();
    await page.keyboard.type('serv');
    await page.locator('.cm-tooltip-autocomplete').getByText('serviceName').waitFor();
    await page.keyboard.type('iceName=bmc-w');
    await page.locator('.cm-tooltip-autocomplete').getByText('bmc-worker').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=serviceName/);
    const names = (): Promise<string[]> =>
      page.getByRole('region', { name: 'Traces' }).locator('strong').allTextContents();
    await expect
      .poll(async () => [...new Set(await names())], { timeout: STEP_MS })
      .toEqual(['POST /v1/servers/:id/power']);
  });

  test('an error in a query is said, with its place', async () => {
    const page = await site.newPage('/');
    await page.locator('.cm-content').click();
    await page.keyboard.type('servicename=api');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    const alert = page.getByRole('search', { name: 'Query' }).getByRole('alert');
    await alert.waitFor();
    expect(await alert.textContent()).toContain('did you mean serviceName?');
    await page.locator('.cm-lintRange-error').waitFor();
  });

  test('page after page until all are there', async () => {
    const page = await site.newPage('/?start=-1d');
    await page.getByText('50 traces shown, newest first. There are more.').waitFor();
    for (let shown = 50; shown < TRACES; shown += 50) {
      await page.getByRole('button', { name: 'Show more' }).click();
      await page
        .getByText(shown + 50 < TRACES ? `${shown + 50} traces shown` : `${TRACES} traces: all that there are.`)
        .waitFor();
    }
  });

  test('a facet narrows, and without it widens', async () => {
    const page = await site.newPage('/');
    const facets = page.getByRole('complementary', { name: 'Facets' });
    await facets.getByRole('button', { name: /^bmc-worker/ }).click();
    await page.waitForURL(/q=serviceName/);
    await page.goBack();
    await facets.getByRole('button', { name: 'Without bmc-worker' }).click();
    await page.waitForURL(/serviceName%21%3Dbmc-worker/);
  });

  test('numbers that a query computes', async () => {
    const page = await site.newPage(`/?q=${encodeURIComponent('kind=server | count(), p95() by serviceName')}`);
    const row = page.getByRole('row').filter({ hasText: 'bmc-gateway' });
    await row.waitFor();
    expect(await row.textContent()).toMatch(/ms|s/);
  });

  test('live spans wait while one reads', async () => {
    const page = await site.newPage('/?live=1');
    await page.getByText('Listening').waitFor();
    const send = (seed: number) =>
      sendSpans(site.otlpUrl, createBmcTraces(3, { untilMs: Date.now(), overMs: 1000, seed }).spans);
    await send(101);
    const live = page.getByRole('region', { name: 'Live spans' });
    await live.getByRole('link').first().waitFor();
    const before = await live.getByRole('link').count();
    await live.getByRole('link').first().hover();
    await send(102);
    await live.getByRole('button', { name: /^Show \d+ new$/ }).waitFor();
    expect(await live.getByRole('link').count()).toBeGreaterThanOrEqual(before);
    await live.getByRole('button', { name: /^Show \d+ new$/ }).click();
    await expect.poll(() => live.getByRole('link').count(), { timeout: STEP_MS }).toBeGreaterThan(before);
  });

  test('what is kept: recent and saved queries', async () => {
    const page = await site.newPage('/?q=status%3Derror');
    await page.getByRole('button', { name: /^Queries/ }).click();
    await page.getByRole('button', { name: 'Save this query' }).click();
    await page.getByRole('button', { name: 'Forget this query' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: /^Queries/ }).click();
    await page.getByRole('heading', { name: 'Saved' }).waitFor();
  });
});

describe.skipIf(lacksChromium())('a hub without traces', { timeout: 4 * STEP_MS }, () => {
  let site: Site;

  beforeAll(async () => {
    site = await Site.open({ readToken: 'open-sesame' });
  }, 4 * STEP_MS);

  afterAll(() => site?.close());

  test('asks for its token, waits for the first span, and shows its trace', async () => {
    const page = await site.newPage('/');
    await page.getByLabel('Token').fill('wrong');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('is not the hub’s').waitFor();
    await page.getByLabel('Token').fill('open-sesame');
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByText('Waiting for the first span').waitFor();
    await page.locator('pre').nth(1).getByText(site.otlpUrl).waitFor();
    await sendSpans(site.otlpUrl, createBmcTraces(1, { untilMs: Date.now(), overMs: 1000 }).spans);
    await page.waitForURL(/\/trace\/[0-9a-f]{32}/);
    await page.getByRole('treeitem').first().waitFor();
    await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click()]);
  });

  test('takes the token from the address, and out of it', async () => {
    const page = await site.newPage('/status#token=open-sesame');
    await page.getByRole('heading', { level: 1 }).waitFor();
    await expect.poll(() => page.url(), { timeout: STEP_MS }).not.toContain('sesame');
    await expect.poll(() => page.getByLabel('Token').count(), { timeout: STEP_MS }).toBe(0);
  });
});
