import { EXIT, type ExitCode, exitCodeOf, type Failure, type Result } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { SeriesDetail, SeriesDocument } from '../../../contract/run-series-schema.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import type { App, StartedSeries, StartSeries } from '../../services/app-port.ts';
import { whyNotWritable, writeExport } from '../../services/reports/write-export.ts';
import type { CommandContext } from './app-session.ts';
import { type Flags, usage } from './option-values.ts';
import { printSeries } from './print-series.ts';
import { startProgress } from './progress.ts';
import { report } from './report-failure.ts';
import { annotationOf, type RunCommandFlags, withLabels } from './run-job.ts';
import { overridesOf } from './run-options.ts';
import { ruleNote, type SeriesFlags, seriesRuleOf, seriesSides } from './series-options.ts';
import { watchSeries } from './series-progress.ts';
import { stopOnSignals } from './stop-signals.ts';
import type { Terminal } from './terminal.ts';

export type SeriesOutputs = Flags<'json' | 'junit' | 'markdown'>;

interface SeriesJob {
  readonly word: string | undefined;
  readonly plan: PlanRef;
  readonly flags: RunCommandFlags & SeriesFlags;
  readonly planFolder: string | undefined;
  readonly notes: readonly string[];
}

/** `plimsoll run --repeat N`: takes a series of runs to its end, prints and writes what came of it. */
export async function runSeries(context: CommandContext, app: App, job: SeriesJob): Promise<ExitCode> {
  const { terminal } = context;
  const { flags, plan, planFolder, word, notes } = job;
  const misfit = misfitOf(flags);
  if (misfit !== null) return report(terminal, misfit);
  const rule = seriesRuleOf(flags);
  if (!rule.ok) return report(terminal, rule.failure);
  const words = annotationOf(flags);
  if (!words.ok) return report(terminal, words.failure);
  const asked = await overridesAsked(app, flags);
  if (!asked.ok) return report(terminal, asked.failure);
  const sides = await seriesSides(app, { word, plan, overrides: asked.value, planFolder }, flags);
  if (!sides.ok) return report(terminal, sides.failure);
  const annotation = words.value;
  const note = ruleNote(rule.value, sides.value.b === undefined ? 1 : 2);
  for (const line of await aimsOf(app, sides.value)) terminal.err(`${line}\n`);
  const start = () =>
    app.series.start({
      ...rule.value,
      ...sides.value,
      force: flags.force === true,
      ...(flags.name === undefined ? {} : { name: flags.name }),
    });
  return takeSeries(context, app, {
    start,
    flags,
    notes: note === null ? notes : [...notes, note],
    onRun: (runId) => {
      if (annotation !== null) void app.handlers['runs.annotate']({ runId, ...annotation });
    },
  });
}

/** Where everything will be sent, before anything is. What is wrong with a plan is said by the start. */
async function aimsOf(app: App, { a, b }: Pick<StartSeries, 'a' | 'b'>): Promise<string[]> {
  const lines: string[] = [];
  for (const [nth, side] of [a, b].entries()) {
    if (side === undefined) continue;
    const { plan, overrides } = side;
    const described = await app.handlers['plans.describe']({
      plan,
      ...(overrides === undefined ? {} : { overrides }),
    });
    if (!described.ok) continue;
    const targets = described.value.targets.map(({ service, url }) => `${service} ${url}`).join(', ');
    const name = b === undefined ? 'Traffic' : `Side ${nth === 0 ? 'A' : 'B'}`;
    lines.push(`${name} goes to ${targets}`);
  }
  return lines;
}

async function overridesAsked(app: App, flags: RunCommandFlags): Promise<Result<Overrides>> {
  const overrides = overridesOf(flags);
  return overrides.ok ? withLabels(app, overrides.value) : overrides;
}

/** What a series cannot be asked for; null: nothing of it was. */
function misfitOf(flags: RunCommandFlags & SeriesFlags): Failure | null {
  if (flags.html !== undefined || flags.csv !== undefined)
    return usage(
      'A series is written with --json, --markdown or --junit.',
      'Its runs are stored: plimsoll export RUN --html FILE writes one of them.',
    );
  if (flags.savePlan !== undefined || flags.logLevel !== undefined)
    return usage('--save-plan and --log-level are of one run.', 'Leave them out of a series.');
  if (flags.baseline !== undefined || flags.webhook !== undefined)
    return usage('--baseline and --webhook are of one run.', 'Leave them out of a series.');
  return checkSeriesOutputs(flags);
}

