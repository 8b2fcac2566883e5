import type { Trust } from '../../src/contract/summary.ts';
import { startCalibratedServer } from './calibrated-server.ts';
import { numberedPlan } from './truth-plan.ts';
import { histogramOf, runPlan, type ThreadTroubles, type TruthRun, trustIn } from './truth-run.ts';

const DELAY_MS = 50;

export interface BlockFigures {
  readonly run: TruthRun;
  readonly trust: Trust;
  /** For each block that was made, how far from it the nearest one lies that was found, milliseconds. */
  readonly offMs: readonly number[];
  /** 99th percentile of the response time: without any block, with all seconds, and without the bad ones. */
  readonly cleanP99Us: number;
  readonly allP99Us: number;
  readonly goodP99Us: number;
  /** Of the undisturbed run: whether the machine was quiet enough for this to prove anything. */
  readonly trusted: boolean;
}

/** The same plan twice, undisturbed and with a load thread that is blocked now and then. */
export async function measureBlocks(
  block: NonNullable<ThreadTroubles['block']>,
  { ratePerSecond, seconds }: { ratePerSecond: number; seconds: number },
): Promise<BlockFigures> {
  const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: DELAY_MS } });
  try {
    const plan = numberedPlan(server.url, { ratePerSecond, seconds });
    const clean = await runPlan(plan);
    const run = await runPlan(plan, { troubles: { block } });
    const trust = trustIn(run);
    const p99 = (of: TruthRun, without: readonly number[] = []) =>
      histogramOf(of.seconds, 'response', { without }).percentile(99) ?? Number.NaN;
    return {
      run,
      trust,
      offMs: run.blocks.map(({ fromUs }) => {
        const atMs = (fromUs - run.startUs) / 1_000;
        return Math.min(...trust.blocks.map((found) => Math.abs(found.atMs - atMs)));
      }),
      cleanP99Us: p99(clean, trustIn(clean).badSeconds),
      allP99Us: p99(run),
      goodP99Us: p99(run, trust.badSeconds),
      trusted: trustIn(clean).verdict === 'trusted',
    };
  } finally {
    await server.close();
  }
}
