import type { Page } from '@playwright/test';
import { openWorkbench } from '../support/open-workbench.ts';
import { expect, test, violationsOf } from '../support/screen-test.ts';

/** Who watches a run: leaves one endpoint alone, marks a moment, asks about a stretch while the run goes on. */

const heatmap = (page: Page) => page.getByRole('application', { name: 'Heatmap of latency over time' });

test('what is watched is chosen by a click, and stays so', async ({ page, open }) => {
  await open('live', '/live/{run}');
  const throughput = page.getByTestId('chart-throughput');
  const sent = async () =>
    Number.parseFloat(((await throughput.locator('li').nth(1).textContent()) ?? '').replace(/[^\d.]/g, ''));
  await page.getByTestId('endpoints').locator('tbody tr').first().waitFor();
  await expect.poll(sent).toBeGreaterThan(0);
  const all = await sent();
  const first = page.getByTestId('endpoints').locator('tbody tr').first().getByRole('button');
  await first.click();
  await expect.poll(sent).toBeLessThan(all / 2);
  const scope = page.getByTestId('scope-bar').getByRole('combobox');
  await expect(scope).toHaveValue(/^gateway\./);
  const name = await scope.inputValue();

  await test.step('percentiles are chosen', async () => {
    const legend = page.getByTestId('chart-response-time').locator('li');
    await expect(legend.filter({ hasText: 'p99.9' })).toHaveCount(0);
    await page.getByRole('button', { name: 'Response time: choose percentiles' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'p99.9' }).click();
    await page.getByRole('menuitemcheckbox', { name: 'mean' }).click();
    await page.keyboard.press('Escape');
    await expect(legend.filter({ hasText: 'p99.9' })).toHaveCount(1);
    await expect(legend.filter({ hasText: 'mean' })).toHaveCount(0);
  });

  await test.step('a moment is marked by key', async () => {
    await page.keyboard.press('m');
    await page.getByRole('textbox', { name: /^Note of the marker at/ }).fill('cache off');
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('marker')).toContainText('cache off');
    await expect(page.getByTestId('heat-marker')).toContainText('cache off');
  });

  await test.step('a reload loses nothing of it', async () => {
    await page.reload();
    await expect(scope).toHaveValue(name);
    await expect(page.getByTestId('marker')).toContainText('cache off');
    await expect(
      page.getByTestId('chart-response-time').locator('li').filter({ hasText: 'p99.9' }),
    ).toHaveCount(1);
    await page.getByRole('button', { name: 'Throughput: show as table' }).click();
    // What was chosen is there at once; the seconds come after it.
    await expect.poll(() => throughput.locator('tbody tr').count()).toBeGreaterThan(37);
  });
  expect(await violationsOf(page)).toEqual([]);
});

/** The rows of a chart of an endpoint, shown as a table, by second; the newest may still be waiting for its percentiles. */
async function rowsOf(page: Page, chart: string): Promise<Map<string, string>> {
  const rows = page.getByTestId(chart).locator('tbody tr');
  const toggle = page.getByTestId(chart).getByRole('button', { name: /show as (table|chart)$/ });
  if ((await toggle.getAttribute('aria-pressed')) !== 'true') await toggle.click();
  await rows.first().waitFor();
  const texts = await rows.evaluateAll((all) =>
    all.map((row) => [...row.children].map((cell) => cell.textContent)),
  );
  return new Map(texts.slice(2).map(([second = '', ...cells]) => [second, cells.join(' ')]));
}

test('a window that was closed misses nothing of an endpoint when it is opened again', async ({
  page,
  open,
}) => {
  const made = await open('live', '/live/{run}');
  const endpoint = page.getByTestId('endpoints').locator('tbody tr').nth(1).getByRole('button');
  await endpoint.click();
  await expect.poll(() => page.url()).toContain('ep=');
  const place = new URL(page.url()).hash;
  const charts = ['chart-throughput', 'chart-response-time', 'chart-errors-by-code'] as const;
  // What is told of a second beside its document comes after it.
  const connections = async () => [...(await rowsOf(page, 'chart-connections-used')).values()];
  await expect.poll(async () => (await connections()).every((cells) => !cells.includes('–'))).toBe(true);
  const before: Map<string, string>[] = [];
  for (const chart of charts) before.push(await rowsOf(page, chart));
  await page.goto('about:blank');
  // So long nobody looks.
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  const later = await page.context().newPage();
  await openWorkbench(later, made, place);
  for (const [index, chart] of charts.entries()) {
    const seen = before[index] ?? new Map();
    expect(seen.size).toBeGreaterThan(35);
    await expect.poll(async () => (await rowsOf(later, chart)).size).toBeGreaterThan(seen.size + 2);
    const rows = await rowsOf(later, chart);
    // A code that comes later has a column of its own, behind those there were.
    const widths = new Map([...seen].map(([second, cells]) => [second, cells.length]));
    const again = [...rows].filter(([second]) => seen.has(second));
    expect(again.map(([second, cells]) => [second, cells.slice(0, widths.get(second))])).toEqual([...seen]);
  }
  await later.close();
});

test('a selection of a run that goes on stays where it is, and is asked about again', async ({
  page,
  open,
}) => {
  await open('live', '/live/{run}');
  await heatmap(page).waitFor();
  await expect(page.getByTestId('why')).toHaveCount(0);
  await heatmap(page).scrollIntoViewIfNeeded();
  const box = await heatmap(page).boundingBox();
  if (box === null) throw new Error('there is no heatmap');
  await page.mouse.move(box.x + 0.3 * box.width, box.y + 20);
  await page.mouse.down();
  await page.mouse.move(box.x + 0.5 * box.width, box.y + 24, { steps: 6 });
  await page.mouse.up();
  const chip = page.getByTestId('chip-a');
  await chip.waitFor();
  const words = await chip.textContent();
  await expect(page.getByTestId('why')).toBeVisible();
  await expect(page.getByTestId('requests').locator('[data-request]').first()).toBeVisible();
  const elapsed = async () => Number(await page.getByTestId('elapsed').getAttribute('data-value'));
  const before = await elapsed();
  await expect.poll(elapsed).toBeGreaterThan(before + 2_000);
  expect(await chip.textContent()).toBe(words);
  await page.getByRole('button', { name: 'Follow' }).click();
  await expect(page.getByRole('button', { name: 'Follow' })).toHaveCount(0);
  expect(await chip.textContent()).toBe(words);
  expect(await violationsOf(page)).toEqual([]);
});

test('failures come as a stream, each with what was sent and what came back', async ({ page, open }) => {
  await open('live', '/live/{run}');
  const stream = page.getByTestId('error-stream');
  await stream.locator('[data-failure]').first().waitFor();
  await expect(stream.getByText('Request', { exact: true })).toBeVisible();
  const other = stream.locator('[data-failure]').nth(3);
  await other.click();
  await expect(other).toHaveAttribute('aria-pressed', 'true');
  await expect(stream.getByTestId('failure')).toContainText('What happened');
});
