import { startTruthTargets } from './truth-conservation.ts';
import { truthPlan } from './truth-plan.ts';
import { codesOf, histogramOf, type Proof, proofIn, runPlan } from './truth-run.ts';
import { worstGauge } from './worst-gauge.ts';

export interface DeadlineFigures {
  readonly deadlineMs: number;
  readonly kind: 'hang' | 'endless';
  readonly count: number;
  readonly codes: Readonly<Record<string, number>>;
  /** The earliest and the latest end of a request, from its start. */
  readonly firstUs: number;
  readonly lastUs: number;
}

export interface DeadlinesRun extends Proof {
  readonly figures: readonly DeadlineFigures[];
  /** The longest the load threads say they were held up. */
  readonly heldUpUs: number;
}

const USERS = 5;

/**
 * Lets every deadline pass at once, in one run: users who ask a service that never answers, and users who are sent a
 * body without end. Each user asks as often as its deadline fits into the longest one, at most 20 times.
 */
export async function passDeadlines(deadlinesMs: readonly number[]): Promise<DeadlinesRun> {
  const targets = await startTruthTargets();
  try {
    const hang = await targets.remote.open({ seed: 1, mix: { hang: 1 } });
    const endless = await targets.remote.open({ seed: 1, mix: { endless: 1 } });
    const kinds = ['hang', 'endless'] as const;
    const longestMs = Math.max(...deadlinesMs);
    const cases = kinds.flatMap((kind) => deadlinesMs.map((deadlineMs) => ({ kind, deadlineMs })));
    const plan = truthPlan({
      services: { hang: { url: hang }, endless: { url: endless } },
      classes: Object.fromEntries(
        cases.map(({ kind, deadlineMs }) => {
          const iterations = Math.min(20, Math.max(1, Math.floor(longestMs / deadlineMs / 1.5)));
          const tasks = { [`${kind} ${deadlineMs}`]: { get: '/', timeout: `${deadlineMs}ms` } };
          return [`${kind} ${deadlineMs}`, { service: kind, users: USERS, iterations, tasks }];
        }),
      ),
      load: { duration: Math.max(1, longestMs / 1_000) },
    });
    const run = await runPlan(plan);
    const figures = cases.map(({ kind, deadlineMs }): DeadlineFigures => {
      const series = plan.series.findIndex(({ endpoint }) => endpoint === `${kind} ${deadlineMs}`);
      const failed = histogramOf(run.seconds, 'failed', { series });
      return {
        kind,
        deadlineMs,
        count: failed.count,
        codes: codesOf(run.seconds, series),
        firstUs: failed.min ?? Number.NaN,
        lastUs: failed.max ?? Number.NaN,
      };
    });
    const heldUpUs = worstGauge(run.seconds, 'loop.delay_max');
    return { figures, ...proofIn(run), heldUpUs };
  } finally {
    await targets.close();
  }
}
