import type { RunPlan } from '../../src/contract/run-plan.ts';
import { startCalibratedServer } from './calibrated-server.ts';
import { numberedPlan } from './truth-plan.ts';
import { type Proof, proofIn, runPlan, type TruthRun, totalsOf } from './truth-run.ts';

export interface RateFigures extends Proof {
  readonly run: TruthRun;
  readonly planned: number;
  /** What the server's log holds. */
  readonly arrived: number;
  /** Per second of the plan: planned by the product, and arrived by the server's log. */
  readonly perSecond: readonly { readonly planned: number; readonly arrived: number }[];
}

/** Runs an open plan against a calibrated server that answers at once, and counts second by second on both sides. */
export async function measureArrivals(planFor: (url: string) => RunPlan, threads = 1): Promise<RateFigures> {
  const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 1 } });
  try {
    const run = await runPlan(planFor(server.url), { threads });
    const log = await server.log();
    const whole = Math.round(run.plan.durationMs / 1_000);
    const arrived = new Array<number>(whole).fill(0);
    for (const atUs of log.arrivedUs) {
      const second = Math.min(whole - 1, Math.max(0, Math.floor((atUs - run.startUs) / 1_000_000)));
      arrived[second] = (arrived[second] ?? 0) + 1;
    }
    return {
      run,
      planned: totalsOf(run.seconds).planned,
      arrived: log.arrivedUs.length + log.unlogged,
      perSecond: arrived.map((count, second) => ({
        planned: totalsOf(run.seconds.filter((one) => one.second === second)).planned,
        arrived: count,
      })),
      ...proofIn(run),
    };
  } finally {
    await server.close();
  }
}

export function constantRate(ratePerSecond: number, seconds: number): (url: string) => RunPlan {
  return (url) => numberedPlan(url, { ratePerSecond, seconds });
}

/** The largest distance between what was wanted in a second and what arrived in it, in requests. */
export function worstSecond(figures: RateFigures, wanted: readonly number[]): number {
  return Math.max(...figures.perSecond.map(({ arrived }, at) => Math.abs(arrived - (wanted[at] ?? 0))));
}

/** Whether every second arrived within 1 % of what was wanted, or 2 requests. */
export function secondsKept(figures: RateFigures, wanted: readonly number[]): boolean {
  return figures.perSecond.every(({ arrived }, at) => {
    const due = wanted[at] ?? 0;
    return Math.abs(arrived - due) <= Math.max(2, 0.01 * due);
  });
}
