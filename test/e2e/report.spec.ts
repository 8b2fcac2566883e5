import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page, test } from '@playwright/test';
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
import { exportRun } from '../../src/main/services/reports/export.ts';
import { HOSTILE, hostileSummary } from '../support/hostile-run.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { makeSuitePlan, makeSuiteSeconds } from '../support/made-suite.ts';
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
  writeFileSync(files.suite, exportRun(suite, 'html').text);
  writeFileSync(files.wide, exportRun(wide, 'html').text);
  writeFileSync(files.hostile, exportRun(hostileSummary(), 'html').text);
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

function at(summary: Summary, path: string): unknown {
  return path.split('.').reduce<unknown>((here, step) => Reflect.get(Object(here), step), summary);
}

test('opens offline and attempts no request', async ({ page }) => {
  const { requests, complaints } = await open(page, files.suite);
  await page.mouse.move(300, 650);
  await page.locator('#definitions').scrollIntoViewIfNeeded();
  expect(requests).toEqual([pathToFileURL(files.suite).href]);
  expect(complaints).toEqual([]);
  await expect(page).toHaveTitle('Comprehensive suite, medium · Plimsoll');
});

test('no name and no figure of a chart is cut, and each series has a swatch in its colour', async ({
  page,
}) => {
  await open(page, files.wide);
  for (const width of [1_280, 800]) {
    await page.setViewportSize({ width, height: 800 });
    await expect
      .poll(() =>
        page.evaluate(() => {
          const beyond = (inner: Element, outer: Element | null) => {
            const [a, b] = [inner.getBoundingClientRect(), (outer ?? inner).getBoundingClientRect()];
            return a.left < b.left - 0.5 || a.right > b.right + 0.5 || a.bottom > b.bottom + 0.5;
          };
          const chartOf = (node: Element) => node.closest('[data-chart]')?.getAttribute('data-chart');
          const labels = [...document.querySelectorAll('svg.picture text')];
          const names = [...document.querySelectorAll('.legend .label')];
          return [
            ...labels.filter((node) => beyond(node, node.closest('svg'))),
            ...names.filter(
              (node) => node.scrollWidth > node.clientWidth || beyond(node, node.closest('.legend')),
            ),
          ].map((node) => `${chartOf(node)}: ${node.textContent}`);
        }),
      )
      .toEqual([]);
  }
  await expect(page.locator('svg.picture text', { hasText: '1:00:00' }).first()).toBeVisible();
  const swatches = await page.locator('[data-chart=throughput] .swatch').evaluateAll((all) =>
    all.map((one) => {
      const { borderTopColor, borderTopWidth } = getComputedStyle(one);
      return [
        one.parentElement?.querySelector('.label')?.textContent,
        borderTopWidth,
        borderTopColor !== 'rgba(0, 0, 0, 0)',
      ];
    }),
  );
  expect(swatches).toEqual([
    ['planned', '5px', true],
    ['sent', '2px', true],
    ['answered', '1px', true],
  ]);
  // Until a report can be opened there, none says so.
  await expect(page.locator('body')).not.toContainText(/drop (it|this)/i);
});

test('every number on the page is the number of the document, as the one formatter writes it', async ({
  page,
}) => {
  await open(page, files.suite);
  const shown = await page.locator('[data-path]').evaluateAll((nodes) =>
    nodes.map((node) => ({
      path: node.getAttribute('data-path') ?? '',
      value: node.getAttribute('data-value') ?? '',
      text: node.textContent ?? '',
    })),
  );
  expect(shown.length).toBeGreaterThan(500);
  const writers = [formatMs, formatNumber, formatPercent, formatRate, formatClock, formatBytes];
  for (const { path, value, text } of shown) {
    const truth = at(suite, path);
    if (value === '' && at(suite, path.replace(/\.(p\d+)$/, '.evidence.$1')) === 'unknown') {
      expect(text, path).toBe(NO_VALUE);
      continue;
    }
    expect(value, path).toBe(truth === null ? '' : String(truth));
    if (typeof truth !== 'number') {
      expect(text, path).toBe(NO_VALUE);
      continue;
    }
    const size = path.endsWith('.margin') ? Math.abs(truth) : truth;
    // A `~` stands before an estimate.
    const unsigned = text.replace(path.endsWith('.margin') ? /^[+−]/ : /^~/, '');
    expect(
      writers.map((write) => write(size)),
      path,
    ).toContain(unsigned);
  }
  for (const path of [
    'totals.sent',
    'overallTimeMs.p95',
    'endpoints.0.responseTimeMs.p95',
    'grades.3.value',
    'webSocket.roundTripMs.p99',
  ]) {
    expect(shown.map((one) => one.path)).toContain(path);
  }
});

