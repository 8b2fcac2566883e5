import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { exported } from '../support/exported.ts';
import { searchedRun } from '../support/made-capacity.ts';
import { SEARCHES } from '../support/made-up/searches.ts';
import { COLOUR_RULES, everythingOf, expect, test, violationsOf } from '../support/screen-test.ts';
import { createTempDir } from '../support/temp-dir.ts';

/** A search for capacity as its user goes through it: asked, refused, under way, answered, asked again, and reported. */
test.describe.configure({ mode: 'parallel' });

const objective = (page: Page, nth: number) => page.getByLabel(`Objective ${nth}`, { exact: true });
const start = (page: Page) => page.getByTestId('start-search');

test('from Home to a search under way', async ({ page, open }) => {
  await open('demo', '/');
  await page.getByTestId('find-capacity').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('How much can it carry?');
  await test.step('nothing is started before there is something to test', async () => {
    await expect(page.getByTestId('start-waits')).toHaveText('Enter an address for every endpoint to start.');
    await expect(start(page)).toBeDisabled();
  });
  await test.step('a preset is chosen, and the address of the page names it', async () => {
    await page.getByRole('button', { name: 'Preset', exact: true }).click();
    await page.getByLabel('Preset', { exact: true }).selectOption('gateway');
    await expect(page).toHaveURL(/#\/capacity\/preset\/gateway$/);
    await page.getByLabel('Add p95<200ms').click();
    await page.getByLabel('Add errors<1%').click();
    await expect(page.getByText('95% of the responses take less than 200 ms')).toBeVisible();
  });
  await test.step('it is started, and watched: what it does, what it knows, what is left', async () => {
    await expect(page.getByTestId('plan-preview')).toBeVisible();
    await start(page).click();
    await expect(page).toHaveURL(/#\/live\//, { timeout: 30_000 });
    const search = page.getByTestId('capacity-search');
    await expect(search).toBeVisible({ timeout: 20_000 });
    await expect(page.getByTestId('capacity-stage')).not.toBeEmpty();
    await expect(page.getByTestId('capacity-left')).toHaveText(/^\d+:\d\d$/);
    await expect(page.getByTestId('stop')).toBeVisible();
    await expect(page.locator('canvas').first()).toBeVisible();
  });
});

test('what cannot be is refused where it was typed', async ({ page, open }) => {
  await open('demo', '/capacity/preset/gateway');
  await page.getByRole('button', { name: 'Add an objective' }).click();
  await objective(page, 1).fill('p95 > 200ms');
  await expect(objective(page, 1)).toHaveAttribute('aria-invalid', 'true');
  await expect(start(page)).toBeDisabled();
  await objective(page, 1).fill('errors<0%');
  await expect(page.getByTestId('objectives')).toContainText('can never hold');
  await objective(page, 1).fill('p95 < 200 ms');
  await expect(objective(page, 1)).not.toHaveAttribute('aria-invalid');
  await page.getByLabel('First load').fill('500');
  await page.getByLabel('No more than').fill('100');
  await expect(page.getByLabel('First load')).toHaveAttribute('aria-invalid', 'true');
  await page.getByLabel('No more than').fill('1000');
  await page.getByLabel('End after, at most').fill('10s');
  await expect(page.getByText('A minute or more')).toBeVisible();
  await expect(page.getByTestId('start-waits')).toHaveText('Correct the marked fields to start.');
  await page.getByLabel('End after, at most').fill('');
  await expect(start(page)).toBeEnabled();
});

test('a link to an address fills it in, a reload keeps it, and keys alone lead to the start', async ({
  page,
  open,
}) => {
  const { urls } = await open('demo', '/capacity');
  const url = `${urls.gateway}/api/v1/instruments`;
  await page.getByLabel('Address of endpoint 1').fill(url);
  await expect(page).toHaveURL(`${page.url().split('#')[0]}#/capacity/url/${encodeURIComponent(url)}`);
  await page.reload();
  await expect(page.getByLabel('Address of endpoint 1')).toHaveValue(url);
  await expect(objective(page, 1)).toHaveValue('p95<200ms');
  await objective(page, 1).focus();
  const reached: string[] = [];
  for (let nth = 0; nth < 40; nth += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => document.activeElement?.getAttribute('data-testid') ?? '');
    reached.push(name);
    if (name === 'start-search') break;
  }
  expect(reached).toContain('start-search');
});

test('the answer comes first, then what it rests on; what led there can be asked again', async ({
  page,
  open,
}) => {
  await open('demo', '/capacity');
  const earlier = page.getByTestId('earlier-searches');
  await expect(earlier.locator('tbody tr')).toHaveCount(2);
  await expect(earlier.locator('tbody tr').first()).toContainText('588 req/s (567–610)');
  await earlier.getByRole('link', { name: 'How much does the shop carry?', exact: true }).first().click();
  await expect(page.getByTestId('capacity-sentence')).toHaveText(
    '588 req/s (567–610) meets p95<20 ms and errors<1%.',
  );
  await expect(page.getByTestId('tab-capacity')).toHaveAttribute('aria-selected', 'true');
  for (const part of ['load-charts', 'failure-modes', 'recovery', 'scalability', 'capacity-steps'])
    await expect(page.getByTestId(part)).toBeVisible();
  await expect(page.locator('[data-hull=carried]')).toHaveText('588 req/s');
  await expect(page.getByTestId('capacity-steps').locator('tbody tr')).toHaveCount(13);
  await test.step('every chart is a table too', async () => {
    await page.getByRole('button', { name: 'Response time by load: show as table' }).click();
    await expect(page.getByRole('region', { name: 'Response time by load, figures' })).toContainText(
      '19.9 ms',
    );
  });
  await test.step('the summary says it in one line', async () => {
    await page.getByTestId('tab-capacity').press('ArrowRight');
    await expect(page).toHaveURL(/\/summary$/);
    await expect(page.getByTestId('verdict-sentence')).toContainText('588 req/s (567–610)');
  });
  await test.step('Run again opens the question with its settings', async () => {
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Run again' }).click();
    await expect(page).toHaveURL(new RegExp(`#/capacity/run/${SEARCHES.last}$`));
    await expect(objective(page, 1)).toHaveValue('p95<20ms');
    await expect(page.getByRole('button', { name: /^Precise/ })).toHaveAttribute('aria-pressed', 'true');
  });
});

test('two searches are held against one another', async ({ page, open }) => {
  await open('demo', '/capacity');
  await page.getByRole('link', { name: /^Compare .* with the search before$/ }).click();
  await expect(page).toHaveURL(new RegExp(`#/compare/${SEARCHES.before}/${SEARCHES.last}$`));
  await expect(page.getByTestId('compared-sentence')).toHaveText(
    'A carries 541 req/s (523–559), B 588 req/s (567–610): 8.69% more. The intervals do not overlap.',
  );
  const part = page.getByTestId('compared-capacity');
  await expect(part.locator('canvas')).toBeVisible();
  await expect(part.locator('[data-row="588"]')).toContainText('19.9 ms');
});

test('nothing moves while a search goes on', async ({ page, open }) => {
  await open('live-capacity', '/live/{run}', 8);
  await expect(page.getByTestId('capacity-search')).toBeVisible();
  await everythingOf(page);
  await page.evaluate(() => {
    interface Moved {
      readonly node: Node | null;
      readonly previousRect: DOMRectReadOnly;
      readonly currentRect: DOMRectReadOnly;
    }
    const moved: string[] = [];
    new PerformanceObserver((list) => {
      // A figure with one digit more is wider, in its place.
      for (const { sources } of list.getEntries() as unknown as { sources: Moved[] }[])
        for (const { node, previousRect, currentRect } of sources)
          if (previousRect.top !== currentRect.top)
            moved.push(node?.parentElement?.outerHTML ?? String(node));
    }).observe({ type: 'layout-shift' });
    Object.assign(window, { moved });
  });
  const rows = page.getByTestId('capacity-search').locator('tbody tr');
  const before = await rows.count();
  await expect.poll(() => rows.count(), { timeout: 60_000 }).toBeGreaterThan(before + 1);
  expect(await page.evaluate(() => (window as unknown as { moved: string[] }).moved)).toEqual([]);
});

test('a report has the same, offline, and nothing of it is inaccessible', async ({ page }) => {
  const dir = createTempDir();
  const file = join(dir.path, 'search.html');
  writeFileSync(file, exported(searchedRun(), 'html').text);
  try {
    await page.context().setOffline(true);
    await page.goto(pathToFileURL(file).href);
    await page.locator('html[data-ready]').waitFor();
    await expect(page.getByTestId('verdict-sentence')).toContainText('588 req/s (567–610)');
    const part = page.locator('#capacity');
    // Its sentence is that of the page: here are its figures.
    await expect(part.getByText('588 req/s (567–610)')).toHaveCount(0);
    await expect(part.locator('[data-hull=carried]')).toHaveText('588 req/s');
    await expect(part.locator('canvas').first()).toBeVisible();
    await page.getByRole('link', { name: 'Capacity' }).click();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await violationsOf(page, colorScheme === 'light' ? undefined : COLOUR_RULES)).toEqual([]);
    }
  } finally {
    dir.remove();
  }
});

test('a report of a recovery alone says how it recovered, and shows nothing of a search', async ({
  page,
}) => {
  const dir = createTempDir();
  const file = join(dir.path, 'recovery.html');
  const summary = searchedRun('not returned');
  writeFileSync(file, exported(summary, 'html').text);
  try {
    await page.goto(pathToFileURL(file).href);
    await page.locator('html[data-ready]').waitFor();
    await expect(page.getByTestId('outcome')).toHaveText('Failed');
    await expect(page.getByTestId('overall-grade')).toHaveCount(0);
    const part = page.locator('#capacity');
    await expect(page.getByRole('link', { name: 'Recovery', exact: true })).toBeVisible();
    await expect(part.locator('[data-search]')).toHaveText('Carries less');
    await expect(part.getByTestId('capacity-sentence')).toHaveText(summary.overall.sentence);
    await expect(part.getByTestId('recovery')).toContainText('did not return');
    for (const absent of ['hull', 'capacity-steps', 'load-charts', 'failure-modes'])
      await expect(part.getByTestId(absent)).toHaveCount(0);
  } finally {
    dir.remove();
  }
});
