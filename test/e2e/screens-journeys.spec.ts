import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { showPercentile } from '../../src/contract/evidence.ts';
import { PERCENTILES } from '../../src/contract/percentiles.ts';
import type { Summary } from '../../src/contract/summary.ts';
import { keyGroups } from '../../src/renderer/screens/settings/key-groups.ts';
import { everythingOf, expect, test } from '../support/screen-test.ts';

const rawValue = async (page: Page, testId: string) =>
  JSON.parse((await page.getByTestId(testId).getAttribute('data-value')) ?? 'null') as unknown;

test('one click on the sample services leads through a live run to a graded result', async ({
  page,
  open,
}) => {
  await open('empty', '/', 20);
  await page.getByTestId('try-samples').click();
  await expect(page).toHaveURL(/#\/live\//);
  await expect(page.getByTestId('stop')).toBeVisible();
  await expect(page.getByTestId('ended')).toBeVisible();
  await expect(page).toHaveURL(/#\/runs\/\d/);
  await expect(page.getByTestId('overall-grade').locator('[data-grade]')).toBeVisible();
  await page.getByRole('link', { name: 'Home' }).click();
  await expect(page.getByTestId('last-runs').locator('tbody tr')).toHaveCount(1);
});

test('the live screen moves nothing while figures arrive', async ({ page, open }) => {
  await open('live', '/live/{run}', 8);
  await page.getByTestId('stat-p95').waitFor();
  await everythingOf(page);
  const shift = await page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        let sum = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) sum += (entry as unknown as { value: number }).value;
        }).observe({ type: 'layout-shift', buffered: false });
        setTimeout(() => resolve(sum), 4_000);
      }),
  );
  expect(shift).toBe(0);
});

