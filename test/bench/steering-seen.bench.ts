/**
 * A load that is steered while the run goes on: the new level in the server's log, thread by thread, in the second after
 * it takes effect; and runs of chance that are steered and stopped at random moments, the client's books against the server's.
 * Run: `node test/bench/steering-seen.bench.ts [runs] [first seed]`; 50 runs of chance from seed 1.
 * Bounds: in effect within 100 ms of the act; in the first second each thread within 2% of its part or 2 requests;
 * connections within 1 s; 0 differences.
 */
import { setTimeout } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { SteerAct, SteeringLogEntry } from '../../src/contract/steering.ts';
import { MICROS_PER_MILLI } from '../../src/contract/units.ts';
import { startCalibratedServer } from '../support/calibrated-server.ts';
import { runCrew } from '../support/engine-crew.ts';
import { monotonicUs } from '../support/monotonic.ts';
import { LOOPBACK } from '../support/ports.ts';
import { CrewSteering } from '../support/steer-crew.ts';
import { attemptsText, untilTrusted } from '../support/truth-attempts.ts';
import { balanceOf, startTruthTargets, steeredChanceRun } from '../support/truth-conservation.ts';
import { numberedPlan, truthPlan } from '../support/truth-plan.ts';
import { TruthReport } from '../support/truth-report.ts';
import { type Proof, proofIn, runPlan, totalsOf } from '../support/truth-run.ts';

const [runs = 50, first = 1] = process.argv.slice(2).map(Number);
const THREADS = 3;
const report = new TruthReport('steering seen');

/** An act, when it is asked for, and the level of its first second. */
interface Planned {
  readonly askMs: number;
  readonly act: SteerAct;
  readonly level: number;
}

const RATES: readonly Planned[] = [
  { askMs: 2_300, act: { kind: 'set', unit: 'rate', level: 900 }, level: 900 },
  { askMs: 4_450, act: { kind: 'spike', unit: 'rate', level: 1_800, seconds: 1.2 }, level: 1_800 },
  { askMs: 7_000, act: { kind: 'scale', unit: 'rate', factor: 0.5 }, level: 450 },
  { askMs: 9_150, act: { kind: 'set', unit: 'rate', level: 0 }, level: 0 },
  { askMs: 11_000, act: { kind: 'back' }, level: 300 },
];

interface Seen extends Proof {
  /** From the act to its effect, the longest of all. */
  readonly leadMs: number;
  /** In the first second after each act, the thread that is furthest from its part, in requests and in percent. */
  readonly worst: { readonly requests: number; readonly percent: number };
  readonly planned: number;
  readonly wanted: number;
}

async function seeRates(): Promise<Seen> {
  const server = await startCalibratedServer({ delay: { kind: 'fixed', ms: 1 } });
  try {
    const plan = numberedPlan(server.url, { ratePerSecond: 300, seconds: 13 });
    const entries: (SteeringLogEntry & { readonly askedUs: number })[] = [];
    let load = plan.load;
    const run = await runPlan(plan, {
      threads: THREADS,
      meanwhile: async (crew) => {
        const steering = new CrewSteering(crew, plan);
        const begunMs = performance.now();
        for (const { askMs, act } of RATES) {
          await setTimeout(askMs - (performance.now() - begunMs));
          const askedUs = monotonicUs();
          const steered = steering.act(act);
          if (!steered.ok) throw new Error(steered.failure.message);
          entries.push({ ...steered.value, askedUs });
        }
        load = steering.load;
      },
    });
    const { arrivedUs, id } = await server.log();
    const worst = { requests: 0, percent: 0 };
    for (const [nth, { atMs }] of entries.entries()) {
      const fromUs = run.startUs + atMs * 1_000;
      const part = (RATES[nth]?.level ?? 0) / THREADS;
      for (let thread = 0; thread < THREADS; thread += 1) {
        const count = arrivedUs.reduce(
          (sum, atUs, row) =>
            // The server is a millisecond away.
            atUs >= fromUs + 1_000 && atUs < fromUs + 1_001_000 && (id[row] ?? 0) % THREADS === thread
              ? sum + 1
              : sum,
          0,
        );
        const off = Math.abs(count - part);
        worst.requests = Math.max(worst.requests, off);
        worst.percent = Math.max(worst.percent, part === 0 ? 0 : (off / part) * 100);
      }
    }
    const segments = load[0]?.segments ?? [];
    const area = segments.reduce(
      (sum, { durationMs, from, to }) => sum + ((from + to) / 2) * (durationMs / 1_000),
      0,
    );
    return {
      leadMs: Math.max(
        ...entries.map(({ atMs, askedUs }) => atMs - (askedUs - run.startUs) / MICROS_PER_MILLI),
      ),
      worst,
      planned: totalsOf(run.seconds).planned,
      wanted: Math.ceil(area - 1e-6),
      ...proofIn(run),
    };
  } finally {
    await server.close();
  }
}