test('carries the document, whole', async ({ page }) => {
  await open(page, files.suite);
  const text = await page.locator('#plimsoll-summary').evaluate((node) => node.textContent ?? '');
  expect(summarySchema.parse(JSON.parse(text))).toEqual(suite);
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
  const codes = await page.locator('#errors code').allTextContents();
  const whole = codes.map((code) => code.toWellFormed());
  for (const text of HOSTILE) expect(whole).toContain(text.toWellFormed());
});

test('one cursor reads all charts; a drag looks closer; Escape goes back', async ({ page }) => {
  await open(page, files.suite);
  const throughput = page.locator('[data-chart=throughput]');
  const latency = page.locator('[data-chart=latency]');
  const box = await throughput.locator('.picture').boundingBox();
  if (box === null) throw new Error('no chart');
  const middle = { x: box.x + 52 + (box.width - 64) / 2, y: box.y + 60 };
  await page.mouse.move(middle.x, middle.y);
  await expect(throughput.locator('.when')).toHaveText('0:50');
  await expect(latency.locator('.when')).toHaveText('0:50');
  const second = suite.perSecond[49];
  const p95 = latency.locator('.legend li').filter({ hasText: 'p95' }).locator('.reading');
  await expect(p95).toHaveText(second === undefined ? NO_VALUE : secondPercentileText(second, 'p95'));

  await page.mouse.down();
  await page.mouse.move(middle.x + 60, middle.y);
  await page.mouse.up();
  await expect(latency.getByRole('button', { name: 'Whole run' })).toBeVisible();
  await latency.locator('.picture').focus();
  await page.keyboard.press('Escape');
  await expect(latency.getByRole('button', { name: 'Whole run' })).toBeHidden();
  await page.keyboard.press('ArrowRight');
  await expect(throughput.locator('.when')).toHaveText('0:01');
});

test('the latency of a single endpoint', async ({ page }) => {
  await open(page, files.suite);
  const latency = page.locator('[data-chart=latency]');
  await latency.getByLabel('Endpoint whose latency is shown').selectOption({ label: 'gateway historical' });
  await latency.locator('.picture').focus();
  for (let i = 0; i < 9; i += 1) await page.keyboard.press('PageDown');
  const row = suite.perSecond[89]?.endpoints.find((one) => one.endpoint === 'historical');
  const p50 = latency.locator('.legend li').filter({ hasText: 'p50' }).locator('.reading');
  await expect(p50).toHaveText(row === undefined ? NO_VALUE : secondPercentileText(row, 'p50'));
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`is accessible and looks as meant, ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await open(page, files.suite);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
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

test('streams: the storm against the steady state, how each ended in words, and a few connections one by one', async ({
  page,
}) => {
  await open(page, files.suite);
  const phases = page.locator('[data-part=phases] tbody tr');
  await expect(phases).toHaveCount(2);
  await expect(phases.first()).toContainText('While opening');
  await expect(phases.first().locator('[data-path="webSocket.phases.opening.opened"]')).toHaveText('98');
  await expect(phases.last().locator('[data-path="webSocket.phases.steady.opened"]')).toHaveText('0');
  for (const [name, times] of [
    ['firstMessageMs', sockets.pingMs],
    ['sessionMs', sockets.connectMs],
  ] as const) {
    const count = page.locator(`[data-path="webSocket.${name}.count"]`);
    await expect(count).toHaveAttribute('data-value', String(times.count));
  }
  await expect(page.getByText('Session length')).toHaveAttribute(
    'title',
    /^One WebSocket connection, from the 101 to its close/,
  );
  const ended = page.locator('#websocket tr').filter({ hasText: 'ws.closed.1011' });
  await expect(ended).toContainText('Internal error of the service');
  await expect(ended.locator('[data-value]')).toHaveAttribute('data-value', '2');
  const drawn = page.locator('[data-part=lanes-webSocket]').getByRole('img');
  await expect(drawn).toHaveCount(suite.webSocket?.lanes?.length ?? 0);
  await expect(drawn.nth(1)).toHaveAttribute(
    'aria-label',
    'Connection 11: ended 0:20 Internal error of the service; 1:40 Closed by Plimsoll, as planned.',
  );
  await expect(page.locator('[data-chart=webSocket-openings] .series.bars')).toHaveCount(1);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      // The bar of sections would lie across the picture.
      await page.locator('nav').evaluate((nav) => nav.style.setProperty('position', 'static'));
      await page.locator('#websocket').screenshot({
        path: `test-results/screens/report-streams-${colorScheme}-${width}.png`,
      });
    }
  }
});

test('prints its first page for stakeholders on one sheet', async ({ page }) => {
  await open(page, files.suite);
  await page.setViewportSize({ width: 703, height: 1_031 });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  const bottom = await page.locator('.front').evaluate((front) => front.getBoundingClientRect().bottom);
  expect(bottom).toBeLessThan(1_031);
  await expect(page.locator('nav')).toBeHidden();
});
