import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page, test } from '@playwright/test';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { generatedRuns } from '../support/same-figures/generated-runs.ts';
import { type PageElement, readMarkup } from '../support/same-figures/page-tree.ts';
import { differencesOf, tell } from '../support/same-figures/places.ts';
import { requiredInResult, shownInResult, shownInWindowList } from '../support/same-figures/result.ts';
import { readRuns, type StoredRun, storeRuns } from '../support/same-figures/stored-runs.ts';
import { startWorkbench, type Workbench } from '../support/workbench.ts';

/**
 * Every figure of generated runs is the document's figure of its place in the window, drawn by a browser from what the
 * host sends. Twelve runs; PLIMSOLL_FIGURE_RUNS=60 looks at as many as the laws do of the same pages without a browser.
 */
const RUNS = Number(process.env.PLIMSOLL_FIGURE_RUNS ?? 12);
test.describe.configure({ mode: 'serial', timeout: 30_000 + RUNS * 5_000 });

let folder: string;
let stored: readonly StoredRun[];
let workbench: Workbench;
let page: Page;

test.beforeAll(async ({ browser }) => {
  // In memory where the system has such a folder: thousands of commits would each wait for a disk.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'plimsoll-window-'));
  const runs = generatedRuns(RUNS);
  stored = await readRuns(folder, runs, await storeRuns(folder, runs));
  workbench = await startWorkbench({ dataDir: folder });
  page = await browser.newPage();
  await openWorkbench(page, workbench);
});
test.afterAll(async () => {
  await page?.close();
  await workbench?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function pageAt(place: string, ready: string): Promise<PageElement> {
  await goTo(page, place);
  await page.locator(ready).first().waitFor({ state: 'attached' });
  return readMarkup(await page.locator('main').innerHTML());
}

/** One kind of stream; of a run with both, the second is chosen. */
async function streamPage(runId: string, kind: 'webSocket' | 'sse', both: boolean): Promise<PageElement> {
  await goTo(page, `#/runs/${runId}/streams`);
  if (both)
    await page
      .getByText(kind === 'sse' ? 'Event streams' : 'WebSocket', { exact: true })
      .first()
      .click();
  return pageAt(`#/runs/${runId}/streams`, `[data-testid="lifecycle-${kind}"]`);
}

for (let index = 0; index < RUNS; index += 1) {
  test(`run ${index + 1} shows in the window what the document has at the same place`, async () => {
    const run = stored[index];
    if (run === undefined) throw new Error(`there is no run ${index + 1}`);
    const { whole, row } = run;
    const at = (tab: string) => `#/runs/${row.runId}/${tab}`;
    const chosen = (tab: string) => `[data-testid="tab-${tab}"][aria-selected="true"]`;
    const title = `h1:has-text(${JSON.stringify(row.name)})`;
    await goTo(page, at('summary'));
    await page.locator(title).first().waitFor();
    const summary = await pageAt(at('summary'), `${chosen('summary')}`);
    await page.locator('[data-testid="outcome"]').waitFor();
    const both = whole.webSocket !== null && whole.sse !== null;
    const pages = {
      summary,
      grades: await pageAt(at('grades'), chosen('grades')),
      endpoints: await pageAt(at('endpoints'), chosen('endpoints')),
      detail: null,
      errors: await pageAt(at('errors'), chosen('errors')),
      webSocket: whole.webSocket === null ? null : await streamPage(row.runId, 'webSocket', both),
      sse: whole.sse === null ? null : await streamPage(row.runId, 'sse', both),
    };
    const about = { seed: run.generated.seed, output: 'window' };
    const seen = { shown: shownInResult(pages, whole), required: requiredInResult(whole) };
    expect(differencesOf(whole, about, seen).map(tell)).toEqual([]);
  });
}

test('the list of the window shows what the documents have', async () => {
  const table = await pageAt('#/runs', 'table[aria-label="Runs"] [data-row]');
  const wrong = stored.flatMap(({ generated: { seed, runId }, whole }) => {
    const shown = shownInWindowList(table, runId);
    const required = ['overall.outcome', 'overallTimeMs.p95', 'rates.failed'];
    return differencesOf(whole, { seed, output: 'list of the window' }, { shown, required });
  });
  expect(wrong.map(tell)).toEqual([]);
});
