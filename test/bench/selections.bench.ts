/**
 * Random selections of a stored run (time, time and latency; of all, a service, an endpoint; by both clocks; against the rest
 * or another area) asked of the thread that reads runs, counted by the sums that the window drags over, and asked of what a
 * report carries, each against SQL over the stored seconds and histograms decoded number by number; some of them
 * are followed as links in a browser, in the window and in the report file.
 * Run, after a build: `node test/bench/selections.bench.ts [selections] [links]`; default 200 and 12. Bounds: counts are equal,
 * quantiles lie in one bucket: of the stored histograms 0.1% wide, of those of this report a sixteenth of a doubling.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Page } from 'playwright';
import type { Area, Scope } from '../../src/contract/area.ts';
import { formatPercent } from '../../src/contract/format.ts';
import type { Heatmap } from '../../src/contract/heatmap.ts';
import { isTimeAlone, LATENCY_BANDS } from '../../src/contract/latency-bands.ts';
import { headlineOf } from '../../src/contract/run-headline.ts';
import type { SelectedTimes, Selection } from '../../src/contract/selection.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { CarriedAnswers } from '../../src/main/services/analysis/carrying/carried-answers.ts';
import { Reads } from '../../src/main/services/reads/reads.ts';
import { openStorage } from '../../src/main/storage/storage.ts';
import { countSums } from '../../src/renderer/result/analysis/heatmap/count-sums.ts';
import { linkOf } from '../../src/renderer/result/analysis/selecting/analysis-link.ts';
import { findBrowser } from '../house/find-browser.ts';
import { readCarried } from '../support/carried.ts';
import { partsIn, REPORT_DIR } from '../support/exported.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { goTo, openWorkbench } from '../support/open-workbench.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { SqlRun, type SqlSelection, type SqlTimes } from '../support/sql-selection.ts';
import { TruthReport } from '../support/truth-report.ts';
import { startWorkbench } from '../support/workbench.ts';

const [selections = 200, links = 12] = process.argv.slice(2).map(Number);
/** Long enough for its report to be coarse. */
const MADE = { seconds: 640, endpoints: 12, rate: 500, seed: 3 };
const plan = requestsPlan(MADE);
const run = makeRun(plan);
const { runId } = run;
const durationMs = MADE.seconds * 1_000;

interface Question {
  readonly scope: Scope;
  readonly series: readonly number[];
  readonly area: Area;
  readonly against: Area | null;
}

function questions(): Question[] {
  const random = seededRandom(17);
  const pick = (limit: number) => Math.floor(random() * limit);
  const area = (isTime: boolean): Area => {
    const [a, b, c, d] = [pick(MADE.seconds), pick(MADE.seconds), 16 + pick(48), 16 + pick(48)];
    const bands = isTime ? [0, LATENCY_BANDS - 1] : [Math.min(c, d), Math.max(c, d)];
    const [fromBand = 0, toBand = 0] = bands;
    return { fromSecond: Math.min(a, b), toSecond: Math.max(a, b), fromBand, toBand };
  };
  return Array.from({ length: selections }, (_, each): Question => {
    const clock = each % 2 === 0 ? 'intended' : 'actual';
    const one = pick(MADE.endpoints);
    const { service = '', endpoint = '' } = plan.series[one] ?? {};
    const of = (['all', 'service', 'endpoint'] as const)[each % 3];
    const scope: Scope = {
      clock,
      service: of === 'all' ? null : service,
      endpoint: of === 'endpoint' ? endpoint : null,
    };
    const series = [...plan.series.keys()].filter(
      (index) => of === 'all' || (of === 'service' ? plan.series[index]?.service === service : index === one),
    );
    return { scope, series, area: area(each % 4 < 2), against: each % 5 === 0 ? area(each % 2 === 0) : null };
  });
}

/** Who answers: the reading thread, or what a report carries. */
interface Source {
  readonly name: string;
  readonly widest: number;
  select(question: Question): Promise<Selection>;
  heatmap(scope: Scope): Promise<Heatmap>;
}

