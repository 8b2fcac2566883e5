import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, type Locator, type Page, test } from '@playwright/test';
import type { Summary } from '../../src/contract/summary.ts';
import { formatWatched } from '../../src/contract/watched-format.ts';
import { exported } from '../support/exported.ts';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { violationsOf } from '../support/screen-test.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { runPlimsoll, startWorkbench, type Workbench } from '../support/workbench.ts';
import { GAP, watched } from '../unit/renderer/watched.ts';

/** What is watched of a target, from the offer to the report. The target is this process, so its figures are real ones. */
test.describe.configure({ mode: 'serial' });

let workbench: Workbench;
let target: RecordingServer;
const dir = createTempDir();
test.beforeAll(async () => {
  target = await startRecordingServer({ body: { items: [] } });
  workbench = await startWorkbench();
});
test.afterAll(async () => {
  await target.close();
  dir.remove();
  expect(await workbench.close()).toBe(0);
});

/** Figures of a chart by its time, as its table has them; the newest is first. */
async function tableOf(
  chart: Locator,
): Promise<{ time: string; cells: { value: string; text: string }[] }[]> {
  await chart.getByRole('button', { name: /show as table/ }).click();
  return chart.locator('tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      time: row.querySelector('th')?.textContent ?? '',
      cells: [...row.querySelectorAll('td')].map((cell) => ({
        value: cell.getAttribute('data-value') ?? '',
        text: cell.textContent ?? '',
      })),
    })),
  );
}

/** The document of the last run, as the command line prints it. */
async function documentOfLast(): Promise<Summary> {
  const shown = await runPlimsoll(['show', 'last', '--json', '-', '--data-dir', workbench.dataDir]);
  expect(shown.code, shown.err).toBe(0);
  return JSON.parse(shown.out);
}

async function addService(page: Page): Promise<void> {
  await page.getByTestId('services').getByRole('button', { name: 'Add a service' }).click();
  await page.getByLabel('Name', { exact: true }).fill('shop');
  await page.getByLabel('Address 1', { exact: true }).fill(target.url);
  await page.getByTestId('save-service').click();
}

test('a local process is offered, watched with one click, drawn live, and the same when it is stored', async ({
  page,
}) => {
  const { problems } = await openWorkbench(page, workbench, '#/services');
  const { port } = new URL(target.url);

  await test.step('offered where its address is set up', async () => {
    await addService(page);
    const offer = page.getByTestId('watch-offer-shop');
    await expect(offer).toContainText(`(pid ${process.pid}) listens there: watch it`);
    await offer.click();
    await expect(page.getByTestId('watch-of-shop')).toContainText(`Watched in every run: port:${port}`);
    await expect(offer).toHaveCount(0);
  });

  await test.step('what nobody can read is refused in the words of its reader, and what is right is added', async () => {
    await goTo(page, '#/');
    await page.getByTestId('url-field').fill(`${target.url}/items`);
    await page.getByRole('button', { name: 'Continue' }).click();
    const watches = page.getByTestId('start-watches');
    await expect(watches).toContainText(`port:${port}`);
    await watches.getByRole('button', { name: 'Watch something else' }).click();
    await watches.getByLabel('Where it is read').fill('redis');
    await watches.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(watches).toContainText('"redis" is not a source Plimsoll can watch. Write port:8000');
    await watches.getByLabel('Where it is read').fill('port:1');
    await watches.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(page.getByTestId('plan-preview')).toContainText(
      `Watches database (port 1) and target (port ${port}), once a second.`,
    );
    const toggle = watches.getByRole('switch', { name: 'Watch target in this run' });
    await toggle.click();
    await expect(page.getByTestId('plan-preview')).toContainText('Watches database (port 1), once a second.');
    await expect(watches).toContainText('Left out of this run');
    await toggle.click();
    await expect(page.getByTestId('plan-preview')).toContainText(`and target (port ${port}), once a second.`);
  });

  await test.step('live, under the other charts, with the reason of a gap', async () => {
    await page.getByLabel('Users').fill('2');
    await page.getByLabel('Duration').fill('5s');
    await page.getByTestId('start-run').click();
    const panel = page.getByTestId('target');
    // Under the response times, on their cursor; the rest has its panel.
    await expect(page.getByLabel('Charts', { exact: true }).getByTestId('chart-memory')).toContainText(/MiB/);
    await expect(panel.getByTestId('gap-lines')).toContainText('database, no figures 0:00 to');
    await expect(panel.getByTestId('gap-lines')).toContainText('Nobody listens on port 1.');
    await page.getByTestId('ended').waitFor();
  });

  const summary = await documentOfLast();
  const gauge = (name: string) => summary.gauges?.find((one) => one.name === name);

  await test.step('stored, with the numbers of the document', async () => {
    await goTo(page, `#/runs/${summary.run.id}/target`);
    const panel = page.getByTestId('target');
    await expect(panel.getByTestId('watches')).toContainText(`process ${process.pid}`);
    for (const [chart, name] of [
      ['chart-cpu', 'target_cpu_usage_cores'],
      ['chart-memory', 'target_memory_resident_bytes'],
    ] as const) {
      const rows = await tableOf(panel.getByTestId(chart));
      const known = gauge(name);
      expect(known?.statistics?.seconds).toBeGreaterThan(2);
      expect(rows.map(({ cells }) => cells[0])).toEqual(
        (known?.perSecond ?? [])
          .map((value) => ({ value: String(value), text: formatWatched(value, known?.unit ?? 'number') }))
          .toReversed(),
      );
    }
  });
  expect(problems).toEqual([]);
});