test('a live run of forty endpoints lays the page out once a second at most', async ({
  page,
  open,
}, info) => {
  await open('live-wide', '/live/{run}');
  await everythingOf(page);
  const elapsed = async () => Number(await rawValue(page, 'elapsed')) / 1_000;
  const reach = (second: number) => expect.poll(elapsed, { timeout: 60_000 }).toBeGreaterThanOrEqual(second);
  await reach((await elapsed()) + 2);
  const client = await page.context().newCDPSession(page);
  await client.send('Performance.enable');
  const counts = async () => {
    const { metrics } = await client.send('Performance.getMetrics');
    return new Map(metrics.map(({ name, value }) => [name, value]));
  };
  await page.evaluate(() => {
    const seen = { frames: 0, longTasks: 0, startedAt: performance.now() };
    Reflect.set(window, 'seen', seen);
    new PerformanceObserver((list) => {
      seen.longTasks += list.getEntries().length;
    }).observe({ type: 'longtask' });
    const count = () => {
      seen.frames += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  const [from, before] = [await elapsed(), await counts()];
  await reach(from + 5);
  const [after, to] = [await counts(), await elapsed()];
  const more = (name: string) => (after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN);
  const seen = await page.evaluate(() => {
    const { frames, longTasks, startedAt } = Reflect.get(window, 'seen');
    return { framesPerSecond: Math.round((frames * 1_000) / (performance.now() - startedAt)), longTasks };
  });
  const figures = `${to - from} s of a run: ${more('LayoutCount')} layouts, ${more('RecalcStyleCount')} style recalculations, ${seen.longTasks} long tasks, ${seen.framesPerSecond} frames/s`;
  info.annotations.push({ type: 'figures', description: figures });
  process.stdout.write(`${figures}\n`);
  // A second that has just been shown may be laid out after the count.
  expect(more('LayoutCount')).toBeLessThanOrEqual(to - from + 1);
  expect(more('LayoutCount')).toBeGreaterThanOrEqual(4);
});

test('Stop ends gracefully, a second press ends now, and the partial run is kept', async ({ page, open }) => {
  await open('live', '/live/{run}');
  await page.getByTestId('stop').click();
  await expect(page.getByTestId('stop')).toHaveText('Stop now');
  await page.getByTestId('stop').click();
  await expect(page.getByTestId('ended')).toContainText('Stopped');
  await page.getByRole('button', { name: 'Stay here' }).click();
  await page.getByRole('button', { name: 'Open result' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Light');
  await expect(page.getByText('of 2:00')).toBeVisible();
});

test('a start the health check refuses says whose fault it is and can be forced', async ({ page, open }) => {
  await open('demo', '/', 4);
  await page.locator('[data-preset=light]').click();
  await page.getByRole('button', { name: 'Your services' }).click();
  await page.getByTestId('start-run').click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('metrics');
  await expect(alert).toContainText('Probably the service under test.');
  await page.getByRole('button', { name: 'Start anyway' }).click();
  await expect(page).toHaveURL(/#\/live\//);
});

test('a bad number in the start dialog is named and nothing is started', async ({ page, open }) => {
  await open('demo', '/');
  await page.getByPlaceholder('http://localhost:3000/health').fill('ftp://example');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('ftp: is not supported')).toBeVisible();
  await page.getByPlaceholder('http://localhost:3000/health').fill('localhost:3000/x');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Users').fill('-3');
  await page.getByLabel('Duration').fill('soon');
  await expect(page.getByText('A whole number from 1 to 1,000,000')).toBeVisible();
  await expect(page.getByText('Such as 30s, 5m or 1h30m')).toBeVisible();
  await expect(page.getByTestId('start-run')).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('every figure of the summary page is the figure of the JSON document', async ({ page, open }) => {
  await open('demo', '/runs/demo-05');
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^JSON/ }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('plimsoll-stress-demo-05.json');
  const summary = JSON.parse(await readFile(await download.path(), 'utf8')) as Summary;
  expect(await rawValue(page, 'total-sent')).toBe(summary.totals.sent);
  expect(await rawValue(page, 'total-throughput')).toBe(summary.rates.throughputPerSecond);
  expect(await rawValue(page, 'total-p50')).toBe(summary.overallTimeMs.p50);
  expect(await rawValue(page, 'total-p95')).toBe(summary.overallTimeMs.p95);
  expect(await rawValue(page, 'total-p99')).toBe(summary.overallTimeMs.p99);
  await expect(page.getByTestId('overall-grade').locator('[data-grade]')).toHaveAttribute(
    'data-grade',
    summary.overall.grade,
  );
  await page.getByTestId('tab-endpoints').click();
  const cells = page.getByRole('table', { name: 'Endpoints' }).locator('tbody [data-value]');
  const shown = (await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('data-value')))).map(
    String,
  );
  const expected = summary.endpoints.flatMap((row) => {
    // Of what has an intended start, the service time stands below.
    const own = [row.responseTimeMs, ...(row.responseTimeMs.clock === 'intended' ? [row.serviceTimeMs] : [])];
    const times = [
      ...own.map(({ mean }) => mean),
      ...PERCENTILES.flatMap((name) => own.map((time) => showPercentile(time, name).value)),
      ...own.map(({ max }) => max),
    ];
    const { ok, throughputPerSecond, failed, errorRatePercent } = row.rates;
    const share = failed === 0 ? [failed] : [failed, errorRatePercent];
    return [ok, throughputPerSecond, ...share, ...times].map(String);
  });
  expect(shown).toEqual(expected);
});

test('runs are filtered, two are compared, one is deleted and brought back', async ({ page, open }) => {
  await open('demo', '/runs');
  const rows = page.getByTestId('runs-table').locator('tbody tr');
  await expect(rows).toHaveCount(12);
  await page.getByRole('searchbox', { name: 'Filter runs' }).fill('gateway cache');
  await expect(rows).toHaveCount(2);
  await page.getByRole('checkbox', { name: 'Select Gateway before the cache change' }).check();
  await page.getByRole('checkbox', { name: 'Select Gateway after the cache change' }).check();
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(page).toHaveURL(/#\/compare\/demo-06\/demo-07$/);
  await expect(page.getByTestId('comparison-kind')).toContainText('Descriptive only');
  await expect(page.getByTestId('comparison-lead')).toHaveText(
    /^Nothing worsened by 5% or more\. Largest improvement: gateway\.\w+ p95 fell by/,
  );
  await expect(page.getByTestId('differences').locator('[data-tone=better]').first()).toBeVisible();
  await page.getByRole('button', { name: 'Swap A and B' }).click();
  await expect(page.getByTestId('comparison-lead')).toHaveText(
    /^Largest worsening: gateway\.\w+ p95 rose by/,
  );
  const changes = page.getByTestId('differences').locator('[data-tone]');
  await expect(changes.first()).toHaveAttribute('data-tone', 'worse');
  const shares = await changes.evaluateAll((all) => all.map((one) => Number(one.getAttribute('data-value'))));
  expect(shares).toEqual(shares.toSorted((a, b) => b - a));
  await page.goBack();
  await page.getByRole('checkbox', { name: 'Select Medium' }).check();
  await page.getByRole('button', { name: 'Delete' }).click();
  await expect(rows).toHaveCount(11);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rows).toHaveCount(12);
});

test('what was deleted lies in the bin, as it was, until it is restored', async ({ page, open }) => {
  await open('demo', '/runs');
  await page.getByRole('checkbox', { name: 'Select Medium' }).check();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('link', { name: 'Plans' }).click();
  await page
    .getByTestId('own-plans')
    .getByRole('button', { name: /^Delete/ })
    .first()
    .click();
  await page.getByRole('link', { name: 'Bin' }).click();
  const [runs, plans] = [page.getByTestId('bin-runs'), page.getByTestId('bin-plans')];
  await expect(plans.locator('tbody tr')).toHaveCount(1);
  await runs.getByRole('link', { name: 'Medium' }).click();
  await expect(page.getByText('in the bin')).toBeVisible();
  await page.goBack();
  await runs.getByRole('button', { name: 'Restore Medium' }).click();
  await plans.getByRole('button', { name: /^Restore/ }).click();
  await expect(runs).toContainText('No run was deleted');
  await expect(plans).toContainText('No plan was deleted');
  await page.getByRole('link', { name: 'All runs' }).click();
  await expect(page.getByTestId('runs-table').locator('tbody tr')).toHaveCount(12);
});

test('a thousand runs are listed as they are scrolled to, and sorted whole', async ({ page, open }) => {
  await open('many', '/runs');
  const rows = page.getByTestId('runs-table').locator('tbody tr');
  await expect(rows).toHaveCount(100);
  await page.getByRole('button', { name: 'Sort by Failed' }).click();
  await expect(rows.first()).toContainText('Medium');
  await page.locator('#main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
  await expect(rows).not.toHaveCount(100);
});

test('the keyboard alone finds a run, opens its grades and changes the theme', async ({ page, open }) => {
  await open('demo', '/');
  await page.getByTestId('last-runs').locator('tbody tr').first().waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('before the cache');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/#\/runs\/demo-06$/);
  await page.getByTestId('tab-summary').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/#\/runs\/demo-06\/analysis\?view=analysis$/);
  await page.keyboard.press('ArrowRight');
  await expect(page).toHaveURL(/#\/runs\/demo-06\/grades$/);
  await page.keyboard.press('g');
  await page.keyboard.press('s');
  await expect(page).toHaveURL(/#\/services$/);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme: dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('an address that leads nowhere says so and leads on', async ({ page, open }) => {
  await open('demo', '/capacity/of%20the%20ship');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Page not found');
  await expect(page.getByText('There is no page at /capacity/of the ship.')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'All runs' }).click();
  await expect(page.getByTestId('runs-table')).toBeVisible();
});

test('Settings lists every key, those of the places as the rail has them', async ({ page, open }) => {
  await open('demo', '/settings');
  const everywhere = page.getByTestId('keys').getByRole('region', { name: 'Everywhere' });
  const places = await page.getByRole('navigation', { name: 'Main' }).getByRole('listitem').all();
  for (const place of places) {
    const [, word = '', key = ''] =
      /^(.+) \(G (.)\)$/.exec((await place.getByRole('link').getAttribute('title')) ?? '') ?? [];
    await expect(everywhere.locator('dt', { hasText: `G${key}` }).locator('+ dd')).toContainText(word, {
      ignoreCase: true,
    });
  }
  expect(places).toHaveLength(7);
  const shown = page.getByTestId('keys').getByRole('region');
  for (const [at, [group, rows]] of keyGroups(false).entries()) {
    await expect(shown.nth(at)).toHaveAccessibleName(group);
    await expect(shown.nth(at).locator('dt')).toHaveText(rows.map(({ keys }) => capsWords(keys)));
    await expect(shown.nth(at).locator('dd')).toHaveText(rows.map(({ does }) => does));
  }
  await expect(shown).toHaveCount(keyGroups(false).length);
});

test('disturbed seconds can be left out, and the page says so', async ({ page, open }) => {
  await open('demo', '/runs/demo-09');
  const sent = await rawValue(page, 'total-sent');
  await page.getByTestId('tab-endpoints').click();
  const answered = page.getByRole('table', { name: 'Endpoints' }).locator('tbody [data-value]').first();
  const before = Number(await answered.getAttribute('data-value'));
  await page.getByRole('switch', { name: 'Leave out 3 disturbed seconds' }).click();
  await expect(page.getByText('disturbed are left out')).toBeVisible();
  expect(Number(await answered.getAttribute('data-value'))).toBeLessThan(before);
  await page.getByTestId('tab-summary').click();
  expect(await rawValue(page, 'total-sent')).toBe(sent);
});

test('dragging across one chart zooms all of them, a double click goes back', async ({ page, open }) => {
  await open('demo', '/runs/demo-10/charts');
  const errors = page.getByTestId('chart-errors-by-code');
  const plot = page.getByTestId('chart-throughput').locator('.u-over');
  const box = await plot.boundingBox();
  if (box === null) throw new Error('no plot');
  const at = (share: number) => [box.x + box.width * share, box.y + box.height / 2] as const;
  await page.mouse.move(...at(0.25));
  await page.mouse.down();
  await page.mouse.move(...at(0.5), { steps: 4 });
  await page.mouse.up();
  await page.mouse.move(...at(0.98));
  await expect(errors.getByTestId('cursor-time')).toHaveText('0:10');
  await page.mouse.dblclick(...at(0.5));
  await page.mouse.move(...at(0.99));
  await expect(errors.getByTestId('cursor-time')).toHaveText('0:20');
});

test('a chart can be read as a table', async ({ page, open }) => {
  await open('demo', '/runs/demo-10/charts');
  await page.getByRole('button', { name: 'Throughput: show as table' }).click();
  const table = page.getByRole('region', { name: 'Throughput, figures' });
  await expect(table.locator('tbody tr')).toHaveCount(20);
  await expect(table.locator('tbody tr').first()).toContainText('0:20');
});

test('name, tags and notes are kept with the run', async ({ page, open }) => {
  await open('demo', '/runs/demo-10');
  await page.getByLabel('Name').fill('Smoke after the upgrade');
  await page.getByLabel('Tags').fill('upgrade, node 24, upgrade');
  await page.getByLabel('Notes').fill('Quiet machine.');
  await page.getByLabel('Name').focus();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Smoke after the upgrade');
  await page.getByRole('link', { name: 'Runs' }).click();
  const row = page.locator('[data-row=demo-10]');
  await expect(row.getByTitle('upgrade, node 24')).toHaveText('upgrade');
  await expect(row.getByTitle('node 24', { exact: true })).toHaveText('+1');
  await expect(row.getByText('upgrade', { exact: true })).toHaveCount(1);
});

test('an address of a built-in service is changed, and nonsense is refused', async ({ page, open }) => {
  await open('demo', '/services');
  const line = page.getByTestId('built-in-services').locator('[data-service=auth]');
  await line.getByRole('button', { name: 'Edit auth' }).click();
  await page.getByLabel('Address 1', { exact: true }).fill('nonsense');
  await page.getByTestId('save-service').click();
  await expect(page.getByRole('dialog').getByRole('alert')).toContainText('"nonsense" is not an address');
  await page.getByLabel('Address 1', { exact: true }).fill('http://localhost:9010');
  await page.getByTestId('save-service').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(line).toContainText('http://localhost:9010');
});

/** Caps as they stand one after the other in Settings. */
function capsWords(ways: readonly (readonly string[])[]): string {
  return ways.map((caps) => caps.join('')).join('or');
}
