import type { CapacityDocument, CapacityStep } from '../../../src/contract/capacity.ts';
import { capacityHeadline } from '../../../src/contract/capacity-text.ts';
import type { Comparison } from '../../../src/contract/comparison.ts';
import { type Result, succeed } from '../../../src/contract/failure.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import type { RunSecond } from '../../../src/contract/tick.ts';
import type { EpochMillis, Millis } from '../../../src/contract/units.ts';
import type { RunDetail } from '../../../src/contract/wire.ts';
import { overallOfSearch } from '../../../src/main/services/analysis/capacity/running/search-overall.ts';
import type { AppDoor } from '../../../src/main/services/app-port.ts';
import { compareCapacity } from '../../../src/main/services/compare/compare-capacity.ts';
import type { RunStore } from '../../../src/main/storage/run-record.ts';
import { madeCapacity, madeStep } from '../made-capacity.ts';
import { makeHttp, makePlan, makeSeries, makeStep } from '../made-plan.ts';
import { makeSecond, makeSeriesSecond } from '../made-seconds.ts';
import { seededRandom } from '../seeded-random.ts';
import { storeRun } from './analysed-run.ts';

/** The last search of the user, and the one before it, which found less. */
export const SEARCHES = { last: 'demo-search', before: 'demo-search-before' } as const;
const NAME = 'How much does the shop carry?';
const HOUR_MS = 3_600_000;

const OVERLOADED: readonly CapacityStep[] = [
  madeStep({ stage: 'reference', level: 294, fromMs: 112_000, toMs: 132_000, verdict: 'met', p95Ms: 15.6 }),
  madeStep({
    stage: 'overload',
    level: 882,
    fromMs: 132_000,
    toMs: 147_000,
    verdict: 'missed',
    why: 'more than it carries, on purpose',
    throughput: 752,
    p50Ms: 71,
    p95Ms: 98,
    errorShare: 0.147,
  }),
  madeStep({ stage: 'recovering', level: 294, fromMs: 147_000, toMs: 160_000, verdict: 'met', p95Ms: 15.9 }),
  madeStep({ stage: 'retest', level: 529, fromMs: 160_000, toMs: 175_000, verdict: 'met', p95Ms: 17.9 }),
];

/** When the load became that of the steps of the overload, and of what came before and after. */
const STEERING = OVERLOADED.map(({ fromMs, level }) => ({
  atMs: fromMs,
  act: { kind: 'each', levels: { visitors: level } } as const,
  by: 'search' as const,
  sentence: `visitors at ${level} per second`,
}));

/** The whole of a search, with the overload after it. */
function wholeSearch(): CapacityDocument {
  const found = madeCapacity();
  const more = OVERLOADED.map((step, place) => ({ ...step, number: found.steps.length + place + 1 }));
  return { ...found, steps: [...found.steps, ...more] };
}

/** Stores two searches of one plan. */
export function storeSearches(store: RunStore, now: EpochMillis): void {
  storeSearch(store, { runId: SEARCHES.before, startedAt: now - 240 * HOUR_MS, search: earlierSearch() });
  storeSearch(store, { runId: SEARCHES.last, startedAt: now - 200 * HOUR_MS, search: wholeSearch() });
}

/** The one before, of a slower target: each of its loads is a twelfth less. */
function earlierSearch(): CapacityDocument {
  const whole = wholeSearch();
  const less = <Row extends { readonly level: number }>(row: Row): Row => ({
    ...row,
    level: row.level === 1 ? 1 : Math.round(row.level * 0.92),
  });
  return {
    ...whole,
    sentence: '541 req/s (523–559) meets p95<20 ms and errors<1%.',
    highest: { value: 541, low: 523, high: 559 },
    steps: whole.steps.map(less),
    curve: whole.curve.map(less),
  };
}

interface Stored {
  readonly runId: string;
  readonly startedAt: EpochMillis;
  readonly search: CapacityDocument;
}

