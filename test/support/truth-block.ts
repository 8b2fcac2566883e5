import type { Trust } from '../../src/contract/summary.ts';
import { startCalibratedServer } from './calibrated-server.ts';
import { numberedPlan } from './truth-plan.ts';
import {
  histogramOf,
  type Proof,
  proofIn,
  runPlan,
  type ThreadTroubles,
  type TruthRun,
  trustIn,
} from './truth-run.ts';

const DELAY_MS = 50;

export interface BlockFigures {
  readonly run: TruthRun;
  readonly trust: Trust;
  /** For each block that was made, how far from it the nearest one lies that was found, milliseconds. */
  readonly offMs: readonly number[];
  /** 99th percentile of the response time: with all seconds, and without the bad ones. */
  readonly allP99Us: number;
  readonly goodP99Us: number;
}

type Troubled = NonNullable<ThreadTroubles['block']>;
type Shape = Pick<Parameters<typeof numberedPlan>[1], 'ratePerSecond' | 'seconds'>;

/** A run with a load thread that is blocked now and then. */
export async function measureBlocks(block: Troubled, shape: Shape): Promise<BlockFigures> {
  const run = await runAgainstServer(shape, { block });
  const trust = trustIn(run);
  return {
    run,
    trust,
    offMs: run.blocks.map(({ fromUs }) => {
      const atMs = (fromUs - run.startUs) / 1_000;
      return Math.min(...trust.blocks.map((found) => Math.abs(found.atMs - atMs)));
    }),
    allP99Us: p99Us(run),
    goodP99Us: p99Us(run, trust.badSeconds),
  };
}

/** The same without any block; where the machine itself disturbed it, without those seconds and not trusted. */
export async function measureUndisturbed(shape: Shape): Promise<Proof & { p99Us: number }> {
  const run = await runAgainstServer(shape);
  return { p99Us: p99Us(run, trustIn(run).badSeconds), ...proofIn(run) };
}

async function runAgainstServer(shape: Shape, troubles: ThreadTroubles = {}): Promise<TruthRun> {
  const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: DELAY_MS } });
  try {
    return await runPlan(numberedPlan(server.url, shape), { troubles });
  } finally {
    await server.close();
  }
}

function p99Us(run: TruthRun, without: readonly number[] = []): number {
  return histogramOf(run.seconds, 'response', { without }).percentile(99) ?? Number.NaN;
}
