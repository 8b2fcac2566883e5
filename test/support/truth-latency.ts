import type { CalibratedServerOptions } from './calibrated-http.ts';
import { type CalibratedServer, startCalibratedServer } from './calibrated-server.ts';
import { constantPlanUs, responseTimesUs, serviceTimesUs } from './calibrated-truth.ts';
import { exactPercentile } from './stats.ts';
import { closedPlan, numberedPlan } from './truth-plan.ts';
import { histogramOf, type Proof, proofIn, runPlan, type TruthRun, totalsOf } from './truth-run.ts';
import { worstGauge } from './worst-gauge.ts';

export interface LatencyCase {
  readonly server: CalibratedServerOptions;
  readonly ratePerSecond: number;
  readonly seconds: number;
  readonly connections?: 'shared' | 'new-each-time';
  readonly threads?: number;
  readonly precision?: 'tick' | 'spin';
}

/** A percentile as the product prints it, beside the same percentile of the server's own log. Microseconds. */
export interface Pair {
  readonly percentile: number;
  readonly measuredUs: number;
  readonly truthUs: number;
}

export interface LatencyFigures extends Proof {
  readonly run: TruthRun;
  /** From the intended start. */
  readonly response: readonly Pair[];
  /** From the actual start, against arrival at the server: blind to stalls before the server has read the request. */
  readonly service: readonly Pair[];
  /** The longest the load threads say they were held up. */
  readonly heldUpUs: number;
}

/**
 * Runs an open plan against a calibrated server and lays the product's percentiles beside those of the server's log.
 * Throws where a request was lost: percentiles over different requests prove nothing.
 */
export async function measureLatency(
  one: LatencyCase,
  percentiles: readonly number[],
): Promise<LatencyFigures> {
  const server = await startCalibratedServer(one.server);
  try {
    const run = await runPlan(numberedPlan(server.url, one), one);
    const { planned, ok } = totalsOf(run.seconds);
    const log = await server.log();
    if (planned !== one.ratePerSecond * one.seconds || ok !== planned || log.arrivedUs.length !== planned) {
      throw new Error(`${planned} planned, ${ok} answered, ${log.arrivedUs.length} in the server's log`);
    }
    const intendedUs = constantPlanUs(run.startUs, one.ratePerSecond);
    const pairs = (name: 'response' | 'service', truth: Float64Array): Pair[] => {
      const histogram = histogramOf(run.seconds, name);
      return percentiles.map((percentile) => ({
        percentile,
        measuredUs: histogram.percentile(percentile) ?? Number.NaN,
        truthUs: exactPercentile(truth, percentile),
      }));
    };
    return {
      run,
      response: pairs('response', responseTimesUs(log, intendedUs)),
      service: pairs('service', serviceTimesUs(log)),
      ...proofIn(run, one.precision),
      heldUpUs: worstGauge(run.seconds, 'loop.delay_max'),
    };
  } finally {
    await server.close();
  }
}

/** What a closed loop of ten users sees of the same server: percentiles of its answers, microseconds. */
export async function measureClosedLoop(
  one: Pick<LatencyCase, 'server' | 'seconds'>,
  percentiles: readonly number[],
): Promise<number[]> {
  const server: CalibratedServer = await startCalibratedServer(one.server);
  try {
    const run = await runPlan(closedPlan(server.url, { users: 10, seconds: one.seconds }));
    const histogram = histogramOf(run.seconds, 'response');
    return percentiles.map((percentile) => histogram.percentile(percentile) ?? Number.NaN);
  } finally {
    await server.close();
  }
}

export interface Tolerance {
  readonly us: number;
  readonly share: number;
}

/** The pairs that lie further apart than the larger of the two tolerances. */
export function pairsApart(pairs: readonly Pair[], { us, share }: Tolerance): Pair[] {
  return pairs.filter(
    ({ measuredUs, truthUs }) => !(Math.abs(measuredUs - truthUs) <= Math.max(us, share * truthUs)),
  );
}

/** The five shapes of a stalled server: answers after 2 ms, and freezes for the last second of every five. */
export const STALLS: Readonly<Record<string, Pick<LatencyCase, 'server' | 'connections'>>> = {
  hold: stalled('hold'),
  'blocked loop': stalled('blocked-loop'),
  SIGSTOP: stalled('sigstop'),
  // Connections that are open are served on: the pause is seen by those who connect.
  'accept pause': { ...stalled('accept-pause'), connections: 'new-each-time' },
  '1 slow in 100': {
    server: { delay: { kind: 'fixed', ms: 2 }, stall: { shape: 'one-slow-in', n: 100, slowMs: 500 } },
  },
};

function stalled(shape: 'hold' | 'blocked-loop' | 'sigstop' | 'accept-pause') {
  const window = { firstAfterMs: 2_000, durationMs: 1_000, everyMs: 5_000 };
  return { server: { delay: { kind: 'fixed', ms: 2 }, stall: { shape, ...window } } } as const;
}
