import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Summary, summarySchema } from '../../src/contract/summary.ts';
import { printSummary } from '../../src/main/hosts/cli/print-summary.ts';
import { runsCommand } from '../../src/main/hosts/cli/stored-commands.ts';
import type { Terminal } from '../../src/main/hosts/cli/terminal.ts';
import { findPlaces } from '../../src/main/hosts/places.ts';
import { carriedBy } from '../support/exported.ts';
import {
  requiredInEndpointsCsv,
  requiredInSecondsCsv,
  shownInEndpointsCsv,
  shownInSecondsCsv,
} from '../support/same-figures/csv.ts';
import { generatedRuns, RUN_COUNT, TRAITS } from '../support/same-figures/generated-runs.ts';
import { requiredInJUnit, shownInJUnit } from '../support/same-figures/junit.ts';
import { requiredInMarkdown, shownInMarkdown } from '../support/same-figures/markdown.ts';
import { resultPages, windowRunList } from '../support/same-figures/pages.tsx';
import { differencesOf, type Shown, tell } from '../support/same-figures/places.ts';
import { requiredInResult, shownInResult, shownInWindowList } from '../support/same-figures/result.ts';
import { REQUIRED_IN_RUN_LIST, runList, shownInRunList } from '../support/same-figures/run-list.ts';
import { readRuns, type StoredRun, storeRuns } from '../support/same-figures/stored-runs.ts';
import { requiredInTerminal, shownInTerminal } from '../support/same-figures/terminal.ts';

/** Every figure of 60 generated runs is the document's figure of its place, in every output. */

const runs = generatedRuns();
const COLORS = pc.createColors(false);
let folder = '';
let stored: readonly StoredRun[] = [];

