import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Command } from 'commander';
import { EXIT, type ExitCode, fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { Regraded, ThresholdSource } from '../../../contract/grading.ts';
import { gradingLine, originText, untoldSentences } from '../../../contract/grading-words.ts';
import type { App } from '../../services/app-port.ts';
import { PRESETS } from '../../services/plans/library/presets.ts';
import { type As, type CommandContext, type Work, withApp } from './app-session.ts';
import { findRun } from './find-run.ts';
import { findSeries } from './find-series.ts';
import { type Flags, misuse, wholeOption } from './option-values.ts';
import { answer, say } from './outputs.ts';
import { readTextFile } from './read-source.ts';
import { orReport, report } from './report-failure.ts';
import { AS_JSON, WHERE } from './shared-options.ts';
import type { Terminal } from './terminal.ts';

type RegradeFlags = Flags<
  'dataDir' | 'json' | 'thresholds' | 'plan' | 'series' | 'version' | 'count',
  never,
  'use'
>;

/** `plimsoll regrade RUN…`: grades stored runs by other thresholds. Adds a grading to each, and replaces none. */
const regradeCommand: Work<RegradeFlags, [words: readonly string[]]> = (context, words, flags) => {
  const { terminal } = context;
  const wrong = wrongUse(words, flags);
  if (!wrong.ok) return Promise.resolve(report(terminal, wrong.failure));
  return withApp(context, flags, (app) =>
    orReport(terminal, runsMeant(app, words, flags), (runIds) =>
      flags.count === undefined
        ? regradeAll({ context, app, flags }, runIds)
        : chooseAll(app, { runIds, count: flags.count, terminal }),
    ),
  );
};

/** Combinations that say two things, or nothing. */
function wrongUse(
  words: readonly string[],
  { plan, series, thresholds, version, count, use }: RegradeFlags,
): Result<null> {
  const named = [words.length > 0, plan !== undefined, series !== undefined].filter((is) => is).length;
  if (named === 0)
    return misuse(
      'Nothing to regrade was named.',
      'Name a run, such as last, a plan with --plan, or a --series.',
    );
  if (named > 1) return misuse('Runs, --plan and --series each say what is regraded.', 'Give one of them.');
  if (thresholds !== undefined && version !== undefined)
    return misuse('--version is one of the run’s own plan.', 'Leave --thresholds or --version out.');
  if (count !== undefined && (use === true || thresholds !== undefined || version !== undefined))
    return misuse('--count chooses among the gradings there are, and adds none.', 'Give --count alone.');
  return succeed(null);
}

async function runsMeant(
  app: App,
  words: readonly string[],
  { plan, series }: RegradeFlags,
): Promise<Result<string[]>> {
  if (series !== undefined) return runsOfSeries(app, series);
  if (plan !== undefined) {
    const runIds = await app.handlers['runs.ofPlan']({ name: plan });
    if (!runIds.ok || runIds.value.length > 0) return runIds;
    return fail(
      testFailure(
        'run.not_found',
        `There is no run of a plan named ${plan}.`,
        'plimsoll runs lists the runs; the name is the one inside the plan.',
      ),
    );
  }
  const found: string[] = [];
  for (const word of words) {
    const run = await findRun(app, word);
    if (!run.ok) return run;
    if (!found.includes(run.value)) found.push(run.value);
  }
  return succeed(found);
}

/** Warm-up runs are not of it. */
async function runsOfSeries(app: App, word: string): Promise<Result<string[]>> {
  const row = await findSeries(app, word);
  if (!row.ok) return row;
  const detail = await app.handlers['series.get']({ seriesId: row.value.seriesId });
  if (!detail.ok) return detail;
  const runs = detail.value.document.runs.filter(
    ({ role, state }) => (role === 'counted' || role === 'left out') && state !== null,
  );
  if (runs.length > 0) return succeed(runs.map(({ runId }) => runId));
  return fail(
    testFailure(
      'run.not_found',
      `The series ${row.value.seriesId} has no stored run.`,
      'plimsoll series show says what became of its runs.',
    ),
  );
}

interface Job {
  readonly context: CommandContext;
  readonly app: App;
  readonly flags: RegradeFlags;
}

/** One after the other: what was graded stays graded, whatever comes of the next. */
async function regradeAll({ context, app, flags }: Job, runIds: readonly string[]): Promise<ExitCode> {
  const { terminal } = context;
  const done: Regraded[] = [];
  let code: ExitCode = EXIT.passed;
  for (const runId of runIds) {
    const source = await sourceOf(app, runId, flags);
    const regraded = source.ok
      ? await app.handlers['runs.regrade']({ runId, thresholds: source.value, use: flags.use === true })
      : source;
    if (regraded.ok) done.push(regraded.value);
    else code = report(terminal, regraded.failure);
    // A file that cannot be read is wrong for every run.
    if (!source.ok && flags.thresholds !== undefined) break;
  }
  if (done.length === 0) return code;
  const told = answer(terminal, flags, {
    value: done,
    text: () => done.map((one) => printRegraded(one, terminal)).join('\n'),
  });
  return code === EXIT.passed ? told : code;
}

/** The thresholds asked for: by default, the present ones of the run's plan. */
async function sourceOf(
  app: App,
  runId: string,
  { thresholds, version }: RegradeFlags,
): Promise<Result<ThresholdSource>> {
  if (thresholds !== undefined) return namedSource(app, thresholds);
  const choices = await app.handlers['runs.regradeChoices']({ runId });
  if (!choices.ok) return choices;
  const [present] = choices.value;
  if (present === undefined) {
    return fail(
      testFailure(
        'regrade.no_plan',
        `No plan with thresholds is kept here under the name of that of run ${runId}.`,
        'Name a plan file: --thresholds PLAN.yaml.',
      ),
    );
  }
  if (version === undefined || present.source.kind !== 'stored') return succeed(present.source);
  const number = wholeOption('version', version, { least: 1 });
  if (!number.ok) return number;
  return succeed({ kind: 'stored', planId: present.source.planId, version: number.value });
}

/** A preset, a plan kept in the workbench by its name, or a file. */
async function namedSource(app: App, word: string): Promise<Result<ThresholdSource>> {
  if (PRESETS.some(({ name }) => name === word)) return succeed({ kind: 'preset', name: word });
  if (!existsSync(word)) {
    const plans = await app.handlers['plans.list']({});
    const plan = plans.ok
      ? plans.value.find(({ name, planId }) => name === word || planId === word)
      : undefined;
    if (plan !== undefined) return succeed({ kind: 'stored', planId: plan.planId });
  }
  const text = readTextFile(word, 'The plan of --thresholds');
  return text.ok ? succeed({ kind: 'text', text: text.value, name: basename(word) }) : text;
}

async function chooseAll(
  app: App,
  {
    runIds,
    count,
    terminal,
  }: { readonly runIds: readonly string[]; readonly count: string; readonly terminal: Terminal },
): Promise<ExitCode> {
  const number = wholeOption('count', count, { least: 1 });
  if (!number.ok) return report(terminal, number.failure);
  let code: ExitCode = EXIT.passed;
  for (const runId of runIds) {
    const chosen = await app.handlers['runs.chooseGrading']({ runId, number: number.value });
    if (chosen.ok) say(terminal, `Run ${runId}: grading ${number.value} counts from now on.\n`);
    else code = report(terminal, chosen.failure);
  }
  return code;
}

function printRegraded({ runId, name, added, grading, gradings }: Regraded, { colors }: Terminal): string {
  const lead = added
    ? `graded with ${originText(grading.origin)}`
    : `was graded with the same before, nothing was added`;
  return `${[
    `${colors.bold(name)}  ${colors.dim(runId)}  ${lead}`,
    ...gradings.map((one) => `  ${gradingLine(one)}`),
    `  ${grading.overall.sentence}`,
    ...untoldSentences([grading]).map((sentence) => `  ${sentence}`),
  ].join('\n')}\n`;
}

/** By which thresholds stored runs are graded. */
export function defineRegrade(program: Command, as: As): void {
  program
    .command('regrade [runs...]')
    .description('grade stored runs by other thresholds; adds a grading, replaces none')
    .option(
      '--thresholds <plan>',
      'a plan file, preset or stored plan (default: the plan of the run, as it is now)',
    )
    .option('--version <n>', 'an earlier version of the thresholds of that plan')
    .option('--plan <name>', 'all runs of the plan of this name')
    .option('--series <id>', 'all runs of a series')
    .option('--use', 'the grading that is added counts from now on')
    .option('--count <n>', 'add none: grading n of those there are counts (1: the one it ran with)')
    .option(...AS_JSON)
    .option(...WHERE)
    .action(as(regradeCommand));
}
