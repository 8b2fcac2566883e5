import { dirname, resolve } from 'node:path';
import { EXIT, type ExitCode, fail, type Result, succeed } from '../../../contract/failure.ts';
import { PURPOSES } from '../../../contract/run-state.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { ArgumentOf, PlanPreview, PlanRef } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import { type CommandContext, orReport, report, withApp } from './app-session.ts';
import { askedPlan } from './asked-plan.ts';
import { usage } from './option-values.ts';
import { checkOutputs, type OutputFlags, writeOutputs } from './outputs.ts';
import { printSummary } from './print-summary.ts';
import { startProgress } from './progress.ts';
import type { RequestFlags } from './request-options.ts';
import { startRunLog } from './run-log.ts';
import { logLevelOf, overridesOf, type RunFlags } from './run-options.ts';

export interface RunCommandFlags extends RunFlags, RequestFlags, OutputFlags {
  readonly dataDir?: string;
  readonly quiet?: boolean;
  readonly logLevel?: string;
  readonly force?: boolean;
  readonly requireTrust?: boolean;
  readonly allowHost?: readonly string[];
  readonly name?: string;
  readonly note?: string;
  readonly tag?: readonly string[];
  readonly purpose?: string;
}

/** Terminals and process managers may deliver one Ctrl-C more than once; within this time it is one press. */
const SAME_PRESS_MS = 500;

/** `plimsoll run`: runs a plan to its end, prints and writes what came of it, and says so by its exit code. */
export async function runCommand(
  context: CommandContext,
  word: string | undefined,
  flags: RunCommandFlags,
): Promise<ExitCode> {
  const plan = askedPlan(word, flags);
  if (!plan.ok) return report(context.terminal, plan.failure);
  const planFolder = plan.value.kind === 'text' ? dirname(resolve(word ?? '')) : undefined;
  return withApp(context, flags, (app) =>
    runPlan(context, app, { plan: plan.value, flags, onSamples: false, planFolder }),
  );
}

export async function runPlan(
  { terminal }: CommandContext,
  app: App,
  job: { plan: PlanRef; flags: RunCommandFlags; onSamples: boolean; planFolder?: string | undefined },
): Promise<ExitCode> {
  const { plan, flags, onSamples, planFolder } = job;
  const overrides = overridesOf(flags);
  if (!overrides.ok) return report(terminal, overrides.failure);
  const level = logLevelOf(flags.logLevel);
  if (!level.ok) return report(terminal, level.failure);
  const words = annotationOf(flags);
  if (!words.ok) return report(terminal, words.failure);
  const unwritable = checkOutputs(flags);
  if (unwritable !== null) return report(terminal, unwritable);
  const log = level.value === null ? null : startRunLog(terminal, level.value);
  const progress = log ?? startProgress(terminal, flags.quiet === true);
  let troubled = false;
  const stopWatching = app.on('run.second', (live) => {
    // While a run goes on, that is only what the disk does not take.
    const trouble = live.summary.run.endReason;
    if (trouble !== '' && !troubled) progress.note(trouble);
    troubled = trouble !== '';
    progress.update(live);
  });
  // Before anything is sent, the health checks included. What is wrong with the plan is said by the start.
  const described = await app.handlers['plans.describe']({ plan, overrides: overrides.value, onSamples });
  if (described.ok) {
    progress.aim(targetsLine(described.value));
    // What the run will not be able to answer, and what no threshold will grade, for which the exit code says nothing.
    if (flags.quiet !== true) for (const sentence of described.value.warnings) progress.note(sentence);
  }
  const started = await app.runs.start({
    plan,
    overrides: overrides.value,
    onSamples,
    force: flags.force === true,
    ...(flags.name === undefined ? {} : { name: flags.name }),
    ...(planFolder === undefined ? {} : { planFolder }),
    ...(flags.precision === 'spin' ? { precision: 'spin' as const } : {}),
  });
  if (!started.ok) {
    stopWatching();
    return report(terminal, started.failure);
  }
  const { runId, remarks, done, unsaved } = started.value;
  if (words.value !== null) await app.handlers['runs.annotate']({ runId, ...words.value });
  for (const remark of remarks) progress.aim(`${remark}.`);
  const signals = stopOnSignals(app, runId, progress.note);
  await done;
  signals.release();
  stopWatching();
  progress.end();
  return orReport(terminal, app.handlers['runs.get']({ runId }), async ({ summary }) => {
    log?.ended(summary);
    const written = await writeOutputs(app, runId, flags, terminal);
    if (flags.json !== '-') terminal.out(printSummary(summary, terminal));
    const trouble = unsaved();
    if (trouble !== '') {
      const { red } = terminal.errColors;
      terminal.err(`${red('plimsoll:')} The run is not stored whole. ${trouble}\n`);
    }
    // A press that came when the plan had run to its end has stopped nothing.
    const isCut = signals.pressed && summary.run.state !== 'completed';
    const verdict = isCut ? EXIT.interrupted : exitCodeOfRun(summary, flags.requireTrust === true);
    // What came of the run is said, whatever became of a file.
    if (verdict !== EXIT.passed) return verdict;
    return trouble === '' ? written : EXIT.usage;
  });
}

