import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import type { RunRow } from '../../src/contract/wire.ts';
import { killGroup, startCommand } from '../support/child.ts';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { violationsOf } from '../support/screen-test.ts';
import { LAUNCHER, runPlimsoll, startWorkbench, type Workbench } from '../support/workbench.ts';

/**
 * Takes pictures of every screen of the real program into test-results/screens, for people to look at, light and small,
 * dark and large, and holds each against all accessibility rules: what is there differs by size as well. (screens.spec.ts
 * takes every screen in every state, both themes in both sizes, of a program that is made up.) `UPDATE_SCREENSHOTS=1` takes
 * them in all four, and renews those of the README.
 */
test.describe.configure({ mode: 'serial' });

const OUT = fileURLToPath(new URL('../../test-results/screens/', import.meta.url));
const README_PICTURES = fileURLToPath(new URL('../../resources/screenshots/', import.meta.url));
const THEMES = ['light', 'dark'] as const;
const SIZES = [
  { width: 1280, height: 800 },
  { width: 1920, height: 1080 },
] as const;

/** The sample services that a search of capacity is about listen from here on. */
const OVERLOADED_PORT = '18450';

const isRenewing = process.env.UPDATE_SCREENSHOTS === '1';
/** Of taking a run for the README, on a machine that others use as well. */
const ATTEMPTS = 6;
const SIZES_OF = {
  light: isRenewing ? SIZES : SIZES.slice(0, 1),
  dark: isRenewing ? SIZES : SIZES.slice(1),
} as const;

let dataDir: string;
let workbench: Workbench;
let ids: string[] = [];

test.beforeAll(async () => {
  if (isRenewing) test.setTimeout(ATTEMPTS * 60_000);
  mkdirSync(OUT, { recursive: true });
  dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-screens-'));
  await makeRun('6s');
  // What stands in the README is measured by a generator that can be believed.
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    await makeRun(isRenewing ? '20s' : '6s');
    if (!isRenewing || (await listed())[0]?.trust === 'trusted') break;
  }
  ids = (await listed()).map(({ runId }) => runId);
  workbench = await startWorkbench({ dataDir });
});
test.afterAll(async () => {
  await workbench?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function makeRun(duration: string): Promise<void> {
  const demo = await runPlimsoll(['demo', '--quiet', '--data-dir', dataDir, '--duration', duration]);
  expect(demo.code, demo.err).toBe(0);
}

async function listed(): Promise<Pick<RunRow, 'runId' | 'trust'>[]> {
  const runs = await runPlimsoll(['runs', '--json', '-', '--data-dir', dataDir]);
  return JSON.parse(runs.out);
}

async function picture(page: Page, name: string, ready: () => Promise<void>): Promise<void> {
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const size of SIZES_OF[theme]) {
      await page.setViewportSize(size);
      await ready();
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0);
      await page.screenshot({ path: join(OUT, `${name}-${theme}-${size.width}.png`) });
    }
    expect(await violationsOf(page), `${name} ${theme}`).toEqual([]);
  }
}

const PAGES: readonly [name: string, fragment: () => string][] = [
  ['home', () => '#/'],
  ['runs', () => '#/runs'],
  ['bin', () => '#/bin'],
  ['plans', () => '#/plans'],
  ['run-summary', () => `#/runs/${ids[0]}`],
  ['run-grades', () => `#/runs/${ids[0]}/grades`],
  ['run-endpoints', () => `#/runs/${ids[0]}/endpoints`],
  ['run-charts', () => `#/runs/${ids[0]}/charts`],
  ['run-errors', () => `#/runs/${ids[0]}/errors`],
  ['run-streams', () => `#/runs/${ids[0]}/streams`],
  ['run-environment', () => `#/runs/${ids[0]}/environment`],
  ['compare', () => `#/compare/${ids[1]}/${ids[0]}`],
  ['services', () => '#/services'],
  ['console', () => '#/console'],
  ['settings', () => '#/settings'],
  ['run-missing', () => '#/runs/20000101-000000-none'],
];

for (const [name, fragment] of PAGES) {
  test(`${name} in both themes and sizes`, async ({ page }) => {
    await openWorkbench(page, workbench);
    await goTo(page, fragment());
    await picture(page, name, () => expect(page.getByRole('heading').first()).toBeVisible());
  });
}

test('live, while it runs', async ({ page }) => {
  await openWorkbench(page, workbench);
  await page.getByTestId('try-samples').click();
  await expect(page).toHaveURL(/#\/live\//, { timeout: 30_000 });
  await expect(page.getByTestId('elapsed')).toHaveText(/0:0[7-9]/, { timeout: 30_000 });
  await picture(page, 'live', async () => {
    await expect(page.locator('canvas').first()).toBeVisible();
    const verdict = page.getByTestId('stat-generator').locator('[data-trust]');
    if (isRenewing) await expect(verdict).toHaveAttribute('data-trust', 'trusted', { timeout: 1_000 });
  });
  await expect(page).toHaveURL(/#\/runs\//, { timeout: 60_000 });
});

test('home on the first day', async ({ page }) => {
  const empty = await startWorkbench();
  try {
    await openWorkbench(page, empty);
    await picture(page, 'home-empty', () => expect(page.getByTestId('try-samples')).toBeVisible());
  } finally {
    await empty.close();
  }
});

/** A search takes minutes, which belong to a request for pictures and not to every test. */
test('the picture of a search of capacity is renewed on request', async ({ page }) => {
  test.skip(!isRenewing, 'skipped: set UPDATE_SCREENSHOTS=1 to renew it');
  test.setTimeout(600_000);
  // First: its address is good for a few minutes.
  await openWorkbench(page, workbench);
  const services = startCommand({
    command: process.execPath,
    args: [LAUNCHER, 'services', '--base-port', OVERLOADED_PORT, '--profile', 'overloaded'],
  });
  try {
    await once(services.stdout ?? services, 'data');
    const objectives = ['--objective', 'p95<250ms', '--objective', 'errors<1%'];
    const asked = [...objectives, '--by', 'rate', '--no-recovery', '--max-time', '4m45s'];
    const where = ['--services', OVERLOADED_PORT, '--data-dir', dataDir, '--quiet'];
    const search = await runPlimsoll(['capacity', 'metrics', ...asked, ...where]);
    expect(search.code, search.err).toBe(0);
  } finally {
    killGroup(services);
  }
  await goTo(page, `#/runs/${(await listed())[0]?.runId}/capacity`);
  await picture(page, 'run-capacity', () => expect(page.locator('canvas').first()).toBeVisible());
  copyFileSync(join(OUT, 'run-capacity-light-1280.png'), join(README_PICTURES, 'capacity-light.png'));
});

test('the pictures of the README are renewed on request, from a trusted run', async () => {
  test.skip(!isRenewing, 'skipped: set UPDATE_SCREENSHOTS=1 to renew them');
  expect((await listed()).find(({ runId }) => runId === ids[0])?.trust).toBe('trusted');
  mkdirSync(README_PICTURES, { recursive: true });
  copyFileSync(join(OUT, 'run-summary-light-1280.png'), join(README_PICTURES, 'run-light.png'));
  copyFileSync(join(OUT, 'live-dark-1280.png'), join(README_PICTURES, 'live-dark.png'));
});
