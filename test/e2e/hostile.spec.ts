import { mkdirSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { decodeLightRequests, encodeLightRequests } from '../../src/contract/light-requests.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import { CAPABILITIES } from '../../src/main/hosts/cli/app-session.ts';
import { findPlaces } from '../../src/main/hosts/places.ts';
import { startWebHost } from '../../src/main/hosts/web/server.ts';
import type { App } from '../../src/main/services/app-port.ts';
import { NO_HEADLINE } from '../../src/main/storage/run-rows.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { hostileRun, WRAPPED } from '../support/hostile-run.ts';
import { COMPLETED, makeRun, makeSecond, makeSeriesSecond } from '../support/made-seconds.ts';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { openApp } from '../support/opened-app.ts';
import { startRecordingServer } from '../support/recording-server.ts';
import { ScriptedCrews } from '../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/** Two hundred and sixty strings, each in all that a target says of a request: in the window they are text, and stay in their places. */
const PLACES = findPlaces(new URL('../../src/main/hosts/cli/index.ts', import.meta.url).href);
const RUN = 'hostile-run';
const { plan, second } = hostileRun();
const crews = new ScriptedCrews();
let dir: TempDir;
let app: App;
let host: { newAddress(): string; close(): Promise<void> };

test.beforeAll(async () => {
  dir = createTempDir();
  const opened = openStorage(dir.path);
  if (!opened.ok) throw new Error(opened.failure.message);
  const { runs, close } = opened.value;
  const run = { ...makeRun(plan), runId: RUN };
  runs.create({ ...run, planText: '', overrides: {} });
  for (const part of [0, 1]) runs.appendSecond(RUN, halfOf(part), NO_HEADLINE);
  const end = { durationMs: 2_000, reason: '', headline: NO_HEADLINE, environment: run.environment };
  runs.finish(RUN, { ...COMPLETED, ...end });
  close();
  app = openApp(dir.path, { startCrew: crews.start }, { host: 'web', capabilities: CAPABILITIES.web });
  const started = await startWebHost(app, { port: 0, rendererDir: PLACES.rendererDir });
  if (!started.ok) throw new Error(started.failure.message);
  host = started.value;
});
test.afterAll(async () => {
  await host?.close();
  await app?.close();
  dir?.remove();
});

/** Half of the requests, two of four, in a second of their own: a second stores two hundred requests with their texts at most. */
function halfOf(part: number): RunSecond {
  const isOf = ({ startedUs }: { readonly startedUs: number }) =>
    (startedUs / 1_000) % 4 < 2 === (part === 0);
  const shift = 1_000_000 * part;
  const later = (us: number | null) => (us === null ? null : us + shift);
  const light = decodeLightRequests(second.light ?? new Uint8Array()).filter(isOf);
  const exemplars = second.exemplars.filter(isOf);
  return {
    ...second,
    second: part,
    light: encodeLightRequests(
      0,
      light.map((one) => ({ ...one, startedUs: one.startedUs + shift })),
    ),
    exemplars: exemplars.map((one) => ({
      ...one,
      startedUs: one.startedUs + shift,
      endedUs: one.endedUs + shift,
      sentUs: later(one.sentUs),
      firstByteUs: later(one.firstByteUs),
    })),
  };
}

async function open(page: Page, place: string): Promise<{ problems: string[] }> {
  const watched = await openWorkbench(page, { address: async () => host.newAddress() }, place);
  return watched;
}

/** Nothing ran, nothing became an element, and nothing lies beyond the window. */
async function isText(page: Page): Promise<void> {
  // The handle on the load has forms of its own, in which nothing of the target stands.
  const foreign =
    'iframe, object, embed, form:not([data-testid=load-panel] form), main img, main script, pre *';
  const found = await page.evaluate(
    (foreign) => ({
      pwned: Reflect.get(globalThis, 'pwned'),
      elements: document.querySelectorAll(foreign).length,
      beyond: document.documentElement.scrollWidth - innerWidth,
      // A line that cannot be broken would push its neighbours out of a panel.
      wide: [...document.querySelectorAll('section')].flatMap((one) =>
        one.scrollWidth > one.clientWidth + 1
          ? [`${one.getAttribute('aria-label') ?? one.dataset.testid}`]
          : [],
      ),
      links: [...document.querySelectorAll('main a[href]')]
        .map((one) => one.getAttribute('href') ?? '')
        .filter((href) => !/^(#|https:\/\/traces\.example\.com\/[^/?#]*$)/.test(href)),
    }),
    foreign,
  );
  expect(found).toEqual({ pwned: undefined, elements: 0, beyond: 0, wide: [], links: [] });
}

/** Requests that are looked at; the bench of hostile strings looks at all of them. */
const LOOKED_AT = process.env.PLIMSOLL_HOSTILE === 'all' ? WRAPPED.length : 24;

for (const [width, height] of [
  [1_920, 1_080],
  [1_280, 800],
] as const) {
  test(`requests of a hostile target are text, ${width} pixels wide`, async ({ page }) => {
    test.setTimeout(300_000);
    await page.setViewportSize({ width, height });
    const { problems } = await open(page, `/runs/${RUN}/analysis`);
    await page.locator('[data-request]').first().click();
    const panel = page.getByTestId('request');
    await panel.getByRole('button', { name: 'Show request and response' }).click();
    const seen = new Set<string>();
    for (let nth = 0; nth < LOOKED_AT; nth += 1) {
      const text = async () => (await panel.locator('pre').last().textContent()) ?? '';
      const message = `request ${nth + 1} of ${LOOKED_AT}`;
      await expect.poll(async () => seen.has(await text()), { intervals: [20], message }).toBe(false);
      seen.add(await text());
      await isText(page);
      await page.keyboard.press('j');
    }
    expect(problems).toEqual([]);
    mkdirSync('test-results/screens', { recursive: true });
    await page.screenshot({ path: `test-results/screens/hostile-analysis-${width}.png` });
  });
}

test('failures of a hostile target are text, in every tab', async ({ page }) => {
  await page.setViewportSize({ width: 1_280, height: 800 });
  const { problems } = await open(page, `/runs/${RUN}/summary`);
  for (const tab of ['summary', 'errors', 'streams', 'endpoints', 'grades', 'environment', 'charts']) {
    await goTo(page, `/runs/${RUN}/${tab}`);
    await page.getByTestId(`tab-${tab}`).and(page.locator('[aria-selected=true]')).waitFor();
    await isText(page);
    await page.screenshot({ path: `test-results/screens/hostile-${tab}.png` });
  }
  expect(problems).toEqual([]);
});

test('the error stream of a hostile target is text', async ({ page }) => {
  await page.setViewportSize({ width: 1_280, height: 800 });
  const server = await startRecordingServer({ status: 200 });
  const text = `plimsoll: 1
name: Live
services: { shop: { url: "${server.url}" } }
classes: { user: { service: shop, users: 2, tasks: { one: { get: / } } } }
load: { duration: 60s }
`;
  const started = await app.runs.start({ plan: { kind: 'text', text } });
  if (!started.ok) throw new Error(started.failure.message);
  const one = { ...second, series: second.series.slice(0, 1), streams: [] };
  const failures = second.failures.map((failure) => ({ ...failure, series: 0 }));
  const exemplars = second.exemplars.map((request) => ({ ...request, series: 0 }));
  const light = decodeLightRequests(second.light ?? new Uint8Array());
  const own = encodeLightRequests(
    0,
    light.map((request) => ({ ...request, series: 0 })),
  );
  crews.second({ ...one, failures, exemplars, light: own });
  const { problems } = await open(page, `/live/${started.value.runId}`);
  const stream = page.getByTestId('error-stream');
  // What came is shown with the next second.
  for (let next = 1; next < 20 && !(await stream.isVisible()); next += 1) {
    crews.second(makeSecond(next, [makeSeriesSecond(0, [10])]));
    // Faster than a real second, and time enough for the window to draw it.
    await page.waitForTimeout(200);
  }
  const rows = stream.locator('[data-failure]');
  await expect.poll(() => rows.count()).toBeGreaterThan(5);
  const count = await rows.count();
  for (let nth = 0; nth < count; nth += 1) {
    await rows.nth(nth).click();
    await isText(page);
  }
  await page.screenshot({ path: 'test-results/screens/hostile-live.png' });
  crews.end();
  await started.value.done;
  await server.close();
  expect(problems).toEqual([]);
});
