import { EXIT, type ExitCode, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import { PURPOSES } from '../../../contract/run-state.ts';
import { firedRulesOf } from '../../../contract/stop-rule.ts';
import type { Summary } from '../../../contract/summary.ts';
import { type ArgumentOf, COMMANDS, type PlanRef } from '../../../contract/wire.ts';
import type { App } from '../../services/app-port.ts';
import type { CommandContext } from './app-session.ts';
import type { AskedFlags } from './asked-plan.ts';
import { type Flags, misuse } from './option-values.ts';
import { checkOutputs, type OutputFlags, writeOutputs } from './outputs.ts';
import { furtherLine, printSummary } from './print-summary.ts';
import { type Progress, startProgress } from './progress.ts';
import { orReport, report } from './report-failure.ts';
import {
  type AskedGate,
  askedGate,
  exitCodeOfBaseline,
  type GateFlags,
  gateAhead,
  judgeRun,
  tellOfRun,
} from './run-gate.ts';
import { startRunKeys } from './run-keys.ts';
import { type LogLevel, startRunLog } from './run-log.ts';
import { logLevelOf, overridesOf, type RunFlags } from './run-options.ts';
import { type PlanToSave, planToSave, savePlan } from './save-plan.ts';
import { startSearchProgress } from './search-progress.ts';
import { stopOnSignals } from './stop-signals.ts';

export type RunCommandFlags = RunFlags &
  AskedFlags &
  OutputFlags &
  GateFlags &
  Flags<'dataDir' | 'logLevel' | 'name' | 'note' | 'purpose', 'allowHost' | 'tag', 'quiet' | 'force'>;

interface RunJob {
  readonly plan: PlanRef;
  readonly flags: RunCommandFlags;
  readonly onSamples: boolean;
  readonly planFolder?: string | undefined;
  /** Said before anything is sent. */
  readonly notes?: readonly string[];
  /** What it searches for; absent: nothing. */
  readonly capacity?: Overrides['capacity'];
}

export async function runPlan(context: CommandContext, app: App, job: RunJob): Promise<ExitCode> {
  const { terminal } = context;
  const { plan, flags, onSamples, planFolder } = job;
  const understood = optionsOf(job);
  if (!understood.ok) return report(terminal, understood.failure);
  const { level, words, toSave, gate } = understood.value;
  const labelled = await withLabels(app, understood.value.overrides);
  if (!labelled.ok) return report(terminal, labelled.failure);
  const overrides = labelled.value;
  const ahead = await gateAhead(app, gate, { plan, overrides, onSamples });
  if (!ahead.ok) return report(terminal, ahead.failure);
  const log = level === null ? null : startRunLog(terminal, level);
  const isQuiet = flags.quiet === true;
  const progress =
    log ??
    (job.capacity === undefined
      ? startProgress(terminal, isQuiet, overrides.requests ?? null)
      : startSearchProgress(terminal, isQuiet));
  const stopWatching = watch(app, progress);
  const watched = await announce(app, progress, { ...job, overrides });
  const started = await app.runs.start({
    plan,
    overrides,
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
  if (watched !== undefined) progress.aim(watched);
  const { runId, remarks, done, unsaved } = started.value;
  if (words !== null) await app.handlers['runs.annotate']({ runId, ...words });
  for (const remark of remarks) progress.aim(`${remark}.`);
  const saved = toSave === null ? EXIT.passed : savePlan(terminal, toSave);
  const { note } = progress;
  // A search steers its run itself.
  const person = listen({ terminal, app, runId, note, isQuiet: isQuiet || job.capacity !== undefined });
  await done;
  person.release();
  stopWatching();
  progress.end();
  const judged = await judgeRun(app, runId, gate, terminal);
  return orReport(terminal, app.handlers['runs.get']({ runId }), async ({ summary }) => {
    log?.ended(summary);
    const written = await writeOutputs(app, runId, flags, terminal);
    if (flags.json !== '-')
      terminal.out(`${printSummary(summary, terminal)}${furtherLine(summary, flags, terminal)}`);
    const trouble = unsaved();
    await tellOfRun(app, runId, gate, terminal);
    if (trouble !== '') {
      const { red } = terminal.errColors;
      terminal.err(`${red('plimsoll:')} The run is not stored completely. ${trouble}\n`);
    }
    // A press that came when the plan had run to its end has stopped nothing.
    const isCut = person.hasStopped && summary.run.state !== 'completed';
    const verdict = isCut ? EXIT.interrupted : exitCodeOfRun(summary, flags.requireTrust === true);
    // What came of the run is said, whatever became of a file.
    if (verdict !== EXIT.passed) return verdict;
    if (judged !== EXIT.passed) return judged;
    if (trouble !== '') return EXIT.usage;
    return written === EXIT.passed ? saved : written;
  });
}

interface RunOptions {
  readonly overrides: Overrides;
  /** Null: a bar. */
  readonly level: LogLevel | null;
  readonly words: Annotation | null;
  readonly toSave: PlanToSave | null;
  readonly gate: AskedGate;
}

/** All that can be wrong with a command line before anything is looked at beyond it. */
function optionsOf({ plan, flags, capacity }: RunJob): Result<RunOptions> {
  const overrides = overridesOf(flags, capacity);
  if (!overrides.ok) return overrides;
  const level = logLevelOf(flags.logLevel);
  if (!level.ok) return level;
  const words = annotationOf(flags);
  if (!words.ok) return words;
  const gate = askedGate(flags);
  if (!gate.ok) return gate;
  const unwritable = checkOutputs(flags);
  if (unwritable !== null) return fail(unwritable);
  const toSave = planToSave(flags.savePlan, plan, overrides.value);
  if (!toSave.ok) return toSave;
  return succeed({
    overrides: overrides.value,
    level: level.value,
    words: words.value,
    toSave: toSave.value,
    gate: gate.value,
  });
}

/**
 * `--target shop=staging` as `--target shop=https://…`: a word that is no address is the label of one that is set up for
 * the service of that name.
 */
export async function withLabels(app: App, overrides: Overrides): Promise<Result<Overrides>> {
  const targets = Object.entries(overrides.targets ?? {});
  if (targets.every(([, url]) => url.includes('://'))) return succeed(overrides);
  const rows = await app.handlers['services.list']({});
  if (!rows.ok) return rows;
  const targeted: [string, string][] = [];
  for (const [name, word] of targets) {
    // The user's own come first.
    const addresses = rows.value.find(({ service }) => service === name)?.addresses ?? [];
    const found = addresses.find(({ label }) => label === word);
    if (found === undefined && !word.includes('://') && /^[\w-]+$/.test(word) && addresses.length > 0) {
      const labels = addresses.map(({ label }) => label).join(', ');
      return misuse(`${name} has no address labelled ${word}.`, `Under Services it has ${labels}.`);
    }
    targeted.push([name, found?.url ?? word]);
  }
  return succeed({ ...overrides, targets: Object.fromEntries(targeted) });
}

/** @returns stops watching */
function watch(app: App, progress: Progress): () => void {
  let troubled = false;
  let told = 0;
  return app.on('run.second', (live) => {
    const fired = firedRulesOf(live.summary);
    for (const { sentence } of fired.slice(told)) progress.note(sentence);
    told = fired.length;
    // While a run goes on, that is only what the disk does not take.
    const trouble = live.summary.run.endReason;
    if (trouble !== '' && !troubled) progress.note(trouble);
    troubled = trouble !== '';
    progress.update(live);
  });
}

/**
 * Before anything is sent, the health checks included. What is wrong with the plan is said by the start.
 * @returns what is watched: said once nothing refuses it
 */
async function announce(
  app: App,
  progress: Progress,
  { plan, overrides, onSamples, flags, notes = [] }: RunJob & { readonly overrides: Overrides },
): Promise<string | undefined> {
  const described = await app.handlers['plans.describe']({ plan, overrides, onSamples });
  if (!described.ok) return undefined;
  const { watched } = described.value;
  const targets = described.value.targets.map(({ service, url }) => `${service} ${url}`);
  progress.aim(`Traffic goes to ${targets.join(', ')}`);
  if (flags.quiet === true) return watched;
  // How long it takes at most, and what it sends.
  if (overrides.capacity !== undefined)
    for (const sentence of described.value.sentences) if (sentence !== watched) progress.aim(sentence);
  // What was left out, what the run cannot answer, and what no threshold grades, for which the exit code says nothing.
  for (const sentence of [...notes, ...described.value.warnings]) progress.note(sentence);
  return watched;
}

type Annotation = Omit<ArgumentOf<'runs.annotate'>, 'runId'>;

/** What is written beside a run. @returns null where nothing is */
export function annotationOf({ note, tag, purpose }: RunCommandFlags): Result<Annotation | null> {
  if (note === undefined && tag === undefined && purpose === undefined) return succeed(null);
  const known = PURPOSES.find((one) => one === purpose);
  if (purpose !== undefined && known === undefined)
    return misuse(`--purpose ${purpose} is not a purpose.`, `Choose one of ${PURPOSES.join(', ')}.`);
  const raw = {
    ...(note === undefined ? {} : { notes: note }),
    ...(tag === undefined ? {} : { tags: [...tag] }),
    ...(known === undefined ? {} : { purpose: known }),
  };
  if (COMMANDS['runs.annotate'].argument.safeParse({ runId: 'any', ...raw }).success) return succeed(raw);
  return misuse('A --note has at most 100,000 characters, a --tag 60, and a run 50 tags.', 'Shorten them.');
}

/** Exit code of a finished run, from its result alone. */
export function exitCodeOfRun(summary: Summary, requireTrust: boolean): ExitCode {
  const { run, stopRule, totals, errors, overall, trust, capacity } = summary;
  if (run.state === 'failed') return EXIT.unexpected;
  // One that a rule ended ended as it was asked to.
  const isCut = run.state === 'stopped' && stopRule === undefined;
  if (isCut || run.state === 'interrupted') return EXIT.interrupted;
  const unreached = errors.length > 0 && errors.every((row) => /^(connect|dns)\./.test(row.code));
  if (totals.sent > 0 && totals.ok === 0 && unreached) return EXIT.unreachable;
  if (requireTrust && trust.verdict !== 'trusted') return EXIT.untrustworthy;
  // Of a search: what it says of the target is the limit of this machine.
  if (capacity?.outcome === 'limited' && overall.outcome !== 'failed') return EXIT.untrustworthy;
  return overall.passed ? exitCodeOfBaseline(summary) : EXIT.thresholds;
}

/** Listens to signals and keys while a run goes on. */
function listen(parts: Omit<Parameters<typeof startRunKeys>[0], 'onInterrupt'>) {
  const { app, runId, note } = parts;
  const stop = (now: boolean) => void app.handlers['runs.stop']({ runId, ...(now && { now }) });
  const signals = stopOnSignals(stop, note);
  const releaseKeys = startRunKeys({ ...parts, onInterrupt: signals.press });
  return {
    get hasStopped(): boolean {
      return signals.pressed;
    },
    release(): void {
      releaseKeys();
      signals.release();
    },
  };
}
