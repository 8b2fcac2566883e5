import type { BaselineVerdict } from '../../../contract/baseline.ts';
import { EXIT, type ExitCode, type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { App, StartSeries } from '../../services/app-port.ts';
import type { CommandContext } from './app-session.ts';
import { type Flags, misuse, usage, wholeOption } from './option-values.ts';
import { checkOutputs, writeOutputs } from './outputs.ts';
import { baselineLines } from './print-baseline.ts';
import { orReport, report } from './report-failure.ts';
import { type AskedGate, askedGate, exitCodeOfVerdict, gateAhead, tellOfRun } from './run-gate.ts';
import type { RunCommandFlags } from './run-job.ts';
import { overridesOf } from './run-options.ts';

export type GatedFlags = Flags<'repeat' | 'against', never, 'alternate'>;
type SeriesFlags = RunCommandFlags & GatedFlags;

interface GatedJob {
  readonly plan: StartSeries['a']['plan'];
  readonly flags: SeriesFlags;
  readonly planFolder?: string | undefined;
}

/** Runs of each side where nobody says how many; fewer than three a side have no verdict. */
const USUAL_RUNS = 5;
const MAX_RUNS = 100;

/** Whether runs, and not one run, are to be held against a baseline. */
export function asksForGatedSeries({ baseline, alternate, repeat, against }: SeriesFlags): boolean {
  return alternate === true || (baseline !== undefined && (repeat ?? against) !== undefined);
}

/** What of alerts a series by itself does not do; null: nothing was asked. */
export function idleGateOption({ webhook, repeat, against }: SeriesFlags): Failure | null {
  if (webhook === undefined || (repeat ?? against) === undefined) return null;
  return usage(
    '--webhook tells of a run, or of runs against a baseline, and not of a series.',
    'Add --baseline NAME, or leave --repeat and --against out.',
  );
}

/**
 * `plimsoll run … --baseline NAME` with `--repeat` (as many runs as one session against the stored ones) or `--alternate` (the
 * baseline's plan and target are run again, in turns with this one). Prints and writes what came of it, with the last run.
 */
export async function runGatedSeries(context: CommandContext, app: App, job: GatedJob): Promise<ExitCode> {
  const { terminal } = context;
  const understood = await understoodOf(app, job);
  if (!understood.ok) return report(terminal, understood.failure);
  const { gate, series } = understood.value;
  const stopTelling = tellProgress(app, context, series.b === undefined ? 'run' : gate.baseline.name);
  const started = await app.series.start(series);
  if (!started.ok) {
    stopTelling();
    return report(terminal, started.failure);
  }
  const { seriesId, done } = started.value;
  const signals = stopOnSignals(app, seriesId);
  await done;
  signals.release();
  stopTelling();
  return orReport(terminal, judged(app, seriesId, gate, series.b !== undefined), async (verdict) => {
    const last = verdict.runs.at(-1);
    if (job.flags.json !== '-')
      terminal.out(
        `${baselineLines(verdict, terminal.colors)}\n\nAll of it: plimsoll series show ${seriesId}\n`,
      );
    const written = last === undefined ? EXIT.passed : await writeOutputs(app, last, job.flags, terminal);
    if (last !== undefined) await tellOfRun(app, last, gate, terminal);
    if (signals.pressed()) return EXIT.interrupted;
    const code = exitCodeOfVerdict(verdict);
    return code === EXIT.passed ? written : code;
  });
}

interface Understood {
  readonly gate: AskedGate & { readonly baseline: NonNullable<AskedGate['baseline']> };
  readonly series: StartSeries;
}

/** All that can be wrong before anything is sent. */
async function understoodOf(app: App, { plan, flags, planFolder }: GatedJob): Promise<Result<Understood>> {
  if (flags.against !== undefined)
    return misuse(
      'A baseline is one side, and --against names another.',
      'Use --alternate, or leave one out.',
    );
  const overrides = overridesOf(flags);
  if (!overrides.ok) return overrides;
  const gate = askedGate(flags);
  if (!gate.ok) return gate;
  const { baseline, webhook } = gate.value;
  if (baseline === null)
    return misuse('--alternate runs the plan of a baseline again.', 'Name the baseline: --baseline main.');
  const runs = wholeOption('repeat', flags.repeat ?? String(USUAL_RUNS), { least: 2, most: MAX_RUNS });
  if (!runs.ok) return runs;
  const unwritable = checkOutputs(flags);
  if (unwritable !== null) return fail(unwritable);
  const asked = { plan, overrides: overrides.value, onSamples: false };
  const ahead = await gateAhead(app, { baseline, webhook }, asked);
  if (!ahead.ok) return ahead;
  const folder = planFolder === undefined ? {} : { planFolder };
  const ours = { plan, overrides: overrides.value, ...folder };
  const common = {
    runsPerSide: runs.value,
    // The number was chosen before the first run: one verdict, at that number.
    looks: 'declared' as const,
    force: flags.force === true,
    ...(flags.name === undefined ? {} : { name: flags.name }),
  };
  const known = { gate: { baseline, webhook } };
  if (flags.alternate !== true) return succeed({ ...known, series: { ...common, a: ours } });
  const theirs = await sideOfBaseline(app, baseline.name, asked);
  if (!theirs.ok) return theirs;
  const a = { ...theirs.value, ...folder, label: `baseline ${baseline.name}` };
  return succeed({ ...known, series: { ...common, a, b: { ...ours, label: 'this run' } } });
}

/** What the newest run of a baseline that is still there ran, and where. */
async function sideOfBaseline(
  app: App,
  name: string,
  asked: {
    readonly plan: StartSeries['a']['plan'];
    readonly overrides: Overrides;
    readonly onSamples: boolean;
  },
): Promise<Result<Pick<StartSeries['a'], 'plan' | 'overrides'>>> {
  const row = await app.handlers['baselines.ahead']({ name, ...asked });
  if (!row.ok) return row;
  const runs = row.value.sessions.flatMap((session) => session.runs).filter((run) => run.row !== null);
  const [newest] = runs.toSorted((one, other) =>
    (other.row?.startedAt ?? '').localeCompare(one.row?.startedAt ?? ''),
  );
  const detail = await app.handlers['runs.get']({
    runId: newest?.runId ?? '',
    withSeconds: false,
    withCauses: false,
  });
  if (!detail.ok) return detail;
  const { planText, overrides } = detail.value;
  return succeed({ plan: { kind: 'text', text: planText }, overrides });
}

/** What came of the series against the baseline; kept with its runs. */
async function judged(
  app: App,
  seriesId: string,
  { baseline }: Understood['gate'],
  isAlternated: boolean,
): Promise<Result<BaselineVerdict>> {
  const asked = { ...baseline, keep: true };
  if (isAlternated) return app.handlers['baselines.judgeSeries']({ seriesId, ...asked });
  const detail = await app.handlers['series.get']({ seriesId });
  if (!detail.ok) return detail;
  const taken = detail.value.document.runs.filter(({ role }) => role === 'counted' || role === 'left out');
  return app.handlers['baselines.judge']({ runIds: taken.map(({ runId }) => runId), ...asked });
}

/** @returns stops telling */
function tellProgress(app: App, { terminal }: CommandContext, nameOfA: string): () => void {
  let told = 0;
  return app.on('series.changed', ({ progress }) => {
    if (progress === undefined || progress.phase !== 'run' || progress.nth === told) return;
    told = progress.nth;
    const what = progress.side === 'A' ? nameOfA : 'this run';
    terminal.err(`Run ${progress.nth} of ${progress.of}: ${what}\n`);
  });
}

const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The first press ends the series and keeps what is finished, a further one cuts what is open. */
function stopOnSignals(app: App, seriesId: string) {
  let presses = 0;
  const press = () => {
    presses += 1;
    void app.handlers['series.stop']({ seriesId, now: presses > 1 });
  };
  for (const signal of STOP_SIGNALS) process.on(signal, press);
  return {
    pressed: () => presses > 0,
    release: () => {
      for (const signal of STOP_SIGNALS) process.off(signal, press);
    },
  };
}
