import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type Page, test } from '@playwright/test';
import { parse } from 'csv-parse/sync';
import type { Summary } from '../../src/contract/summary.ts';
import { numbersIn } from '../support/numbers.ts';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { runPlimsoll, startWorkbench, type Workbench } from '../support/workbench.ts';

/** One number, one place: whatever a screen, the report or a CSV shows is a number of `plimsoll show RUN --json -`. */
test.describe.configure({ mode: 'serial' });

let dataDir: string;
let workbench: Workbench;
let summary: Summary;
let known: Set<number>;

test.beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-numbers-'));
  for (const users of ['60', '90']) {
    const demo = await runPlimsoll([
      'demo',
      '--quiet',
      '--data-dir',
      dataDir,
      '--users',
      users,
      '--duration',
      '6s',
    ]);
    expect(demo.code, demo.err).toBe(0);
  }
  const shown = await runPlimsoll(['show', 'last', '--json', '-', '--data-dir', dataDir]);
  expect(shown.code).toBe(0);
  summary = JSON.parse(shown.out) as Summary;
  known = numbersIn(summary);
  workbench = await startWorkbench({ dataDir });
});
test.afterAll(async () => {
  await workbench?.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** The raw values behind the numbers of a page, with the text shown. */
function shownValues(page: Page): Promise<{ value: string; text: string }[]> {
  return page.locator('[data-value]').evaluateAll((elements) =>
    elements.map((element) => ({
      value: element.getAttribute('data-value') ?? '',
      text: element.textContent ?? '',
    })),
  );
}

function strangers(shown: { value: string; text: string }[], numbers: Set<number>) {
  return shown.filter(({ value }) => value !== '' && value !== 'null' && !numbers.has(Number(value)));
}

for (const tab of ['summary', 'grades', 'endpoints', 'errors', 'streams', 'environment']) {
  test(`every number of the ${tab} page of a run is one of the document`, async ({ page }) => {
    await openWorkbench(page, workbench);
    await goTo(page, `#/runs/${summary.run.id}/${tab}`);
    await expect(page.getByTestId(`tab-${tab}`)).toBeVisible();
    await expect(page.getByRole('tabpanel').first()).toBeVisible();
    const shown = await shownValues(page);
    if (tab === 'endpoints' || tab === 'grades') expect(shown.length).toBeGreaterThan(20);
    expect(strangers(shown, known)).toEqual([]);
  });
}

test('every number of the HTML report is one of the document, and it asks nothing of the network', async ({
  page,
}) => {
  const file = join(dataDir, 'report.html');
  expect((await runPlimsoll(['export', 'last', '--html', file, '--data-dir', dataDir])).code).toBe(0);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(file).href);
  await expect(page.getByText(summary.run.name).first()).toBeVisible();
  const shown = await shownValues(page);
  expect(shown.length).toBeGreaterThan(50);
  expect(strangers(shown, known)).toEqual([]);
  expect(asked.filter((url) => !url.startsWith('file:') && !url.startsWith('data:'))).toEqual([]);
});

test('every number of the CSV files is one of the document', async () => {
  const folder = join(dataDir, 'csv');
  expect((await runPlimsoll(['export', 'last', '--csv', folder, '--data-dir', dataDir])).code).toBe(0);
  for (const name of ['seconds.csv', 'endpoints.csv']) {
    const rows = parse(readFileSync(join(folder, name))) as string[][];
    const numbers = rows
      .slice(1)
      .flat()
      .filter((cell) => /^-?\d+(\.\d+)?(e-?\d+)?$/.test(cell))
      .map(Number);
    expect(numbers.length).toBeGreaterThan(50);
    expect(
      numbers.filter((number) => !known.has(number)),
      name,
    ).toEqual([]);
  }
});

test('two runs compare in the window and in the terminal, with the same numbers', async ({ page }) => {
  const compared = await runPlimsoll(['compare', 'last~1', 'last', '--json', '-', '--data-dir', dataDir]);
  expect(compared.code).toBe(0);
  const comparison = JSON.parse(compared.out);
  expect(comparison.kind).toBe('descriptive');
  await openWorkbench(page, workbench);
  await goTo(page, `#/compare/${comparison.a.id}/${comparison.b.id}`);
  await expect(page.getByTestId('comparison-kind')).toContainText(/descriptive only/i);
  const shown = await shownValues(page);
  expect(shown.length).toBeGreaterThan(20);
  expect(strangers(shown, numbersIn(comparison))).toEqual([]);
  const printed = await runPlimsoll(['compare', 'last~1', 'last', '--data-dir', dataDir]);
  expect(printed.out).toMatch(/descriptive only/i);
});