beforeAll(async () => {
  // In memory where the system has such a folder: thousands of commits would each wait for a disk.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'plimsoll-figures-'));
  stored = await readRuns(folder, runs, await storeRuns(folder, runs));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Output {
  readonly output: string;
  readonly shown: (run: StoredRun) => readonly Shown[];
  readonly required: (summary: Summary) => readonly string[];
}

const OUTPUTS: readonly Output[] = [
  {
    output: 'terminal',
    shown: ({ viewed }) =>
      shownInTerminal(printSummary(viewed, { colors: COLORS, outColumns: null }), viewed),
    required: requiredInTerminal,
  },
  {
    output: 'Markdown',
    shown: (run) => shownInMarkdown(run.exported('markdown'), run.viewed),
    required: requiredInMarkdown,
  },
  {
    output: 'JUnit',
    shown: (run) => shownInJUnit(run.exported('junit'), run.viewed),
    required: requiredInJUnit,
  },
  {
    output: 'endpoints.csv',
    shown: (run) => shownInEndpointsCsv(run.exported('csv-endpoints'), run.viewed),
    required: requiredInEndpointsCsv,
  },
  {
    output: 'seconds.csv',
    shown: (run) => shownInSecondsCsv(run.exported('csv-seconds'), run.viewed),
    required: requiredInSecondsCsv,
  },
  {
    output: 'report and window',
    shown: (run) => {
      const document = summarySchema.parse(carriedBy(run.exported('html')));
      return shownInResult(resultPages(document), run.viewed);
    },
    required: requiredInResult,
  },
];

describe('60 generated runs', () => {
  it('have every protocol, ending and option among them, and each of them in more than two', () => {
    const seen = runs.flatMap(({ traits }) => traits);
    expect(runs).toHaveLength(RUN_COUNT);
    expect(TRAITS.filter((trait) => seen.filter((one) => one === trait).length < 3)).toEqual([]);
  });

  it('are the same document live and stored', () => {
    for (const { generated, live, whole } of stored) {
      const { state, endReason, endedAt } = whole.run;
      if (generated.ending !== 'interrupted') expect(whole, `run ${generated.seed}`).toEqual(live);
      else
        expect([state, endReason === '', endedAt === null], `run ${generated.seed}`).toEqual([
          'interrupted',
          false,
          false,
        ]);
    }
  });

  for (const { output, shown, required } of OUTPUTS) {
    it(`show in ${output} what the document has at the same place`, () => {
      const wrong = stored.flatMap((run) => {
        const { seed } = run.generated;
        return differencesOf(
          run.viewed,
          { seed, output },
          { shown: shown(run), required: required(run.viewed) },
        );
      });
      expect(wrong.map(tell)).toEqual([]);
    }, 90_000);
  }

  it('show in `plimsoll runs` what the document has at the same place', async () => {
    const rows = runList(
      await printedBy((context) => runsCommand(context, { dataDir: folder, limit: '100' })),
    );
    const wrong = stored.flatMap(({ generated, whole }) => {
      const row = rows.get(generated.runId) ?? {};
      const about = { seed: generated.seed, output: 'list' };
      return differencesOf(whole, about, { shown: shownInRunList(row), required: REQUIRED_IN_RUN_LIST });
    });
    expect(wrong.map(tell)).toEqual([]);
  });

  it('show in the list of the window what the document has at the same place', () => {
    const table = windowRunList(stored.map(({ row }) => row));
    const wrong = stored.flatMap(({ generated: { seed, runId }, whole }) => {
      const shown = shownInWindowList(table, runId);
      const required = ['overall.outcome', 'overallTimeMs.p95', 'rates.failed'];
      return differencesOf(whole, { seed, output: 'list of the window' }, { shown, required });
    });
    expect(wrong.map(tell)).toEqual([]);
  });
});

/** The first figure after a word, made another. */
function changed(text: string, after: RegExp): string {
  const at = text.search(after) + (after.exec(text)?.[0].length ?? 0);
  return `${text.slice(0, at)}${text.slice(at).replace(/\d/, (digit) => String((Number(digit) + 1) % 10))}`;
}

describe('the comparison', () => {
  const rich = () => {
    const run = stored.find(({ generated }) =>
      ['protocol: mixed', 'failing: target', 'view: whole run'].every((trait) =>
        generated.traits.includes(trait),
      ),
    );
    const other = stored.find(({ viewed }) => viewed.errors.length > 1 && viewed.grades.length > 1);
    const found = run ?? other;
    if (found === undefined) throw new Error('no run has figures of every kind');
    return found;
  };
  const about = { seed: 0, output: 'text' };

  it('finds one figure that is changed in a text, and says where', () => {
    const run = rich();
    const text = printSummary(run.viewed, { colors: COLORS, outColumns: null });
    const wrong = (printed: string) =>
      differencesOf(run.viewed, about, { shown: shownInTerminal(printed, run.viewed), required: [] }).map(
        ({ place }) => place,
      );
    expect(wrong(text)).toEqual([]);
    expect(wrong(changed(text, /error rate /))).toEqual(['rates.errorRatePercent']);
    expect(wrong(changed(text, / = sent /))).toEqual(['totals.sent']);
    const [endpoint] = run.viewed.endpoints;
    const name = `${endpoint?.service}.${endpoint?.endpoint}`.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    expect(wrong(changed(text, new RegExp(`^${name} +`, 'm')))).toEqual(['endpoints.0.rates.ok']);
    const markdown = run.exported('markdown');
    const inMarkdown = shownInMarkdown(changed(markdown, /throughput /), run.viewed);
    expect(differencesOf(run.viewed, about, { shown: inMarkdown, required: [] })).toHaveLength(1);
  });

  it('finds a figure that is at the place of another, and one that is not there', () => {
    const { viewed } = rich();
    const sent = String(viewed.totals.sent);
    const shown: Shown[] = [{ path: 'totals.openAtStop', write: 'digits', text: sent }];
    expect(differencesOf(viewed, about, { shown, required: ['totals.sent'] }).map(tell)).toEqual([
      `run 0, text, totals.openAtStop: shows "${sent}", the document has "${viewed.totals.openAtStop}"`,
      `run 0, text, totals.sent: shows "(not shown)", the document has "${sent}"`,
    ]);
  });

  it('finds a row that the document does not have', () => {
    const shown: Shown[] = [{ path: 'endpoints.-1.rates.ok', write: 'number', text: '5' }];
    expect(differencesOf(rich().viewed, about, { shown, required: [] })).toHaveLength(1);
  });
});

/** What a command prints on a terminal that nobody watches. */
async function printedBy(
  run: (context: Parameters<typeof runsCommand>[0]) => Promise<unknown>,
): Promise<string> {
  let printed = '';
  const terminal: Terminal = {
    out: (text) => {
      printed += text;
    },
    err: (text) => {
      throw new Error(text);
    },
    document: (text) => {
      printed += text;
    },
    isInteractive: false,
    columns: 100,
    outColumns: null,
    colors: COLORS,
    errColors: COLORS,
  };
  const places = findPlaces(new URL('../../src/main/hosts/cli/index.ts', import.meta.url).href);
  await run({ places, terminal });
  return printed;
}