/** How long after a change of the number of connections took effect the server has as many, in ms. */
async function seeConnections(): Promise<number[]> {
  const server = new WebSocketServer({ host: LOOPBACK, port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const plan = truthPlan({
    services: { target: { url: `http://${LOOPBACK}:${port}` } },
    classes: {
      sockets: { service: 'target', websocket: { path: '/', connections: 20, connectRate: 1_000 } },
    },
    load: { duration: 8 },
  });
  const delays: number[] = [];
  let seen: Promise<void> = Promise.resolve();
  let steering: CrewSteering | null = null;
  await runCrew(plan, {
    meanwhile: (crew) => {
      steering = new CrewSteering(crew, plan);
    },
    // However long its threads took to begin.
    onSecond: ({ second }) => {
      if (second !== 1) return;
      seen = (async () => {
        for (const level of [80, 5, 40]) {
          const steered = steering?.act({ kind: 'set', unit: 'connections', level });
          if (steered === undefined) return;
          if (!steered.ok) throw new Error(steered.failure.message);
          const fromMs = performance.now();
          while (server.clients.size !== level && performance.now() - fromMs < 1_500) await setTimeout(2);
          delays.push(performance.now() - fromMs);
          // A level stands for a moment before the next is asked for, so that each delay is of one change.
          await setTimeout(300);
        }
      })();
    },
  });
  await seen;
  server.close();
  return delays;
}

const isKept = ({ leadMs, worst, planned, wanted }: Seen) =>
  leadMs <= 100 && (worst.requests <= 2 || worst.percent <= 2) && planned === wanted;
const seen = await untilTrusted(seeRates, isKept);
report.check('rate: from the act to its effect', `${seen.leadMs.toFixed(0)} ms`, {
  bound: '100 ms',
  met: seen.leadMs <= 100,
});
report.check(
  `rate: worst of ${THREADS} threads in the second after`,
  `${seen.worst.requests.toFixed(1)} requests, ${seen.worst.percent.toFixed(2)}% off (${attemptsText(seen)})`,
  { bound: '2 requests or 2%', met: seen.worst.requests <= 2 || seen.worst.percent <= 2 },
);
report.check('rate: planned', `${seen.planned} of ${seen.wanted}`, {
  bound: 'exactly',
  met: seen.planned === seen.wanted,
});
const delays = await seeConnections();
report.check('connections: as many at the server', `${Math.max(...delays).toFixed(0)} ms after the act`, {
  bound: '1,000 ms',
  met: Math.max(...delays) <= 1_000,
});

const targets = await startTruthTargets();
const differences: string[] = [];
let [steered, stopped, sent] = [0, 0, 0];
for (let seed = first; seed < first + runs; seed += 1) {
  const chance = steeredChanceRun(seed);
  const balance = await balanceOf(targets, chance);
  if (chance.stop !== null) stopped += 1;
  steered += balance.steered;
  sent += balance.sent;
  differences.push(...balance.differences.map((difference) => `seed ${seed}: ${difference}`));
}
await targets.close();
for (const difference of differences) process.stdout.write(`${difference}\n`);
report.note(
  'runs of chance',
  `${runs}, steered ${steered} times, ${stopped} of them stopped; ${sent} requests`,
);
report.check('differences between client and server', String(differences.length), {
  bound: '0',
  met: differences.length === 0,
});
report.finish();