/** Looks before anything is taken whether its outputs can be written. */
export function checkSeriesOutputs(flags: SeriesOutputs): Failure | null {
  for (const format of ['json', 'junit', 'markdown'] as const) {
    const file = flags[format];
    if (file === undefined || (file === '-' && format === 'json')) continue;
    if (file === '-') return usage(`Only --json can go to standard output, not ${format}.`, 'Name a file.');
    const refusal = whyNotWritable(file);
    if (refusal !== null) return refusal;
  }
  return null;
}

interface Taking {
  start(): Promise<Result<StartedSeries>>;
  readonly flags: SeriesOutputs & Flags<never, never, 'quiet' | 'requireTrust'>;
  readonly notes?: readonly string[];
  readonly onRun?: (runId: string) => void;
}

/** Begins a series or goes on with one, tells how far it is, and says at the end what came out. */
export async function takeSeries(context: CommandContext, app: App, taking: Taking): Promise<ExitCode> {
  const { terminal } = context;
  const { start, flags, notes = [], onRun = () => undefined } = taking;
  const isQuiet = flags.quiet === true;
  const progress = startProgress(terminal, isQuiet);
  const quiet = { ...progress, note: (sentence: string) => (isQuiet ? undefined : progress.note(sentence)) };
  const stopWatching = watchSeries(app, quiet, onRun);
  for (const note of notes) quiet.note(note);
  const started = await start();
  if (!started.ok) {
    stopWatching();
    return report(terminal, started.failure);
  }
  const { seriesId, remarks, done } = started.value;
  for (const remark of remarks) progress.aim(`${remark}.`);
  const person = stopOnSignals((now) => void app.handlers['series.stop']({ seriesId, now }), progress.note);
  const failure = await done;
  person.release();
  stopWatching();
  progress.end();
  const detail = await app.handlers['series.get']({ seriesId });
  if (!detail.ok) return report(terminal, detail.failure);
  const written = await writeSeries(app, detail.value, flags, terminal);
  const code = exitCodeOfSeries(detail.value.document, {
    isCut: person.pressed,
    failure,
    requireTrust: flags.requireTrust === true,
  });
  return code === EXIT.passed ? written : code;
}

/** Prints a series, or writes it where its outputs go. */
export async function writeSeries(
  app: App,
  { row: { seriesId }, document }: SeriesDetail,
  flags: SeriesOutputs,
  terminal: Terminal,
): Promise<ExitCode> {
  if (flags.json !== '-') terminal.out(printSeries(document, terminal));
  let code: ExitCode = EXIT.passed;
  for (const format of ['json', 'junit', 'markdown'] as const) {
    const file = flags[format];
    if (file === undefined) continue;
    const exported = await app.handlers['series.export']({ seriesId, format });
    if (!exported.ok) return report(terminal, exported.failure);
    if (file === '-') {
      terminal.document(exported.value.text);
      continue;
    }
    const written = writeExport(file, exported.value.text, { overwrite: true });
    if (written.ok) terminal.err(`Wrote ${file}\n`);
    else code = report(terminal, written.failure);
  }
  return code;
}

interface Ended {
  /** Somebody pressed Ctrl-C. */
  readonly isCut: boolean;
  /** Why a run of it could not start; null: none failed to. */
  readonly failure: Failure | null;
  readonly requireTrust: boolean;
}

/**
 * Exit code of a series: as of its runs. What its verdict says is no failure: a series finds out, a baseline is what a run
 * is held to.
 */
export function exitCodeOfSeries(
  { series, runs }: Pick<SeriesDocument, 'series' | 'runs'>,
  { isCut, failure, requireTrust }: Ended,
): ExitCode {
  if (isCut && series.state !== 'completed') return EXIT.interrupted;
  if (failure !== null) return exitCodeOf(failure);
  const left = runs.filter(({ role }) => role === 'left out');
  if (series.state === 'stopped' || series.state === 'interrupted') {
    if (left.some(({ state }) => state === 'failed')) return EXIT.unexpected;
    return left.some(({ state }) => state === 'completed') ? EXIT.untrustworthy : EXIT.interrupted;
  }
  const isDoubted = runs.some(({ role, trust }) => role !== 'warm-up' && trust !== 'trusted');
  if (requireTrust && isDoubted) return EXIT.untrustworthy;
  return runs.some(({ role, passed }) => role === 'counted' && passed === false)
    ? EXIT.thresholds
    : EXIT.passed;
}
