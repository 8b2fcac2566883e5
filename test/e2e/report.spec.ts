import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type Locator, type Page, test } from '@playwright/test';
import {
  formatBytes,
  formatClock,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  NO_VALUE,
} from '../../src/contract/format.ts';
import { secondPercentileText } from '../../src/contract/second-percentiles.ts';
import { type Summary, summarySchema } from '../../src/contract/summary.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { carriedParts } from '../../src/main/services/reads/carried-parts.ts';
import { carriedBy, exported } from '../support/exported.ts';
import { HOSTILE, hostileRun, WRAPPED } from '../support/hostile-run.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { makeSuitePlan, makeSuiteSeconds } from '../support/made-suite.ts';
import { numbersIn } from '../support/numbers.ts';
import { COLOUR_RULES, violationsOf } from '../support/screen-test.ts';
import { createTempDir } from '../support/temp-dir.ts';

const SECONDS = 100;
const made = analyseStored(makeRun(makeSuitePlan(SECONDS * 1_000)), makeSuiteSeconds(SECONDS), COMPLETED);
const sockets = made.webSocket as NonNullable<Summary['webSocket']>;
/** The made seconds hold no first messages and no ends of sessions. */
const suite: Summary = {
  ...made,
  webSocket: { ...sockets, firstMessageMs: sockets.pingMs, sessionMs: sockets.connectMs },
};
/** An hour long, and failing in many ways with long names: axes and legends have the most to hold. */
const CODES = ['reset.before_headers', 'timeout.first_byte', 'http.429', 'connect.refused', 'tls.untrusted'];
const wide: Summary = {
  ...suite,
  run: { ...suite.run, durationMs: 3_600_000, plannedDurationMs: 3_600_000 },
  perSecond: Array.from({ length: 3_600 }, (_, second) => ({
    ...(suite.perSecond[second % SECONDS] as Summary['perSecond'][number]),
    second,
    errorsByCode: Object.fromEntries(CODES.map((code, place) => [code, second % (place + 2)])),
  })),
};
const dir = createTempDir();
const files = {
  suite: join(dir.path, 'suite.html'),
  hostile: join(dir.path, 'hostile.html'),
  wide: join(dir.path, 'wide.html'),
};

test.beforeAll(() => {
  writeFileSync(files.suite, exported(suite, 'html').text);
  writeFileSync(files.wide, exported(wide, 'html').text);
  const { plan, summary, run, exchanges } = hostileRun();
  const carried = carriedParts(run, { exchanges, trace: plan.trace ?? null, seen: (value) => value });
  writeFileSync(files.hostile, exported(summary, 'html', carried).text);
});
test.afterAll(() => dir.remove());

/** Opens a report from disk with networking off; returns what it asked for and what went wrong. */
async function open(page: Page, file: string): Promise<{ requests: string[]; complaints: string[] }> {
  const seen = { requests: [] as string[], complaints: [] as string[] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => seen.complaints.push(error.message));
  page.on('console', (message) => seen.complaints.push(message.text()));
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(file).href);
  await page.locator('html[data-ready]').waitFor();
  return seen;
}

test('opens offline and attempts no request', async ({ page }) => {
  const { requests, complaints } = await open(page, files.suite);
  await page.mouse.move(300, 650);
  await page.getByRole('button', { name: 'p95' }).first().hover();
  await page.locator('#definitions').scrollIntoViewIfNeeded();
  expect(requests).toEqual([pathToFileURL(files.suite).href]);
  expect(complaints).toEqual([]);
  await expect(page).toHaveTitle('Comprehensive suite, medium · Plimsoll');
});

test('every number on the page is a number of the document, as the one formatter writes it', async ({
  page,
}) => {
  await open(page, files.suite);
  const shown = await page.locator('[data-value]').evaluateAll((nodes) =>
    nodes.map((node) => ({
      value: node.getAttribute('data-value') ?? '',
      evidence: node.getAttribute('data-evidence'),
      text: node.textContent ?? '',
    })),
  );
  expect(shown.length).toBeGreaterThan(500);
  const known = numbersIn(suite);
  const writers = [formatMs, formatNumber, formatPercent, formatRate, formatClock, formatBytes];
  for (const { value, evidence, text } of shown) {
    if (value === 'null' || evidence === 'unknown') {
      expect(text).toBe(NO_VALUE);
      continue;
    }
    const truth = Number(value);
    expect(known, text).toContain(truth);
    // A `~` stands before an estimate; a margin is said in words.
    const figure = text.replace(/^~/, '').replace(/ (to spare|beyond)$/, '');
    expect(
      writers.flatMap((write) => [write(truth), write(Math.abs(truth))]),
      text,
    ).toContain(figure);
  }
  const sent = page.getByTestId('total-sent');
  await expect(sent).toHaveAttribute('data-value', String(suite.totals.sent));
});

test('carries the document, whole', async ({ page }) => {
  await open(page, files.suite);
  expect(summarySchema.parse(carriedBy(readFileSync(files.suite, 'utf8')))).toEqual(suite);
});

