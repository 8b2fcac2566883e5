import type { CapacityOverride } from '../../../../contract/capacity-schema.ts';
import {
  type CapacitySearchPlan,
  type CapacityUnit,
  leastRecoveryMs,
  type Objective,
  overridden,
  type RecoveryKind,
  SEARCH_MINUTES,
} from '../../../../contract/capacity-search.ts';
import { printDuration } from '../../../../contract/duration.ts';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { formatNumber } from '../../../../contract/format.ts';
import { statisticFor } from '../../../../contract/grade-metrics.ts';
import { parseObjectives } from '../../../../contract/objective-text.ts';
import { isPercentile, PERCENTILE_VALUES } from '../../../../contract/percentiles.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import { START_SLOT_MS, type StartCounting } from '../../../../contract/start-counts.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { MICROS_PER_MILLI, type Micros, type Millis } from '../../../../contract/units.ts';
import type { SearchedClasses } from './searched-classes.ts';

/** How a search goes about it. */
export type CapacitySettings = Pick<
  CapacitySearchPlan,
  'from' | 'to' | 'objectives' | 'thoroughness' | 'maxMs' | 'ladder' | 'recovery'
>;

/** Reference, overload, a minute to recover, and one more look. */
const RECOVERY_MS: Millis = 180_000;
/** What the first steps and one missed step take; a search that is cut before says nothing. */
const LEAST_MS: Millis = 60_000;
/** As long as any run. */
const MOST_MS: Millis = 7 * 24 * 3_600_000;

/**
 * What the plan's block says, each value of the override in its place, and what is usual where neither says it.
 * @returns failures `capacity.objective` and `capacity.objectives` as `parseObjectives`, `capacity.no_objective`,
 * `capacity.from_level`, `capacity.to_level`, `capacity.range`, `capacity.time`, `capacity.recovery_time`, `capacity.too_long`,
 * `capacity.recovery`, `capacity.ladder`; the window says the way out in words of its form
 */
export function capacitySettings(
  plan: Plan,
  override: CapacityOverride,
  searched: SearchedClasses,
): Result<CapacitySettings> {
  const block = plan.capacity;
  const objectives = objectivesOf(plan, overridden(override.objectives, block?.objectives), searched);
  if (!objectives.ok) return objectives;
  const thoroughness = override.thoroughness ?? block?.thoroughness ?? 'quick';
  const recovery = override.recovery ?? recoveryOf(block?.recovery);
  const settings: CapacitySettings = {
    from: overridden(override.from, block?.from) ?? null,
    to: overridden(override.to, block?.to) ?? null,
    objectives: objectives.value,
    thoroughness,
    maxMs:
      overridden(override.maxMs, block?.maxTime) ??
      (recovery === 'alone' ? RECOVERY_MS : SEARCH_MINUTES[thoroughness].most * 60_000),
    ladder: override.ladder ?? block?.ladder ?? false,
    recovery,
  };
  const wrong = wrongLevel(settings, searched.by) ?? refusalOf(settings, searched.by);
  return wrong === null ? succeed(settings) : fail(wrong);
}

/** What a block says, as a run carries it. */
function recoveryOf(written: NonNullable<Plan['capacity']>['recovery']): RecoveryKind {
  if (written === 'alone') return written;
  return written === false ? 'none' : 'after';
}

/** Below one request in ten seconds, steps of half a minute see nothing. */
const LEAST_RATE = 0.1;

function wrongLevel({ from, to }: CapacitySettings, by: CapacityUnit): Failure | null {
  const levels = [
    { level: from, code: 'capacity.from_level' },
    { level: to, code: 'capacity.to_level' },
  ];
  for (const { level, code } of levels) {
    if (level === null) continue;
    if (by !== 'rate' && !Number.isInteger(level))
      return testFailure(
        code,
        `a search by ${by} has whole levels, and ${level} is none`,
        `Write ${Math.max(1, Math.round(level))}, say.`,
      );
    if (by === 'rate' && level < LEAST_RATE)
      return testFailure(
        code,
        `${level} per second is too little for a search: no step would see enough requests`,
        `Write ${LEAST_RATE} or more.`,
      );
  }
  return null;
}

function refusalOf(
  { from, to, objectives, maxMs, ladder, recovery }: CapacitySettings,
  by: CapacityUnit,
): Failure | null {
  if (from !== null && to !== null && from > to)
    return testFailure(
      'capacity.range',
      `the search would begin at ${formatNumber(from)}, beyond its highest load of ${formatNumber(to)}`,
      'Lower --from, or raise --to.',
    );
  if (maxMs < LEAST_MS)
    return testFailure(
      'capacity.time',
      `${printDuration(maxMs)} is too short for a search`,
      `Give it a minute or more: --max-time ${printDuration(LEAST_MS)}.`,
    );
  const knownAfterMs = knownWhen(objectives).knownAfterUs / MICROS_PER_MILLI;
  const leastMs = Math.ceil(leastRecoveryMs(knownAfterMs) / 5_000) * 5_000;
  if (recovery === 'alone' && maxMs < leastMs)
    return testFailure(
      'capacity.recovery_time',
      `${printDuration(maxMs)} is too short for a recovery, which takes ${printDuration(leastMs)} or more`,
      `Give it more time: --max-time ${printDuration(leastMs)}.`,
    );
  if (maxMs > MOST_MS)
    return testFailure(
      'capacity.too_long',
      `${printDuration(maxMs)} is more than a search can last: a week`,
      'Most are over in ten minutes: --max-time 10m.',
    );
  if (recovery === 'alone' && from === null)
    return testFailure(
      'capacity.recovery',
      'a recovery alone searches for nothing, so it has to be told the load that the target carries',
      'Name it with --from: it is run at half of it, at one and a half, and at half again.',
    );
  if (!ladder) return null;
  if (by === 'connections')
    return testFailure(
      'capacity.ladder',
      'a ladder is of users who wait for responses, and this search is by connections',
      'Leave --ladder out.',
    );
  if (recovery !== 'alone') return null;
  return testFailure(
    'capacity.ladder',
    'a recovery alone climbs no ladder',
    'Leave --ladder or --recovery out.',
  );
}