const PLAN_TEXT = `plimsoll: 1
name: ${NAME}
services:
  gateway: { url: http://127.0.0.1:8000 }
classes:
  visitors:
    service: gateway
    tasks:
      instruments: { weight: 1, get: /api/v1/instruments }
load: { rate: 50, duration: 1m }
capacity:
  objectives: ["p95<20ms", "errors<1%"]
`;

function storeSearch(store: RunStore, { runId, startedAt, search }: Stored): void {
  const lengthMs = search.steps.at(-1)?.toMs ?? 0;
  const plan: RunPlan = makePlan({
    name: NAME,
    purpose: 'capacity',
    durationMs: lengthMs,
    series: [makeSeries({ clock: 'intended' })],
    scenarios: [makeHttp({ tasks: [{ name: 'instruments', weight: 1, steps: [makeStep(0)] }] })],
  });
  const overrides = { capacity: { objectives: [...search.objectives], thoroughness: 'precise' as const } };
  const seconds = [...secondsOf(search)];
  storeRun(store, { runId, plan, startedAt, planText: PLAN_TEXT, overrides }, seconds);
  const { headline } = store.get(runId) ?? {};
  if (headline === undefined) return;
  const { outcome, passed, grade } = overallOfSearch(search, []);
  const capacity = capacityHeadline(search);
  store.retell(runId, { ...headline, outcome, passed, overallGrade: grade, capacity });
}

/** Requests for each second of the steps, as fast as these say: exponential times with their p95. */
function* secondsOf({ steps, recovery }: CapacityDocument): Generator<RunSecond> {
  const random = seededRandom(31);
  const fellBackAt = (recovery?.fellBackAtMs ?? 0) / 1_000;
  for (const step of steps) {
    for (let second = step.fromMs / 1_000; second < step.toMs / 1_000; second += 1) {
      const late = second - fellBackAt;
      const p95Ms = late >= 0 && late < 3 ? 15 + 60 / (late + 1) ** 2 : (step.p95Ms ?? 0);
      const failed = Math.round(step.level * (step.errorShare ?? 0));
      const times = Array.from({ length: Math.round(step.level) - failed }, () =>
        exponential(random(), p95Ms),
      );
      const failures = { errors: failed, targetErrors: failed };
      yield makeSecond(second, [makeSeriesSecond(0, times, { counts: failures })], { users: 0 });
    }
  }
}

function exponential(uniform: number, p95Ms: Millis): Millis {
  return Math.max(0.1, (-Math.log(1 - uniform) * p95Ms) / 3);
}

/** A door through which these two runs have what their searches found: their seconds are made, and nothing searched in them. */
export function withSearches(door: AppDoor): AppDoor {
  const known = new Map<string, () => CapacityDocument>([
    [SEARCHES.last, wholeSearch],
    [SEARCHES.before, earlierSearch],
  ]);
  const inDetail = (detail: RunDetail): RunDetail => {
    const capacity = known.get(detail.row.runId)?.();
    if (capacity === undefined) return detail;
    const { summary } = detail;
    const overall = overallOfSearch(capacity, []);
    return { ...detail, summary: { ...summary, capacity, overall, steering: STEERING } };
  };
  const inComparison = (comparison: Comparison): Comparison => {
    const { a, b } = comparison;
    const capacity = compareCapacity(known.get(a.id)?.(), known.get(b.id)?.());
    return capacity === null ? comparison : { ...comparison, capacity };
  };
  const answered = (name: string, result: Result<unknown>): Result<unknown> => {
    if (!result.ok) return result;
    if (name === 'runs.compare') return succeed(inComparison(result.value as Comparison));
    if (name === 'runs.get') return succeed(inDetail(result.value as RunDetail));
    return result;
  };
  return {
    on: (name, listener) => door.on(name, listener),
    dispatch: async (name, argument) => answered(name, await door.dispatch(name, argument)),
  };
}