async function compare(source: Source, truth: SqlRun, asked: readonly Question[]): Promise<void> {
  const wrong: string[] = [];
  const miscounted: string[] = [];
  const heatmaps = new Map<string, Heatmap>();
  let cells = 0;
  for (const [number, question] of asked.entries()) {
    const { scope, area, against, series } = question;
    const expected = truth.select({ ...question, clock: question.scope.clock });
    const told = await source.select(question);
    for (const what of differences(told, expected, source.widest)) wrong.push(`${number}: ${what}`);
    const key = JSON.stringify(scope);
    const known = heatmaps.get(key) ?? (await source.heatmap(scope));
    if (!heatmaps.has(key)) {
      heatmaps.set(key, known);
      cells += known.cells.length;
      const off = cellsOff(known, truth.cells(series, scope.clock));
      if (off > 0) wrong.push(`${number}: ${off} cells of the heatmap`);
    }
    const sums = countSums(known);
    const counted = [sums.countIn(area), against === null ? null : sums.countIn(against)];
    const counts = [expected.here.count, against === null ? null : expected.there.count];
    if (String(counted) !== String(counts)) miscounted.push(`${number}: ${counted} where ${counts} are`);
  }
  const bound = '0';
  const many = `${asked.length} selections`;
  for (const line of [...wrong, ...miscounted].slice(0, 5)) process.stdout.write(`  ${line}\n`);
  report.check(`${source.name}: ${many} and ${cells} cells that SQL has otherwise`, `${wrong.length}`, {
    bound,
    met: wrong.length === 0,
  });
  report.check(`${source.name}: ${many} that a drag counts otherwise`, `${miscounted.length}`, {
    bound,
    met: miscounted.length === 0,
  });
}

function cellsOff({ cells, count, fromBand, toBand, seconds }: Heatmap, truth: Map<string, number>): number {
  const width = toBand - fromBand + 1;
  let off = cells.length === width * seconds ? 0 : 1;
  let sum = 0;
  for (const [at, here] of cells.entries()) {
    sum += here;
    if (here !== (truth.get(`${Math.floor(at / width)} ${fromBand + (at % width)}`) ?? 0)) off += 1;
  }
  const all = [...truth.values()].reduce((total, here) => total + here, 0);
  return off + (sum === count && count === all ? 0 : 1);
}

function differences(
  { all, count, of, endpoints }: Selection,
  expected: SqlSelection,
  widest: number,
): string[] {
  const here = { ...all.here, failed: all.failedHere };
  const there = { ...all.there, failed: all.failedThere };
  const found = [...timesOff(here, expected.here, widest), ...timesOff(there, expected.there, widest)];
  if (count !== expected.here.count || of !== expected.of)
    found.push(`${count} of ${of}, not ${expected.of}`);
  for (const [series, own] of expected.bySeries) {
    const { service, endpoint } = plan.series[series] ?? {};
    const row = endpoints.find((one) => one.service === service && one.endpoint === endpoint);
    if (row?.here.count !== own) found.push(`${row?.here.count} of ${endpoint}, not ${own}`);
  }
  return found;
}

function timesOff(told: SelectedTimes & { failed: number }, expected: SqlTimes, widest: number): string[] {
  const found = told.count === expected.count && told.failed === expected.failed ? [] : ['counts'];
  const within = 1 + 1 / 1_000 + widest;
  for (const name of ['p50Ms', 'p95Ms', 'p99Ms'] as const) {
    const [value, truth] = [told[name], expected[name]];
    const isNear =
      value === null || truth === null
        ? value === truth
        : value <= truth * within + 0.001 && value >= truth / within - 0.001;
    if (!isNear) found.push(`${name} ${value}, not ${truth}`);
  }
  return found;
}

