import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Profile } from '../../src/contract/profile.ts';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import { type StartSlot, startBucket } from '../../src/contract/start-counts.ts';
import { failureFor, statusFailure } from '../../src/workers/engine/drivers/failure-codes.ts';
import { arrivalsOf } from '../../src/workers/engine/load/schedule.ts';
import { LAST_SECOND_TAIL_US } from '../../src/workers/engine/time/stop-policy.ts';
import { countedPlan } from '../support/counted-plan.ts';
import { type CountedRun, type LoggedRequest, runCounted } from '../support/counted-run.ts';
import { httpPlan, httpStep } from '../support/engine-plan.ts';
import { lawRuns } from '../support/law-runs.ts';
import type { ScriptedAnswer } from '../support/scripted-driver.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { drawnChanges, steeredProfile } from '../support/steered-load.ts';

const SLOT_US = 250_000;
const MAX_THREADS = 3;

const segment = fc.record({
  durationMs: fc.integer({ min: 100, max: 1_200 }),
  from: fc.integer({ min: 0, max: 90 }),
  to: fc.integer({ min: 0, max: 90 }),
});
const segments = fc.array(segment, { minLength: 1, maxLength: 3 });
const profile: fc.Arbitrary<Profile> = fc.oneof(
  fc.record({
    model: fc.constant('open' as const),
    arrivals: fc.constantFrom('constant' as const, 'poisson' as const),
    segments,
  }),
  fc.record({ model: fc.constant('closed' as const), segments }),
);
const setting = fc.record({
  profile,
  seed: fc.integer({ min: 0, max: 1_000_000 }),
  threads: fc.integer({ min: 1, max: MAX_THREADS }),
  steps: fc.integer({ min: 1, max: 2 }),
  /** Of an open class: some arrivals are dropped. */
  isCapped: fc.boolean(),
  thinkMs: fc.constantFrom(0, 40),
  limitsUs: fc.constantFrom([], [100_000], [20_000, 240_000]),
  knownAfterUs: fc.constantFrom(250_000, 333_000, 1_000_000),
  /** Not on a whole millisecond, at which the threads turn. */
  stopAtUs: fc.option(fc.integer({ min: 0, max: 3_000 }).map((ms) => ms * 1_000 + 511)),
  stopsHard: fc.boolean(),
  hangs: fc.boolean(),
});
type Setting = typeof setting extends fc.Arbitrary<infer Value> ? Value : never;

/** No answer comes on a whole millisecond, nor when a slot ends. */
function moody(seed: number, hangs: boolean): (thread: number) => ScriptedAnswer {
  const randoms = Array.from({ length: MAX_THREADS }, (_, thread) => seededRandom(seed + thread));
  return (thread) => {
    const random = randoms[thread] ?? seededRandom(seed);
    const kind = random();
    const afterUs = Math.floor(random() * 600) * 1_000 + 137;
    if (kind < 0.04 && hangs) return { afterUs: null };
    if (kind < 0.1) return { afterUs: 5_137, status: 429 };
    if (kind < 0.15) return { afterUs, status: 503 };
    if (kind < 0.2) return { afterUs: 400_137, failure: failureFor('timeout.total') };
    if (kind < 0.24) return { afterUs: -1, failure: failureFor('connect.refused') };
    return { afterUs: kind < 0.6 ? 9_137 : afterUs };
  };
}

function planOf(chosen: Setting): RunPlan {
  const isOpen = chosen.profile.model === 'open';
  const steps = Array.from({ length: chosen.steps }, (_, series) => httpStep({ series, path: `/${series}` }));
  const plan = httpPlan({
    profile: chosen.profile,
    scenario: {
      thinkTime: { minMs: chosen.thinkMs, maxMs: chosen.thinkMs },
      tasks: [{ name: 'task', weight: 1, steps }],
    },
    ...(isOpen && chosen.isCapped ? { limits: { maxInFlight: 12 } } : {}),
    plan: { seed: chosen.seed },
  });
  const { limitsUs, knownAfterUs } = chosen;
  return countedPlan(plan, { limitsUs, knownAfterUs, series: steps.map(({ series }) => series) });
}

/** When it was to start, and what came of it; `endedUs` Infinity: nothing. */
interface Start {
  readonly thread: number;
  readonly atUs: number;
  readonly endedUs: number;
  readonly code: string | null;
}

function startOf({ thread, intendedUs, firedUs, answer, answeredUs }: LoggedRequest): Start {
  const status = answer.status ?? 200;
  const failure = answer.failure ?? (status >= 400 ? statusFailure(status) : null);
  // Without a cap nobody waits: a user begins a request as it is sent.
  const atUs = intendedUs < 0 ? firedUs : intendedUs;
  return { thread, atUs, endedUs: answeredUs, code: failure?.code ?? null };
}

/** All that the plan wanted until it ended or was stopped, whether or not it was sent. */
function startsOf(chosen: Setting, plan: RunPlan, { requests, endedUs }: CountedRun): Start[] {
  const shape = chosen.profile;
  if (shape.model !== 'open') return requests.map(startOf);
  const first = new Map<string, Start[]>();
  for (const request of requests.filter(({ series }) => series === 0)) {
    const key = `${request.thread} ${request.intendedUs}`;
    first.set(key, [...(first.get(key) ?? []), startOf(request)]);
  }
  const count = endedUs.length;
  const untilUs = Math.min(plan.durationMs * 1_000, (chosen.stopAtUs ?? Number.POSITIVE_INFINITY) + 1);
  const planned = endedUs.flatMap((_, thread) => {
    const found: Start[] = [];
    const arrivals = arrivalsOf(shape, { index: thread, count }, chosen.seed);
    for (; arrivals.atUs < untilUs; arrivals.advance()) {
      const sent = first.get(`${thread} ${arrivals.atUs}`)?.shift();
      const unsent = { thread, atUs: arrivals.atUs, endedUs: Number.POSITIVE_INFINITY, code: null };
      found.push(sent ?? unsent);
    }
    return found;
  });
  return [...planned, ...requests.filter(({ series }) => series > 0).map(startOf)];
}