/** Without a limit of latency a second is waited for what may still fail. */
const KNOWN_AFTER_US: Micros = 1_000_000;

/** How the starts of a search are counted, as far as that follows from what it asks for. */
export function knownWhen(
  objectives: readonly Objective[],
): Pick<StartCounting, 'limitsUs' | 'knownAfterUs'> {
  const limits = objectives.flatMap((one) => (one.metric === 'latency' ? [one.limitUs] : []));
  const limitsUs = [...new Set(limits)].toSorted((a, b) => a - b);
  const longest = limitsUs.at(-1) ?? KNOWN_AFTER_US;
  return { limitsUs, knownAfterUs: Math.max(longest, START_SLOT_MS * MICROS_PER_MILLI) };
}

/** @param texts undefined: those that follow from the thresholds of the plan */
function objectivesOf(
  { thresholds = [], classes }: Plan,
  texts: readonly string[] | undefined,
  searched: SearchedClasses,
): Result<Objective[]> {
  if (texts !== undefined) return parseObjectives(texts);
  const services = new Set(searched.classes.flatMap(({ name }) => classes[name]?.service ?? []));
  const derived = strictest(thresholds.filter(({ service }) => services.has(service)));
  if (derived.length > 0) return parseObjectives(derived);
  return fail(
    testFailure(
      'capacity.no_objective',
      'nothing says what is good enough: no objective is given, and the plan has no threshold of latency or errors that one follows from',
      'Set one: --objective "p95<200ms" --objective "errors<1%".',
    ),
  );
}

/** Of each figure that an objective can be about, the strictest bound that is still acceptable. */
function strictest(thresholds: readonly Threshold[]): string[] {
  const bounds = new Map<string, number>();
  const keep = (metric: string, bound: number) => {
    if (bound > 0) bounds.set(metric, Math.min(bound, bounds.get(metric) ?? Number.POSITIVE_INFINITY));
  };
  for (const threshold of thresholds) {
    const { metric, acceptable } = threshold;
    const statistic = statisticFor(threshold);
    if (metric === 'latency' && statistic !== null && isPercentile(statistic))
      keep(`p${PERCENTILE_VALUES[statistic]}`, acceptable);
    // Every request fails, or none: no bound of either is an objective.
    if (metric === 'errorRate' && acceptable < 100) keep('errors', acceptable);
  }
  return [...bounds].map(([metric, bound]) => `${metric}<${bound}${metric === 'errors' ? '%' : 'ms'}`);
}

/** Options that set a load, or a time, where the search does. */
const ORDERED: readonly (readonly [key: keyof Overrides, why: string, hint: string])[] = [
  ['users', 'the search sets the load', 'Bound it with --from and --to.'],
  ['rate', 'the search sets the load', 'Bound it with --from and --to.'],
  ['spawnRate', 'the search sets the load', 'Leave it out.'],
  ['durationMs', 'the search ends when it has its answer', 'Bound it with --max-time.'],
  ['requests', 'the search ends when it has its answer', 'Bound it with --max-time.'],
  ['warmupMs', 'the search leaves out the first two seconds of every load', 'Leave it out.'],
];

/** The first option, or key of the plan, that a search could not heed; null: none. */
export function notWithSearch(
  plan: Plan,
  overrides: Overrides,
  { by, classes }: SearchedClasses,
): Failure | null {
  const idle = ORDERED.find(([key]) => overrides[key] !== undefined);
  if (idle !== undefined) {
    const [key, why, hint] = idle;
    const name = key.replace(/Ms$/, '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return testFailure('plan.override', `--${name} cannot be used here: ${why}`, hint);
  }
  if (overrides.connections !== undefined && by === 'connections')
    return testFailure(
      'plan.override',
      '--connections cannot be used here: the search sets the load',
      'Bound it with --from and --to.',
    );
  const ended = plan.load?.iterations;
  if (ended !== undefined)
    return testFailure(
      'capacity.iterations',
      `the plan ends after ${formatNumber(ended)} tasks (load.iterations), which would be in the middle of the search`,
      'Leave load.iterations out.',
    );
  if (by !== 'users') return null;
  const bound = classes.find(({ name }) => plan.classes[name]?.iterations !== undefined);
  if (bound === undefined) return null;
  return testFailure(
    'capacity.iterations',
    `users of class "${bound.name}" end after ${formatNumber(plan.classes[bound.name]?.iterations ?? 0)} tasks (iterations), so that none would be left to search with`,
    'Leave iterations out, or search by rate: --by rate.',
  );
}
