import { sumCounts } from '../../../contract/counts.ts';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { type GaugeName, readGauge } from '../../../contract/gauges.ts';
import type { Calibration, CalibrationStep } from '../../../contract/machine.ts';
import type { Overrides } from '../../../contract/plan.ts';
import type { RunSecond } from '../../../contract/tick.ts';
import { type Millis, microsToMillis, type PerSecond } from '../../../contract/units.ts';
import { trustOf } from '../../../workers/engine/verdicts/trust.ts';
import type { StartCrew } from '../../../workers/threads/crew-port.ts';
import { resolvePlan } from '../plans/compile/resolve-plan.ts';

interface CalibrateOptions {
  /** Something on this machine that answers at once. */
  readonly sinkUrl: string;
  readonly presetsDir: string;
  readonly threadEntry: URL;
  readonly startCrew: StartCrew;
  readonly plimsollVersion: string;
}

const STEP_MS: Millis = 2_000;
/** Shares of the ceiling that are tried, until one is kept to: with the ceiling itself, ten seconds at most. */
const SHARES = [0.8, 0.6, 0.4, 0.2] as const;

/**
 * Finds the rate at which this machine starts requests on time, against a sink on the same machine. The sink takes its
 * share of the processor, so against a target elsewhere the figure is a cautious one.
 */
export async function calibrate(options: CalibrateOptions): Promise<Result<Calibration>> {
  const flatOut = await attempt({ users: 32, durationMs: STEP_MS }, options);
  if (!flatOut.ok) return flatOut;
  const ceilingPerSecond = Math.round(answeredPerSecond(flatOut.value));
  if (ceilingPerSecond === 0) return fail(SINK_IS_SILENT);
  const steps: CalibrationStep[] = [];
  for (const share of SHARES) {
    const ratePerSecond = roundDown(ceilingPerSecond * share);
    const seconds = await attempt({ rate: ratePerSecond, durationMs: STEP_MS }, options);
    if (!seconds.ok) return seconds;
    const step = judgeStep(ratePerSecond, seconds.value);
    steps.push(step);
    if (step.trusted) break;
  }
  const feasible = steps.find((step) => step.trusted);
  return succeed({ ceilingPerSecond, steps, feasiblePerSecond: feasible?.ratePerSecond ?? null });
}

/** What a step showed. Pure. @param seconds of a run at that rate */
export function judgeStep(ratePerSecond: PerSecond, seconds: readonly RunSecond[]): CalibrationStep {
  const worst = (name: GaugeName) =>
    microsToMillis(Math.max(0, ...seconds.map((second) => readGauge(second, name) ?? 0)));
  return {
    ratePerSecond,
    sentPerSecond: (sumOf(seconds, 'sent') * 1_000) / STEP_MS,
    latenessP99Ms: worst('lateness.p99'),
    loopDelayMaxMs: worst('loop.delay_max'),
    trusted: trustOf(seconds, { warmupMs: 0 }).verdict === 'trusted',
  };
}

async function attempt(overrides: Overrides, options: CalibrateOptions): Promise<Result<RunSecond[]>> {
  const { presetsDir, threadEntry, startCrew, plimsollVersion, sinkUrl } = options;
  const resolved = await resolvePlan({ kind: 'url', url: sinkUrl }, overrides, { presetsDir });
  if (!resolved.ok) return resolved;
  const seconds: RunSecond[] = [];
  const crew = startCrew({
    runId: 'calibration',
    plan: resolved.value.plan,
    threads: 1,
    threadEntry,
    secrets: {},
    precision: 'tick',
    plimsollVersion,
    onSecond: (second) => seconds.push(second),
  });
  const end = await crew.done;
  if (end.state === 'failed') {
    return fail({ code: 'internal.calibration', side: 'client', message: end.reason, hint: '' });
  }
  return succeed(seconds);
}

function answeredPerSecond(seconds: readonly RunSecond[]): PerSecond {
  return (sumOf(seconds, 'ok') * 1_000) / STEP_MS;
}

function sumOf(seconds: readonly RunSecond[], key: 'ok' | 'sent'): number {
  return sumCounts(seconds.flatMap(({ series }) => series.map(({ counts }) => counts)))[key];
}

/** Two significant digits, downwards: no more precision than the measurement has. */
function roundDown(rate: PerSecond): PerSecond {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, rate))) - 1);
  return Math.max(1, Math.floor(rate / unit) * unit);
}

const SINK_IS_SILENT: Failure = {
  code: 'internal.calibration',
  side: 'client',
  message: 'The calibration got no response from the sink on this machine.',
  hint: 'Check whether a firewall blocks connections to 127.0.0.1.',
};