function recount(slot: number, starts: readonly Start[], { limitsUs, knownAfterUs }: Setting): StartSlot {
  const within = starts.filter(({ atUs }) => Math.floor(atUs / SLOT_US) === slot);
  const isKnown = ({ endedUs }: Start) => endedUs < (slot + 1) * SLOT_US + knownAfterUs;
  const ok = within.filter((start) => isKnown(start) && start.code === null);
  const failed = within.filter((start) => isKnown(start) && start.code !== null);
  const tally = (keys: readonly (string | number)[]) => {
    const counts = new Map<string | number, number>();
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
    return counts;
  };
  const buckets = [...tally(ok.map(({ atUs, endedUs }) => startBucket(endedUs - atUs)))];
  const open = within.filter((start) => !isKnown(start)).length;
  const timedOut = failed.filter(({ code }) => code === 'timeout.total').length;
  return {
    slot,
    starts: within.length,
    ok: ok.length,
    failures: Object.fromEntries(tally(failed.map(({ code }) => code ?? ''))),
    open,
    beyond: limitsUs.map(
      (limitUs) => ok.filter(({ atUs, endedUs }) => endedUs - atUs > limitUs).length + timedOut + open,
    ),
    latencies: buckets
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .flatMap(([key, count]) => [Number(key), count]),
  };
}

type Changes = NonNullable<Parameters<typeof runCounted>[1]['changes']>;

async function run(chosen: Setting, changes: Changes = []) {
  const plan = planOf(chosen);
  const stopUs = chosen.stopAtUs;
  const ran = await runCounted(plan, {
    threads: chosen.threads,
    script: moody(chosen.seed, chosen.hangs),
    changes,
    stops: [
      ...(stopUs === null ? [] : [[stopUs, chosen.stopsHard ? 'now' : 'graceful'] as const]),
      // Answers that never come are waited for.
      [plan.durationMs * 1_000 + 3_000_511, 'now'],
    ],
  });
  // Without a cap all that a steered load wants is sent.
  const starts = changes.length > 0 ? ran.requests.map(startOf) : startsOf(chosen, plan, ran);
  const told = ran.seconds.flatMap((second) => second.starts ?? []);
  return { ...ran, told, starts };
}

test('slots say what a recount of the log says, each once, in the second in which it is known', async () => {
  await fc.assert(
    fc.asyncProperty(setting, async (chosen) => {
      const { seconds, told, starts, endedUs } = await run(chosen);
      expect(told).toEqual(told.map((_, slot) => recount(slot, starts, chosen)));
      for (const { starts: sum, ok, failures, open } of told)
        expect(sum).toBe(ok + Object.values(failures).reduce((all, count) => all + count, 0) + open);
      const firstEndUs = Math.min(...endedUs);
      for (const second of seconds) {
        const byUs = (second.second + 1) * 1_000_000;
        // The second in which the plan ends stays open a little longer.
        if (byUs > firstEndUs - LAST_SECOND_TAIL_US) continue;
        const known = (second.starts ?? []).map(({ slot }) => (slot + 1) * SLOT_US + chosen.knownAfterUs);
        expect(known.filter((us) => us > byUs || us <= byUs - 1_000_000)).toEqual([]);
      }
      // A slot that becomes known in the very moment of the end need not be told.
      const sureUs = firstEndUs - 1 - chosen.knownAfterUs;
      expect(told.length).toBeGreaterThanOrEqual(Math.floor(sureUs / SLOT_US));
    }),
    lawRuns(300, 12),
  );
});

test('together they are all that was planned, where nothing was cut off', async () => {
  const whole = setting.map((chosen) => ({ ...chosen, stopAtUs: null, hangs: false }));
  await fc.assert(
    fc.asyncProperty(whole, async (chosen) => {
      const { seconds, told } = await run(chosen);
      const planned = seconds.flatMap(({ series }) => series.map(({ counts }) => counts.planned));
      const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);
      expect(sum(told.map(({ starts }) => starts))).toBe(sum(planned));
    }),
    lawRuns(200, 7),
  );
});

test('the same holds of a load that is steered, by threads that hear of it early or late', async () => {
  const steered = setting.map((chosen) => ({ ...chosen, stopAtUs: null, hangs: false, isCapped: false }));
  const heardUs = fc.integer({ min: -60, max: 40 }).map((ms) => ms * 1_000 + 311);
  await fc.assert(
    fc.asyncProperty(steered, drawnChanges(90), heardUs, async (chosen, drawn, lateUs) => {
      const { orders } = steeredProfile(chosen.profile, drawn, 'user');
      const changes = orders.map(({ atMs, change }) => [Math.max(0, atMs * 1_000 + lateUs), change] as const);
      const { seconds, told, starts } = await run(chosen, changes);
      expect(told).toEqual(told.map((_, slot) => recount(slot, starts, chosen)));
      const planned = seconds.flatMap(({ series }) => series.map(({ counts }) => counts.planned));
      const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0);
      expect(sum(told.map((slot) => slot.starts))).toBe(sum(planned));
    }),
    lawRuns(200, 7),
  );
});
