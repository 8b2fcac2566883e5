import { mkdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Page } from '@playwright/test';
import { ANALYSED, OLD_RUN } from '../support/made-up/analysed-run.ts';
import { expect, test, violationsOf } from '../support/screen-test.ts';

/** A run of five minutes; one endpoint was 900 ms slower from 3:22 to 3:26. */
const PLACE = `/runs/${ANALYSED.runId}/analysis`;

const heatmap = (page: Page) => page.getByRole('application', { name: 'Heatmap of latency over time' });
const count = async (page: Page) => Number(await page.getByTestId('count-a').getAttribute('data-value'));

/** Drags over the heatmap, by shares of its width and height. */
async function drag(
  page: Page,
  from: readonly [number, number],
  to: readonly [number, number],
): Promise<void> {
  const box = await heatmap(page).boundingBox();
  if (box === null) throw new Error('there is no heatmap');
  const at = ([x, y]: readonly [number, number]) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(from));
  await page.mouse.down();
  await page.mouse.move(...at([(from[0] + to[0]) / 2, (from[1] + to[1]) / 2]), { steps: 4 });
  await page.mouse.move(...at(to), { steps: 4 });
  await page.mouse.up();
}

test('an area dragged over the heatmap is counted alike by picture and program, in every tab', async ({
  page,
  open,
}) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  // A link that lost the view it was of still leads to its run.
  await open('analysed', `/runs/${ANALYSED.runId}?a=202-206`);
  await page.getByTestId('tab-analysis').click();
  await heatmap(page).waitFor();
  await expect(page.getByText('Drag over the heatmap to ask about a stretch.')).toBeVisible();
  await drag(page, [0.64, 0.03], [0.76, 0.22]);
  const against = page.getByRole('table', { name: 'A against rest' });
  const counted = async () =>
    (await against.locator('[data-row=a] td').nth(1).textContent())?.replaceAll(',', '');
  await expect.poll(async () => Number(await counted())).toBe(await count(page));
  expect(await count(page)).toBeGreaterThan(150);
  await expect(page.getByTestId('cause').first()).toContainText(
    /gateway historical waited (89|90)\d ms longer/,
  );
  await expect(page.getByTestId('cause').first()).toContainText('3:22 to 3:26');

  await test.step('a corner is dragged, undone, and the area moved', async () => {
    const before = await page.getByTestId('chip-a').textContent();
    await page.locator('[data-corner=bottom-right]').hover();
    await page.mouse.down();
    await page.mouse.move(1_700, 420, { steps: 5 });
    await page.mouse.up();
    await expect(page.getByTestId('chip-a')).not.toHaveText(before ?? '');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByTestId('chip-a')).toHaveText(before ?? '');
  });

  await test.step('from the cause to its requests, to one, to the next', async () => {
    await page.getByTestId('cause').first().getByRole('button', { name: 'requests' }).click();
    await expect(page.getByRole('grid').locator('[data-request]').first()).toContainText('historical');
    await page.locator('[data-request]').first().click();
    await expect(page.getByTestId('request')).toContainText('Request 1 of');
    await expect(page.getByTestId('request').getByRole('row', { name: /wait for first byte/ })).toContainText(
      '+9',
    );
    await page.keyboard.press('j');
    await expect(page.getByTestId('request')).toContainText('Request 2 of');
    expect(await violationsOf(page)).toEqual([]);
  });

  await test.step('a percentile leads to what lies beyond it', async () => {
    await against.getByRole('button', { name: /ms$/ }).first().click();
    await expect(page.getByTestId('requests')).toContainText('p50 and beyond');
    await page
      .getByTestId('requests')
      .getByRole('button', { name: /^p50 and beyond/ })
      .click();
    await expect(page.getByTestId('requests')).not.toContainText('and beyond');
  });

  await test.step('the other tabs are of its time', async () => {
    await page.getByTestId('tab-endpoints').click();
    await expect(page.getByText(/^The figures cover seconds \d+ to \d+ only\.$/)).toBeVisible();
    await expect(page.getByTestId('chip-a')).toBeVisible();
    await page.getByTestId('tab-errors').click();
    await page.locator('[data-code] summary').first().click();
    await page.getByRole('button', { name: 'Kept requests that failed like this' }).first().click();
    await expect(page.getByTestId('requests')).toContainText('http.5xx');
    await page.getByTestId('tab-endpoints').click();
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await expect(page.getByText(/^The figures cover/)).toHaveCount(0);
  });
});