/** What is written beside a run. @returns null where nothing is */
function annotationOf({
  note,
  tag,
  purpose,
}: RunCommandFlags): Result<Omit<ArgumentOf<'runs.annotate'>, 'runId'> | null> {
  if (note === undefined && tag === undefined && purpose === undefined) return succeed(null);
  const known = PURPOSES.find((one) => one === purpose);
  if (purpose !== undefined && known === undefined)
    return fail(usage(`--purpose ${purpose} is not a purpose.`, `Choose one of ${PURPOSES.join(', ')}.`));
  const raw = {
    ...(note === undefined ? {} : { notes: note }),
    ...(tag === undefined ? {} : { tags: [...tag] }),
    ...(known === undefined ? {} : { purpose: known }),
  };
  const fits =
    (note ?? '').length <= 100_000 &&
    (tag ?? []).length <= 50 &&
    (tag ?? []).every((one) => one.length <= 60);
  if (fits) return succeed(raw);
  return fail(
    usage('A --note has at most 100,000 characters, a --tag 60, and a run 50 tags.', 'Shorten them.'),
  );
}

/** Where all of a run's traffic goes, in one line. */
export function targetsLine({ targets }: PlanPreview): string {
  return `Traffic goes to ${targets.map(({ service, url }) => `${service} ${url}`).join(', ')}`;
}

/** Exit code of a finished run, from its result alone. */
export function exitCodeOfRun(summary: Summary, requireTrust: boolean): ExitCode {
  const { run, totals, errors, overall, trust } = summary;
  if (run.state === 'failed') return EXIT.unexpected;
  if (run.state === 'stopped' || run.state === 'interrupted') return EXIT.interrupted;
  const unreached = errors.length > 0 && errors.every((row) => /^(connect|dns)\./.test(row.code));
  if (totals.sent > 0 && totals.ok === 0 && unreached) return EXIT.unreachable;
  if (requireTrust && trust.verdict !== 'trusted') return EXIT.untrustworthy;
  return overall.passed ? EXIT.passed : EXIT.thresholds;
}

/** What asks a run to end: Ctrl-C, a process manager, the terminal that closes. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Ctrl-C stops the run and keeps what it measured; a second press cuts what is still open. */
function stopOnSignals(app: App, runId: string, note: (sentence: string) => void) {
  const state = { pressed: false, firstAt: 0, release: () => undefined as undefined };
  const onSignal = () => {
    const now = performance.now();
    if (!state.pressed) {
      state.pressed = true;
      state.firstAt = now;
      note('Stopping; what was measured is kept. Press Ctrl-C again to cut open requests.');
      void app.handlers['runs.stop']({ runId });
    } else if (now - state.firstAt > SAME_PRESS_MS) void app.handlers['runs.stop']({ runId, now: true });
  };
  for (const signal of STOP_SIGNALS) process.on(signal, onSignal);
  state.release = () => {
    for (const signal of STOP_SIGNALS) process.off(signal, onSignal);
    return undefined;
  };
  return state;
}