test('strings from the target are text: nothing runs, nothing becomes an element', async ({ page }) => {
  const { requests, complaints } = await open(page, files.hostile);
  expect(complaints).toEqual([]);
  expect(requests).toHaveLength(1);
  expect(await page.evaluate(() => Reflect.get(globalThis, 'pwned'))).toBeUndefined();
  expect(
    await page.locator('img, iframe, object, embed, form, body script:not([type]) ~ script').count(),
  ).toBe(0);
  expect(await page.locator('a:not([href^="#"])').count()).toBe(0);
  await expect(page.locator('h1')).toHaveText(HOSTILE[0] ?? '');
  const codes = await page
    .locator('#errors [data-code]')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-code')?.toWellFormed()));
  for (const text of HOSTILE) expect(codes).toContain(text.toWellFormed());
});

test('what a target says of single requests is text, too', async ({ page }) => {
  test.setTimeout(300_000);
  const { requests, complaints } = await open(page, files.hostile);
  await page.locator('[data-request]').first().click();
  const panel = page.getByTestId('request');
  await panel.getByRole('button', { name: 'Show request and response' }).click();
  const seen = new Set<string>();
  const looked = process.env.PLIMSOLL_HOSTILE === 'all' ? WRAPPED.length : 40;
  for (let nth = 0; nth < looked; nth += 1) {
    // The next one is there a moment after its key.
    const text = async () => (await panel.locator('pre').last().textContent()) ?? '';
    await expect.poll(async () => seen.has(await text()), { intervals: [20] }).toBe(false);
    seen.add(await text());
    const links = await panel.locator('a').evaluateAll((all) => all.map((one) => one.getAttribute('href')));
    for (const link of links) expect(link).toMatch(/^https:\/\/traces\.example\.com\/[^/?#]*$/);
    await page.keyboard.press('j');
  }
  expect(await page.evaluate(() => Reflect.get(globalThis, 'pwned'))).toBeUndefined();
  expect(await page.locator('img, iframe, object, embed, form, pre *').count()).toBe(0);
  expect(complaints).toEqual([]);
  expect(requests).toHaveLength(1);
});

/** Of the run of one second. */
const SELECTED = '#analysis?view=analysis&a=0-1';

test('a link opens its selection and its request, whose command can be copied', async ({ page }) => {
  await open(page, files.hostile);
  await page.goto(`${pathToFileURL(files.hostile).href}${SELECTED}`);
  await expect(page.getByTestId('chip-a')).toContainText('0:00 – 0:01 (1 s)');
  const panel = page.getByTestId('request');
  await page.locator('[data-request]').first().click();
  await panel.getByRole('button', { name: 'Copy as cURL' }).waitFor();
  await page.keyboard.press('c');
  await expect(page.locator('#analysis')).toContainText('cURL command copied to the clipboard.');
  await expect.poll(() => page.url()).toContain('&req=');
  const title = await panel.getByRole('heading', { level: 2 }).textContent();
  const again = await page.context().newPage();
  await again.goto(page.url());
  await expect(again.getByTestId('chip-a')).toContainText('0:00 – 0:01 (1 s)');
  await expect(again.getByTestId('request').getByRole('heading', { level: 2 })).toHaveText(title ?? '');
});

test('prints the selection in words, its slowest requests, and nothing that is there to be pressed', async ({
  page,
}) => {
  await page.goto(`${pathToFileURL(files.hostile).href}${SELECTED}`);
  await page.locator('[data-request]').first().waitFor();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const part = page.locator('#analysis');
  await expect(page.getByTestId('selection-bar')).toContainText('against the rest of the run');
  await expect(part.locator('[data-request]')).toHaveCount(10);
  await expect(part.locator('select:visible, svg:visible, [role=toolbar]')).toHaveCount(0);
  const beyond = await page.evaluate(() => {
    const rights = [...document.querySelectorAll('#root, main section')].map(
      (one) => one.getBoundingClientRect().right,
    );
    return Math.max(...rights) - (rights[0] ?? 0);
  });
  expect(beyond).toBe(0);
});

test('one cursor reads all charts; a drag looks closer; a double click goes back', async ({ page }) => {
  await open(page, files.suite);
  const throughput = page.getByTestId('chart-throughput');
  const latency = page.getByTestId('chart-response-time').first();
  const over = throughput.locator('.u-over');
  const box = await over.boundingBox();
  if (box === null) throw new Error('no chart');
  const middle = { x: box.x + box.width / 2, y: box.y + 60 };
  await page.mouse.move(middle.x, middle.y);
  await expect(throughput.getByTestId('cursor-time')).toHaveText('0:50');
  await expect(latency.getByTestId('cursor-time')).toHaveText('0:50');
  const second = suite.perSecond[49];
  const p95 = latency.locator('li').filter({ hasText: 'p95' });
  await expect(p95).toHaveText(`p95${second === undefined ? NO_VALUE : secondPercentileText(second, 'p95')}`);

  await page.mouse.down();
  await page.mouse.move(middle.x + box.width / 4, middle.y);
  await page.mouse.up();
  // Half of what is in view now is an eighth of the run.
  await page.mouse.move(middle.x, middle.y);
  await expect(latency.getByTestId('cursor-time')).toHaveText('1:03');
  await over.dblclick();
  await page.mouse.move(middle.x + 1, middle.y);
  await expect(latency.getByTestId('cursor-time')).toHaveText('0:50');
});

test('a chart is a table, too', async ({ page }) => {
  await open(page, files.suite);
  await page.getByRole('button', { name: 'Throughput: show as table' }).click();
  const rows = page.getByTestId('chart-throughput').locator('tbody tr');
  await expect(rows).toHaveCount(SECONDS);
  await expect(rows.last()).toContainText('0:01');
});

test('one endpoint whole: its times on both clocks, and over the run', async ({ page }) => {
  await open(page, files.suite);
  await page
    .getByRole('button', { name: /historical/ })
    .first()
    .click();
  const detail = page.getByTestId('endpoint-detail');
  const endpoint = suite.endpoints.find((one) => one.endpoint === 'historical');
  const p50 = detail.locator('tr').filter({ hasText: 'p50' }).locator('[data-value]').first();
  await expect(p50).toHaveAttribute('data-value', String(endpoint?.responseTimeMs.p50));
  await expect(detail.getByTestId('chart-over-the-run')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is accessible and looks as meant, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, files.suite);
    expect(await violationsOf(page, colorScheme === 'light' ? undefined : COLOUR_RULES)).toEqual([]);
    mkdirSync('test-results/screens', { recursive: true });
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.screenshot({ path: `test-results/screens/report-${colorScheme}-${width}.png` });
    }
  });
}

