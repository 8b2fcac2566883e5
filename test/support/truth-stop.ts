import type { SeriesCounts } from '../../src/contract/tick.ts';
import { monotonicUs } from './monotonic.ts';
import { exactPercentile } from './stats.ts';
import { startTruthTargets } from './truth-conservation.ts';
import { truthPlan } from './truth-plan.ts';
import { breachesOf, runPlan, totalsOf } from './truth-run.ts';
import type { TruthTargetOptions } from './truth-target.ts';

export interface StopFigures {
  readonly connections: number;
  /** After the order, by the target's clock, 99th percentile over connections: the last byte of ours; the close. */
  readonly lastByteUs: number;
  readonly closedUs: number;
  readonly state: string;
  readonly totals: SeriesCounts;
  readonly breaches: readonly string[];
}

/** Opens so many connections, each busy with a request, and orders the run to stop. */
export async function stopRun(
  how: 'graceful' | 'now',
  connections: number,
  mix: TruthTargetOptions['mix'],
): Promise<StopFigures> {
  const targets = await startTruthTargets();
  try {
    const url = await targets.remote.open({ seed: 1, mix });
    const plan = truthPlan({
      services: { target: { url } },
      classes: { all: { service: 'target', tasks: { plain: { get: '/' } } } },
      load: { users: connections, duration: 60 },
      limits: { timeout: '60s' },
    });
    let orderUs = Number.NaN;
    const run = await runPlan(plan, {
      meanwhile: async (crew) => {
        for (let busy = 0; busy < connections; ) {
          await new Promise((resolve) => setTimeout(resolve, 100));
          busy = (await targets.remote.counts(url)).lastByteUs.filter((us) => us > 0).length;
        }
        orderUs = monotonicUs();
        crew.stop(how);
      },
    });
    for (let tries = 0; (await targets.remote.counts(url)).openSockets > 0 && tries < 100; tries += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { lastByteUs, closedUs } = await targets.remote.counts(url);
    // A connection that is still there has no time of its close: the percentile is then no number, as it should be.
    const p99 = (times: Float64Array) =>
      exactPercentile(
        times.map((us) => us - orderUs),
        99,
      );
    return {
      connections: closedUs.length,
      lastByteUs: p99(lastByteUs),
      closedUs: closedUs.some(Number.isNaN) ? Number.NaN : p99(closedUs),
      state: run.end.state,
      totals: totalsOf(run.seconds),
      breaches: breachesOf(run),
    };
  } finally {
    await targets.close();
  }
}