test('every figure leads to its requests; A is explained and graded against B', async ({ page, open }) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  await open('analysed', `${PLACE}?view=analysis&a=198-208&b=100-140`);
  const against = page.getByRole('table', { name: 'A against B' });
  const chip = page.getByTestId('chip-a');

  await test.step('against B, with a grade of either side', async () => {
    await expect(page.getByTestId('why')).toContainText(
      /189 slow requests, where \d+ would be expected from B\./,
    );
    await expect(page.getByTestId('cause').first()).toContainText('3:22 to 3:26');
    await expect(against.locator('[data-row=a] [data-grade=poor]')).toBeVisible();
    await expect(against.locator('[data-row=there] [data-grade=excellent]')).toBeVisible();
  });
  await test.step('of B those beyond a percentile; of A those that failed, and a fair few', async () => {
    await against.locator('[data-row=there]').getByRole('button', { name: /ms$/ }).nth(2).click();
    await expect(page.getByTestId('requests')).toContainText('B, p99 and beyond');
    await page.getByRole('button', { name: 'failed', exact: true }).click();
    await expect(page.locator('[data-request]').first()).toContainText('503');
    await expect(page).toHaveURL(/&list=failed/);
    await page.getByRole('button', { name: 'a fair few' }).click();
    await expect(page.getByTestId('kept')).toHaveText(/^50 of \d+ kept$/);
    await page.getByTitle(/^List requests of A by wait for first byte/).click();
    await expect(page.getByTestId('requests')).toContainText('by wait for first byte');
    expect(await violationsOf(page)).toEqual([]);
  });
  await test.step('one is sent again, and its second selected', async () => {
    await page.locator('[data-request]').first().click();
    await expect(page.getByTestId('opened-request')).toBeVisible();
    await page.getByRole('button', { name: 'Send it again' }).click();
    await expect(page.getByTestId('tried')).toContainText('No response');
    await page.getByRole('button', { name: 'Select its second' }).click();
    await expect(chip).toContainText('(1 s)');
    await page.keyboard.press('Control+z');
    await expect(chip).toContainText('(10 s)');
  });
  await test.step('a letter by its name', async () => {
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Go to the list of requests R' }).click();
    await expect(page.getByRole('grid').getByRole('rowgroup').last()).toBeFocused();
  });
  await test.step('a percentile of another tab', async () => {
    await page.getByTestId('tab-endpoints').click();
    await page
      .getByTitle(/^Requests of gateway historical at p99 and beyond$/)
      .first()
      .click();
    await expect(chip).toContainText('from');
    await expect(page.getByLabel('Endpoints')).toContainText('gateway historical');
  });
  await test.step('a second of a chart, and failures of one', async () => {
    await page.getByTestId('tab-charts').click();
    const chart = page.getByTestId('chart-errors-by-code').locator('.u-over');
    await chart.click({ position: { x: 60, y: 40 } });
    await expect(chip).toContainText('(1 s)');
    await expect(page.getByRole('button', { name: 'failed', exact: true })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
  });
});

test('everything by key, and a link brings it back', async ({ page, open }) => {
  await open('analysed', PLACE);
  await heatmap(page).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(page.getByTestId('spoken-area')).toHaveText(/^Selected: .+ \(1 s\), [\d,]+ requests\.$/);
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowUp');
  await expect(page.getByTestId('chip-a')).toContainText('(2 s)');
  await page.keyboard.press('Alt+ArrowLeft');
  await page.keyboard.press('+');
  await page.locator('[data-request]').first().click();
  await expect(page.getByTestId('request')).toContainText('Request 1 of');
  await expect(page).toHaveURL(
    /\/analysis\?view=analysis&a=\d+-\d+&alat=[\d.]+-[\d.]+&zoom=\d+-\d+&req=\d+\.\d+$/,
  );
  const before = { chip: await page.getByTestId('chip-a').textContent(), url: page.url() };
  await page.reload();
  await expect(page.getByTestId('chip-a')).toHaveText(before.chip ?? '');
  await expect(page.getByTestId('request')).toContainText('Request 1 of');
  expect(page.url()).toBe(before.url);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await test.step('the letters: along the requests, to both panels, a link', async () => {
    await page.keyboard.press('j');
    await expect(page.getByTestId('request')).toContainText('Request 2 of');
    await page.keyboard.press('k');
    await expect(page.getByTestId('request')).toContainText('Request 1 of');
    await page.keyboard.press('l');
    await expect.poll(copied).toBe(page.url());
    await page.keyboard.press('w');
    await expect(page.locator(':focus')).toContainText('Why is it slow?');
    await page.keyboard.press('r');
    await expect(page.locator(':focus')).toHaveRole('rowgroup');
    await page.keyboard.press('ArrowDown');
    await expect(page.getByTestId('request')).toContainText('Request 2 of');
  });
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('request')).toHaveCount(0);
  await heatmap(page).focus();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('spoken-area')).toHaveText('Nothing is selected.');
  await page.keyboard.press('t');
  await expect(page.getByRole('table', { name: 'Latency over time' })).toBeVisible();
  await page.evaluate(() => {
    location.hash = '/runs/demo-analysed/analysis?view=analysis&a=198-208&alat=512-1218';
  });
  await page.locator('[data-request]').nth(2).click();
  await page.getByText('Copy as cURL').waitFor();
  await page.keyboard.press('c');
  await expect.poll(copied).toMatch(/^curl /);
  await page.evaluate(() => {
    location.hash = '/runs/demo-analysed/analysis?view=analysis&a=598-610';
  });
  await expect(page.getByText('The selection lies outside this run.')).toBeVisible();
});