for (const width of [390, 800, 1_280, 1_920]) {
  test(`fits a screen ${width} pixels wide`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await open(page, files.wide);
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(beyond).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `test-results/screens/report-wide-${width}.png` });
  });
}

test('streams: the storm against the steady state, how each ended in words, and a few connections one by one', async ({
  page,
}) => {
  await open(page, files.suite);
  const phases = page.getByTestId('phases').locator('tbody tr');
  await expect(phases).toHaveCount(2);
  await expect(phases.first()).toContainText('While opening');
  const opened = (row: Locator) => row.locator('[data-value]').nth(1);
  await expect(opened(phases.first())).toHaveText('98');
  await expect(opened(phases.last())).toHaveText('0');
  for (const [name, times] of [
    ['Time to first message', sockets.pingMs],
    ['Session length', sockets.connectMs],
  ] as const) {
    const count = page.locator('#websocket tr').filter({ hasText: name }).locator('[data-value]').first();
    await expect(count).toHaveAttribute('data-value', String(times.count));
  }
  const ended = page.locator('#websocket tr').filter({ hasText: 'ws.closed.1011' });
  await expect(ended).toContainText('Internal error of the service');
  await expect(ended.locator('[data-value]')).toHaveAttribute('data-value', '2');
  const drawn = page.getByTestId('lanes-webSocket').locator('ol').getByRole('img');
  await expect(drawn).toHaveCount(suite.webSocket?.lanes?.length ?? 0);
  await expect(drawn.nth(1)).toHaveAttribute(
    'aria-label',
    'Connection 11: ended 0:20 Internal error of the service; 1:40 Closed by Plimsoll, as planned.',
  );
  await expect(page.locator('#websocket').getByTestId('chart-opened-and-ended')).toBeVisible();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // The bar of sections would lie across the picture.
    await page.locator('nav').evaluate((nav) => nav.style.setProperty('position', 'static'));
    await page.locator('#websocket').screenshot({
      path: `test-results/screens/report-streams-${colorScheme}.png`,
    });
  }
});

test('prints its first page for stakeholders on one A4 sheet, light, and is as before afterwards', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await open(page, files.wide);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const onScreen = await ground();
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  expect(await ground()).toBe('rgb(255, 255, 255)');
  const bottom = await page.locator('.front').evaluate((front) => front.getBoundingClientRect().bottom);
  expect(bottom).toBeLessThan(1_031);
  await expect(page.locator('nav')).toBeHidden();
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll('figure li span[title]')]
      .filter((label) => label.scrollWidth > label.clientWidth)
      .map((label) => label.textContent),
  );
  expect(cut).toEqual([]);
  const canvas = await page
    .locator('.front canvas')
    .first()
    .evaluate((one) => one.getBoundingClientRect().width);
  expect(canvas).toBeGreaterThan(600);
  await page.evaluate(() => dispatchEvent(new Event('afterprint')));
  expect(await ground()).toBe(onScreen);
  await expect(page.locator('nav')).toBeVisible();
  await page.pdf({ path: 'test-results/screens/report.pdf', preferCSSPageSize: true, printBackground: true });
});