function value<T>(result: { ok: true; value: T } | { ok: false; failure: { message: string } }): T {
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** What a page shows of its selection: how many, by the sums and by the answer, and how many failed. */
async function shown(page: Page): Promise<string> {
  const chip = page.getByTestId('count-a');
  const row = page.getByRole('table', { name: /^A against/ }).locator('[data-row=a]');
  await row.waitFor();
  const cells = await row.locator('td').allTextContents();
  const plain = (text: string | undefined) => (text ?? '').replaceAll(',', '');
  return `${await chip.getAttribute('data-value')} ${plain(cells.at(1))} ${plain(cells.at(-1))}`;
}

async function follow(
  name: string,
  asked: readonly Question[],
  { truth, page, open }: { truth: SqlRun; page: Page; open(link: string): Promise<void> },
): Promise<void> {
  const wrong: string[] = [];
  for (const question of asked) {
    const { scope, area, against } = question;
    const link = linkOf({
      brush: { a: area, b: against },
      endpoint: [scope.service, scope.endpoint].filter((one) => one !== null).join('.'),
      clock: scope.clock,
      zoom: null,
      request: null,
      list: 'slowest',
    });
    const { here } = truth.select({ ...question, clock: question.scope.clock });
    const finished = here.count + here.failed;
    // Of time alone, failures are shown as the share that they are.
    const isShare = isTimeAlone(area) && finished > 0;
    const failed = isShare ? formatPercent((100 * here.failed) / finished) : `${here.failed}`;
    const expected = `${here.count} ${here.count} ${failed}`;
    await open(link);
    let told = '';
    for (let tries = 0; tries < 100 && told !== expected; tries += 1) {
      // Asked ten times a second, ten seconds long: the answer comes from another thread.
      await page.waitForTimeout(100);
      told = await shown(page);
    }
    if (told !== expected) wrong.push(`${link}: ${told}, not ${expected}`);
  }
  for (const line of wrong.slice(0, 5)) process.stdout.write(`  ${line}\n`);
  report.check(`${name}: ${asked.length} links that show other counts`, `${wrong.length}`, {
    bound: '0',
    met: wrong.length === 0,
  });
}

async function inBrowser(
  folder: string,
  file: string,
  truth: SqlRun,
  asked: readonly Question[],
): Promise<void> {
  const browser = await chromium.launch({ executablePath: findBrowser() ?? chromium.executablePath() });
  const workbench = await startWorkbench({ dataDir: folder });
  try {
    const page = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    await openWorkbench(page, workbench);
    const place = `/runs/${encodeURIComponent(runId)}/analysis`;
    await follow('window', asked, { truth, page, open: (link) => goTo(page, `${place}?${link}`) });
    const reportPage = await browser.newPage({ viewport: { width: 1920, height: 1080 } });
    const address = pathToFileURL(file).href;
    await follow('report file', asked, {
      truth,
      page: reportPage,
      async open(link) {
        await reportPage.goto('about:blank');
        await reportPage.goto(`${address}#analysis?${link}`);
      },
    });
  } finally {
    await workbench.close();
    await browser.close();
  }
}

const report = new TruthReport('selections');
const folder = mkdtempSync(join(tmpdir(), 'selections-'));
try {
  const { runs, history, baselines, close } = value(openStorage(folder));
  const seconds = [...requestSeconds(MADE)];
  const headline = headlineOf(analyseStored(run, seconds, { ...COMPLETED, durationMs }));
  runs.create({ ...run, planText: '', overrides: {} });
  for (const second of seconds) runs.appendSecond(runId, second, headline);
  const end = { durationMs, reason: '', headline, environment: run.environment };
  runs.finish(runId, { ...COMPLETED, ...end });
  const entry = new URL('../../out/main/run-reader.js', import.meta.url);
  const reads = new Reads(
    { host: 'web', runReaderEntry: entry, dataDir: folder },
    { runs, history, baselines },
    console.error,
  );
  const asked = questions();
  const truth = new SqlRun(join(folder, 'plimsoll.db'), runId);
  await compare(
    {
      name: 'window',
      widest: 0,
      select: async ({ scope, area, against }) =>
        value(await reads.ask('select', { runId, scope, area, ...(against !== null && { against }) })),
      heatmap: async (scope) => value(await reads.ask('heatmap', { runId, scope })),
    },
    truth,
    asked,
  );
  const { text } = value(await reads.ask('report', { runId, reportDir: REPORT_DIR }));
  const carried = readCarried(partsIn(text) as Parameters<typeof readCarried>[0]);
  const answers = new CarriedAnswers(carried);
  await compare(
    {
      name: `report of ${carried.head.perDoubling} buckets a doubling`,
      widest: 2 ** (1 / carried.head.perDoubling) - 1,
      select: async (question) => value(answers.select(question)),
      heatmap: async (scope) => value(answers.heatmap(scope)),
    },
    truth,
    asked,
  );
  const file = join(folder, 'report.html');
  writeFileSync(file, text);
  reads.close();
  close();
  if (links > 0) await inBrowser(folder, file, truth, asked.slice(0, links));
  truth.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
report.finish();