test('checks run when somebody asks, each with its command line', async ({ page }) => {
  const { run } = await documentOfLast();
  await openWorkbench(page, workbench, `#/runs/${run.id}/target`);
  const checks = page.getByTestId('target-checks');
  await checks.getByRole('button', { name: 'Check now' }).click();
  await expect(checks.locator('[data-check=tcp] [data-state=ok]')).toBeVisible();
  await expect(checks.locator('[data-check=listener]')).toContainText(String(process.pid));
  await expect(checks.locator('[data-check=tcp]').getByRole('button', { name: 'Copy' })).toBeVisible();
  expect(await violationsOf(page)).toEqual([]);
});

test('a new watch is no part of a plan before it says where it is read', async ({ page }) => {
  await openWorkbench(page, workbench, '#/plans');
  await page
    .getByRole('row', { name: /^Gateway/ })
    .getByRole('button')
    .last()
    .click();
  const panel = page.getByTestId('plan-watch');
  await panel.getByRole('button', { name: 'Add' }).click();
  const field = panel.getByLabel('Watch of the new name');
  await expect(field).toHaveValue('');
  await expect(panel.locator('[data-watch=database]')).toHaveCount(0);
  await field.fill('docker:shop-db');
  await field.press('Enter');
  await expect(
    panel.locator('[data-watch=database]').getByRole('textbox', { name: 'Watch of database' }),
  ).toHaveValue('docker:shop-db');
  await expect(field).toHaveCount(0);

  await test.step('and a local process is offered where a service of the plan is', async () => {
    const other = createServer();
    const port = await listenOnLoopback(other);
    await page.getByRole('button', { name: 'Change the address of gateway' }).click();
    await page.getByRole('textbox', { name: 'Address of gateway' }).fill(`http://127.0.0.1:${port}`);
    const offer = panel.getByTestId('watch-offer-gateway');
    await expect(offer).toContainText(`(pid ${process.pid}) listens there: watch it`);
    await offer.click();
    await expect(panel.getByRole('textbox', { name: 'Watch of gateway' })).toHaveValue(`port:${port}`);
    await expect(offer).toHaveCount(0);
    other.close();
  });
});

test('a report shows it offline, gaps as gaps', async ({ page }) => {
  const file = join(dir.path, 'watched.html');
  writeFileSync(file, exported(watched, 'html').text);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await page.context().setOffline(true);
  await page.goto(pathToFileURL(file).href);
  const panel = page.getByTestId('target');
  await expect(page.getByTestId('target-sentences')).toHaveText(
    'What the target did: gateway used at most 1.25 of 2 cores. database held 97 of 100 connections.',
  );
  await expect(panel.locator('[data-watch=gateway]')).toContainText('0:07 to 0:09: Restarted at 0:07.');
  const rows = await tableOf(panel.getByTestId('chart-memory'));
  const texts = new Map(rows.map(({ time, cells }) => [time, cells.map(({ text }) => text)]));
  // A second stands where it ends.
  expect([texts.get('0:07'), texts.get('0:08'), texts.get('0:09'), texts.get('0:10')]).toEqual([
    ['126 MiB', '30 MiB'],
    ['–', '30 MiB'],
    ['–', '30 MiB'],
    ['129 MiB', '30 MiB'],
  ]);
  expect(GAP.fromSecond).toBe(7);
  expect(asked).toEqual([pathToFileURL(file).href]);
});
