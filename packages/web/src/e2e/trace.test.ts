import { readFileSync } from 'node:fs';
import type { Trace } from '@throughline/hub';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createBmcTraces } from '../fixtures/bmc-traces.ts';
import {
  createBrokenTrace,
  createDeepTrace,
  createHostileTrace,
  createLargeTrace,
  HOSTILE_TEXTS,
} from '../fixtures/monsters.ts';
import { sendLogs } from '../fixtures/otlp.ts';
import type { FixtureSpan } from '../fixtures/otlp.ts';
import { lacksChromium } from './fixtures/chromium.ts';
import { Site, STEP_MS } from './fixtures/site.ts';

const LARGE = 100_000;
const DEEP = 2000;

describe.skipIf(lacksChromium())('a trace', { timeout: 6 * STEP_MS }, () => {
  let site: Site;
  const nowMs = Date.now();
  const { spans, logs } = createBmcTraces(20, { untilMs: nowMs, overMs: 600_000 });
  const broken = createBrokenTrace(nowMs - 60_000);
  const session = spans.find(({ name, service }) => name === 'CreateVNCSession' && service === 'bmc-gateway')!;

  const send = async (trace: readonly FixtureSpan[]): Promise<string> => {
    await site.send({ spans: trace, logs: [] });
    return `/trace/${trace[0].traceId}`;
  };

  beforeAll(async () => {
    site = await Site.open();
    await site.send({ spans: spans.concat(broken), logs });
  }, 4 * STEP_MS);

  afterAll(() => site?.close());
  afterEach(() => expect(site.takeProblems()).toEqual([]));

  const tree = (page: Page) => page.getByRole('tree');
  const selected = (page: Page) => page.locator('[role=treeitem][aria-selected=true]');

  test('by keys alone: down, up, fold, unfold, search, help, close', async () => {
    const page = await site.newPage(`/trace/${session.traceId}`);
    await page.getByRole('treeitem').first().waitFor();
    const count = await page.getByRole('treeitem').count();
    await tree(page).focus();
    await page.keyboard.press('j');
    expect(await selected(page).textContent()).toContain('CreateVNCSession');
    await page.keyboard.press('j');
    expect(await selected(page).textContent()).toContain('Authorize');
    await page.keyboard.press('k');
    await page.keyboard.press('h');
    await expect.poll(() => page.getByRole('treeitem').count(), { timeout: STEP_MS }).toBe(1);
    await page.keyboard.press('l');
    await expect.poll(() => page.getByRole('treeitem').count(), { timeout: STEP_MS }).toBe(count);
    await page.keyboard.press('/');
    await page.keyboard.type('db.system.name=postgresql');
    await page.getByText(/^[1-9]\d* found$/).waitFor();
    await page.keyboard.press('Enter');
    expect(await selected(page).textContent()).toContain('SELECT');
    await tree(page).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await tree(page).focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => selected(page).count(), { timeout: STEP_MS }).toBe(0);
  });

  test('the panel says everything, leads on, and the address brings another reader to the same span', async () => {
    const page = await site.newPage(`/trace/${session.traceId}`);
    await page.getByRole('treeitem').first().click();
    const panel = page.getByRole('complementary', { name: 'Span' });
    await panel.getByText('http.route', { exact: true }).waitFor();
    await panel.getByText(/session for a/).waitFor();
    await page.waitForURL(/span=/);
    const other = await site.newPage(page.url().slice(site.hub.addresses.ui.length));
    await other.getByRole('complementary', { name: 'Span' }).getByText('http.route', { exact: true }).waitFor();
    await panel.getByRole('link', { name: 'Find spans with this http.route' }).click();
    await page.waitForURL(/q=span\.http\.route/);
    await page.getByText(/all that there are|There are more/).waitFor();
  });

  test('every view', async () => {
    const page = await site.newPage(`/trace/${session.traceId}`);
    for (const [tab, region] of [
      ['Operations', 'Operations'],
      ['Services', 'Time by service'],
      ['Logs', 'Log records'],
      ['Flame graph', 'Flame graph'],
    ]) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('region', { name: region }).waitFor();
    }
  });

  test('two traces beside each other', async () => {
    const other = spans.find(
      ({ name, service, traceId }) =>
        name === 'CreateVNCSession' && service === 'bmc-gateway' && traceId !== session.traceId,
    )!;
    const page = await site.newPage(`/compare?a=${session.traceId}&b=${other.traceId}`);
    await page.getByRole('region', { name: 'Call paths of both traces' }).getByText('BMC redfish login').waitFor();
  });

  test('an incomplete trace says why', async () => {
    const page = await site.newPage(`/trace/${broken[0].traceId}`);
    const notes = page.getByRole('region', { name: 'What is odd about this trace' });
    await notes.getByText('1 span without its parent').click();
    expect(await selected(page).textContent()).toContain('send receipt');
    await page.getByRole('complementary', { name: 'Span' }).getByText('Its parent is not in the store').waitFor();
    await notes.getByText(/clocks of the two machines differ/).waitFor();
  });

  test('a clock that differs is corrected on demand, and the bar says so', async () => {
    const page = await site.newPage(`/trace/${broken[0].traceId}`);
    const charge = page.getByRole('treeitem', { name: /charge/ });
    await charge.waitFor();
    expect(await charge.textContent()).not.toContain('moved');
    await page.getByRole('button', { name: 'Correct clock skew' }).click();
    // 5 ms early, and 90 ms less 40 ms to spare.
    await charge.getByText('moved by 30 ms').waitFor();
    const other = await site.newPage(page.url().slice(site.hub.addresses.ui.length));
    await other.getByRole('treeitem', { name: /charge/ }).click();
    await other.getByText('It is drawn 30 ms later than it was sent.').waitFor();
    await other.getByRole('button', { name: 'Correct clock skew' }).click();
    await other.getByText('Times are shown as they were sent.').waitFor();
  });

  test('a span is shown, and the trace saved, as OTLP/JSON that a hub takes', async () => {
    const page = await site.newPage(`/trace/${session.traceId}?span=${session.spanId}`);
    await page.getByText('OTLP/JSON', { exact: true }).click();
    const shown = JSON.parse(
      (await page.getByRole('complementary', { name: 'Span' }).locator('pre').last().textContent())!,
    );
    expect(shown.resourceSpans[0].scopeSpans[0].spans[0]).toMatchObject({
      spanId: session.spanId,
      startTimeUnixNano: String(session.startNs),
      kind: session.kind,
    });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`trace-${session.traceId}.jsonl`);
    const copyId = 'c0'.repeat(16);
    const body = readFileSync(await download.path(), 'utf8').replaceAll(session.traceId, copyId);
    const headers = { 'content-type': 'application/json' };
    expect(await (await fetch(`${site.otlpUrl}/v1/traces`, { method: 'POST', headers, body })).json()).toEqual({});
    await site.settle();
    const [{ spans: before }, { spans: after }] = await Promise.all(
      [session.traceId, copyId].map((id) => site.until<Trace>(`/traces/${id}`, () => true)),
    );
    expect(JSON.stringify(after)).toBe(JSON.stringify(before).replaceAll(session.traceId, copyId));
  });

  test('a trace as deep as a stack may be', async () => {
    const page = await site.newPage(await send(createDeepTrace(DEEP, nowMs - 120_000)));
    await tree(page).focus();
    await page.keyboard.press('End');
    await page
      .getByText(`visit level ${DEEP - 1}`)
      .first()
      .waitFor();
    await page.getByRole('tab', { name: 'Flame graph' }).click();
    await page.getByRole('region', { name: 'Flame graph' }).waitFor();
  });

  test('hostile texts are texts, on every page', async () => {
    const trace = createHostileTrace(nowMs - 90_000);
    const path = await send(trace);
    await sendLogs(
      site.otlpUrl,
      HOSTILE_TEXTS.map((body, i) => ({
        traceId: trace[0].traceId,
        spanId: trace[0].spanId,
        service: trace[0].service,
        timeNs: trace[i].startNs,
        severityNumber: 9,
        body,
        attributes: { [body]: body },
      })),
    );
    const paths = [
      path,
      `${path}?span=${trace[0].spanId}`,
      `${path}?view=operations`,
      `${path}?view=flame`,
      `${path}?view=services`,
      `${path}?view=logs`,
      `/compare?a=${trace[0].traceId}&b=${session.traceId}`,
      '/',
      '/services',
      '/logs',
      '/metric-explorer',
      '/status',
      `/?q=${encodeURIComponent(`name="${HOSTILE_TEXTS[0].replaceAll('"', '\\"')}"`)}`,
    ];
    for (const one of paths) {
      const page = await site.newPage(one);
      await page.waitForLoadState('networkidle');
      expect(await page.evaluate('window.pwned'), one).toBeUndefined();
      expect(await page.locator(PLANTED).count(), one).toBe(0);
      await page.context().close();
    }
    const page = await site.newPage(`${path}?span=${trace[0].spanId}`);
    await page.getByRole('complementary', { name: 'Span' }).getByText(HOSTILE_TEXTS[0]).first().waitFor();
  });

  test('100,000 spans are scrolled through, and all are there', async () => {
    const page = await site.newPage(await send(createLargeTrace(LARGE, nowMs - 600_000)));
    await page.getByRole('treeitem').first().waitFor();
    expect(await tree(page).getAttribute('aria-label')).toContain(`${LARGE} of ${LARGE}`);
    const frames = (await page.evaluate(SCROLL_AND_MEASURE)) as number[];
    const sorted = frames.toSorted((a, b) => a - b);
    console.log(
      `scrolling ${LARGE} spans: ${frames.length} frames, median ${sorted[frames.length >> 1].toFixed(1)} ms, p99 ${sorted[Math.floor(frames.length * 0.99)].toFixed(1)} ms, longest ${sorted.at(-1)!.toFixed(1)} ms`,
    );
    expect(await page.getByRole('treeitem').count()).toBeLessThan(200);
    await tree(page).focus();
    await page.keyboard.press('End');
    await expect.poll(() => selected(page).getAttribute('id'), { timeout: STEP_MS }).toBe(`span-${LARGE - 1}`);
  });
});

/** What the texts would have become. The editor has an image of its own, without a source. */
const PLANTED = 'img:not(.cm-widgetBuffer), svg[onload], a[href^="javascript:"]';

/** Scrolls as a wheel does, then in leaps; gives the time between frames. */
const SCROLL_AND_MEASURE = `(async () => {
  const tree = document.querySelector('[role=tree]');
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const times = [];
  let last = await frame();
  for (let i = 0; i < 300; i++) {
    tree.scrollTop += i < 240 ? 120 : tree.scrollHeight / 60;
    const now = await frame();
    times.push(now - last);
    last = now;
  }
  return times;
})()`;