test('a run of before kept no requests, and says so', async ({ page, open }) => {
  await open('analysed', `/runs/${OLD_RUN}/analysis`);
  await heatmap(page).waitFor();
  await expect(page.getByTestId('no-requests')).toHaveText(
    'This run kept no requests; counts and phases are exact.',
  );
  expect(await violationsOf(page)).toEqual([]);
});

/** What a page says of the selected area. */
async function shownOn(page: Page) {
  const row = page.getByRole('table', { name: 'A against rest' }).locator('[data-row=a] td');
  const rank = page.getByTestId('cause').first();
  await expect
    .poll(async () => Number((await row.nth(1).textContent())?.replaceAll(',', '')))
    .toBe(await count(page));
  return {
    count: await count(page),
    percentiles: (await row.allTextContents())
      .slice(2, 5)
      .map((text) => Number.parseFloat(text.replace(/[~,]/g, ''))),
    cause: await rank.textContent(),
    kept: await page.getByTestId('kept').textContent(),
  };
}

test('the report answers what the window answers, from one file without a network', async ({
  page,
  open,
}, info) => {
  await page.setViewportSize({ width: 1920, height: 1080 });
  const view = 'view=analysis&a=202-206&alat=512-1218';
  await open('analysed', `${PLACE}?${view}`);
  const inWindow = await shownOn(page);
  await page.getByRole('button', { name: 'Export' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: /^Report/ }).click(),
  ]);
  const file = info.outputPath('report.html');
  await download.saveAs(file);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.context().setOffline(true);
  await page.goto(`${pathToFileURL(file).href}#analysis?${view}`);
  const inReport = await shownOn(page);
  expect({ ...inReport, percentiles: [] }).toEqual({ ...inWindow, percentiles: [] });
  for (const [at, ms] of inReport.percentiles.entries()) {
    expect(Math.abs(ms / (inWindow.percentiles[at] ?? 0) - 1)).toBeLessThan(0.012);
  }

  await test.step('an area is dragged there, and one of its requests opened', async () => {
    await page.getByRole('button', { name: 'Clear the selection' }).click();
    await page.locator('#analysis').scrollIntoViewIfNeeded();
    await drag(page, [0.64, 0.03], [0.76, 0.4]);
    await shownOn(page);
    await page.locator('[data-request]').first().click();
    await expect(page.getByTestId('request')).toContainText('Request 1 of');
    await page.getByTestId('request').getByRole('button', { name: 'Show request and response' }).click();
    await expect(page.getByTestId('request').locator('pre').first()).toContainText('HTTP/1.1');
    expect(await violationsOf(page)).toEqual([]);
    expect(asked).toEqual([asked[0]]);
    await page
      .locator('#endpoints')
      .getByTitle(/^Requests of gateway historical at p99 and beyond$/)
      .first()
      .click();
    await expect(page.getByTestId('chip-a')).toContainText('from');
  });

  mkdirSync('test-results/screens', { recursive: true });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const [width, height] of [
      [1280, 800],
      [1920, 1080],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.locator('#analysis').scrollIntoViewIfNeeded();
      await page.screenshot({ path: `test-results/screens/report-analysis-${colorScheme}-${width}.png` });
    }
  }

  await test.step('on paper the picture stands with its area, in the width of a sheet', async () => {
    await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
    const canvas = page.getByTestId('heatmap').locator('canvas');
    const width = await canvas.evaluate((one) => one.getBoundingClientRect().width);
    expect(width).toBeGreaterThan(600);
    expect(width).toBeLessThanOrEqual(703);
    const area = page.getByTestId('area-a');
    const [inner, outer] = [await area.boundingBox(), await canvas.boundingBox()];
    expect((inner?.x ?? 0) + (inner?.width ?? 0)).toBeLessThanOrEqual((outer?.x ?? 0) + (outer?.width ?? 0));
    // The slowest are printed; nothing is said there that is done with a pointer.
    await expect(page.locator('#analysis').getByRole('grid')).toHaveCount(1);
    await expect(page.getByTestId('heat-reading')).not.toContainText('drag');
    await page.locator('#analysis').screenshot({ path: 'test-results/screens/report-analysis-paper.png' });
  });
});
