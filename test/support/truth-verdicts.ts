import { readGauge } from '../../src/contract/gauges.ts';
import type { Trust } from '../../src/contract/summary.ts';
import { type CalibratedServer, startCalibratedServer } from './calibrated-server.ts';
import { MAX_STOLEN } from './stolen-time.ts';
import { numberedPlan, truthPlan } from './truth-plan.ts';
import { runPlan, type TruthRun, trustIn } from './truth-run.ts';

export interface Verdict {
  readonly name: string;
  readonly trust: Trust;
  /** How often it was run again because something else used up the machine's processor: no clean run, then. */
  readonly repeated: number;
}

interface VerdictCase {
  readonly name: string;
  run(server: CalibratedServer): Promise<TruthRun>;
}

const SECONDS = 3;

/** Load threads that are asked for more than they can do, in ways of their own. */
const OVERLOADS: readonly VerdictCase[] = [
  ...[60_000, 80_000, 120_000].map((ratePerSecond) => ({
    name: `${ratePerSecond}/s on one thread`,
    run: (server: CalibratedServer) => runPlan(numberedPlan(server.url, { ratePerSecond, seconds: SECONDS })),
  })),
  ...[0.97, 0.985].map((burn) => ({
    name: `a thread that is busy ${burn * 100}% with something else`,
    run: (server: CalibratedServer) =>
      runPlan(numberedPlan(server.url, { ratePerSecond: 2_000, seconds: SECONDS }), { troubles: { burn } }),
  })),
  ...[80, 150, 300].map((durationMs) => ({
    name: `a thread that is blocked ${durationMs} ms now and then`,
    run: (server: CalibratedServer) =>
      runPlan(numberedPlan(server.url, { ratePerSecond: 500, seconds: SECONDS }), {
        troubles: { block: { firstAfterMs: 700, everyMs: 900, durationMs } },
      }),
  })),
  {
    name: 'ten requests may be open, and fifty would have to be',
    run: (server) =>
      runPlan(
        truthPlan({
          services: { target: { url: server.url } },
          classes: { all: { service: 'target', tasks: { plain: { get: '/' } } } },
          load: { rate: 1_000, duration: SECONDS },
          limits: { maxInFlight: 10 },
        }),
      ),
  },
  {
    name: 'ten connections for what needs fifty',
    run: (server) =>
      runPlan(
        truthPlan({
          services: { target: { url: server.url } },
          classes: { all: { service: 'target', tasks: { plain: { get: '/' } } } },
          load: { rate: 1_000, duration: SECONDS },
          limits: { maxConnections: 10 },
        }),
      ),
  },
];

/** Loads well within what a thread can do. */
const CLEAN: readonly VerdictCase[] = [
  ...[10, 50, 100, 200, 300, 500, 800].map((ratePerSecond) => ({
    name: `${ratePerSecond}/s`,
    run: (server: CalibratedServer) => runPlan(numberedPlan(server.url, { ratePerSecond, seconds: SECONDS })),
  })),
  {
    name: '200/s, Poisson',
    run: (server) =>
      runPlan(numberedPlan(server.url, { ratePerSecond: 200, seconds: SECONDS, arrivals: 'poisson' })),
  },
  {
    name: '100/s, a connection for each',
    run: (server) =>
      runPlan(
        numberedPlan(server.url, { ratePerSecond: 100, seconds: SECONDS, connections: 'new-each-time' }),
      ),
  },
  {
    name: '10 users who think',
    run: (server) =>
      runPlan(
        truthPlan({
          services: { target: { url: server.url } },
          classes: {
            all: { service: 'target', thinkTime: '100ms', tasks: { plain: { get: '/' } } },
          },
          load: { users: 10, duration: SECONDS },
        }),
      ),
  },
];

/**
 * Runs `count` cases of a kind, every `step`-th, going round the list, each against a server that answers after 50 ms.
 */
export async function verdictsOf(kind: 'overloaded' | 'clean', count: number, step = 1): Promise<Verdict[]> {
  const cases = kind === 'overloaded' ? OVERLOADS : CLEAN;
  const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 50 }, logCapacity: 1 });
  const verdicts: Verdict[] = [];
  try {
    for (let index = 0; index < count; index += 1) {
      const one = cases[(index * step) % cases.length] as VerdictCase;
      let run = await one.run(server);
      let repeated = 0;
      for (; kind === 'clean' && wasCrowded(run) && repeated < 5; repeated += 1) run = await one.run(server);
      verdicts.push({ name: one.name, trust: trustIn(run), repeated });
    }
  } finally {
    await server.close();
  }
  return verdicts;
}

/** Others had the machine for a while, or it was used up in some second, and not by us: these runs take a tenth of it. */
function wasCrowded({ seconds, stolenShare }: TruthRun): boolean {
  if (stolenShare > MAX_STOLEN) return true;
  return seconds.some((second) => {
    const [machine, own] = [readGauge(second, 'machine.cpu'), readGauge(second, 'process.cpu')];
    return (machine ?? 0) > 0.9 && (own ?? 0) < 0.5;
  });
}
