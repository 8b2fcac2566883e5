import {
  type AppliedLoad,
  type LoadChange,
  type LoadSegment,
  segmentsFrom,
  segmentsUpTo,
  unitOf,
} from '../../../../contract/applied-load.ts';
import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { profilePeak } from '../../../../contract/profile.ts';
import type { SteerAct, SteeredUnit } from '../../../../contract/steering.ts';
import type { Millis } from '../../../../contract/units.ts';
import { shareLevel } from './share-level.ts';
import {
  classesOf,
  heldAt,
  isCounted,
  levelNow,
  messagesNow,
  type SteeredMoment,
  steerableClasses,
  toCome,
} from './steerable-load.ts';
import { actSentence, noneOf, type SteeredLevel } from './steering-words.ts';

/** What an act comes to. */
interface OrderedLoad {
  /** Each begins at the moment and reaches to the end of the plan. */
  readonly changes: readonly LoadChange[];
  readonly sentence: string;
}

/**
 * What an act wants of each class from a moment on. Pure.
 * @returns failures `steer.nothing_to_steer`, `steer.counted`, `steer.unknown_class`
 */
export function orderLoad(moment: SteeredMoment, act: SteerAct): Result<OrderedLoad> {
  const classes = steerableClasses(moment);
  const refusal = steerRefusal(moment);
  if (refusal !== null) return fail(refusal);
  switch (act.kind) {
    case 'set':
      return ordered(moment, act, levelsOf(moment, act.unit, act.level));
    case 'scale':
      return scaled(moment, act);
    case 'spike':
      return spiked(moment, act);
    case 'hold':
      return ordered(
        moment,
        act,
        classes.map((one) => ({ one, unit: unitOf(one), level: levelNow(one, moment.atMs) })),
      );
    case 'each':
      return each(moment, act);
    case 'back':
      return succeed({
        changes: classes.map((one) => backToPlan(one, moment)),
        sentence: actSentence(act, []),
      });
  }
}

/** The level of each class of a unit, where all together have this one. */
function levelsOf(moment: SteeredMoment, unit: SteeredUnit, level: number): SteeredLevel[] {
  const own = classesOf(unit, steerableClasses(moment));
  if (unit === 'messages') return own.map((one) => ({ one, unit, level }));
  const now = own.map((one) => levelNow(one, moment.atMs));
  const peaks = own.map(({ name }) => peakOf(name, moment));
  const isWhole = unit !== 'rate';
  const parts = shareLevel(
    isWhole ? Math.round(level) : level,
    now.some((one) => one > 0) ? now : peaks,
    isWhole,
  );
  return own.map((one, index) => ({ one, unit, level: parts[index] ?? 0 }));
}

function peakOf(name: string, { planned }: SteeredMoment): number {
  const plan = planned.find((one) => one.name === name);
  return plan === undefined ? 0 : profilePeak(plan);
}

function scaled(moment: SteeredMoment, act: SteerAct & { kind: 'scale' }): Result<OrderedLoad> {
  const { unit, factor } = act;
  const { atMs } = moment;
  const own = classesOf(unit, steerableClasses(moment));
  if (unit === 'messages') {
    const levels = own.map((one) => ({ one, unit, level: (messagesNow(one, atMs) ?? 0) * factor }));
    return ordered(moment, act, levels);
  }
  const now = own.reduce((sum, one) => sum + levelNow(one, atMs), 0);
  if (own.length > 0 && now === 0) return fail(nothingNow(unit));
  const level = unit === 'rate' ? now * factor : wholeStep(now, factor);
  return ordered(moment, act, levelsOf(moment, unit, level));
}

/** One more or one less at least: 10% of five users are none. */
function wholeStep(now: number, factor: number): number {
  const next = Math.round(now * factor);
  if (factor > 1) return Math.max(now + 1, next);
  return factor < 1 ? Math.max(0, Math.min(now - 1, next)) : now;
}

function spiked(moment: SteeredMoment, act: SteerAct & { kind: 'spike' }): Result<OrderedLoad> {
  const { atMs, durationMs } = moment;
  const endMs = Math.min(durationMs, atMs + Math.round(act.seconds * 1_000));
  const levels = levelsOf(moment, act.unit, act.level);
  const after = (one: AppliedLoad) => segmentsFrom(toCome(one.segments, moment), endMs);
  return ordered(moment, act, levels, { endMs, after });
}

function each(moment: SteeredMoment, act: SteerAct & { kind: 'each' }): Result<OrderedLoad> {
  const classes = steerableClasses(moment);
  const levels: SteeredLevel[] = [];
  for (const [name, level] of Object.entries(act.levels)) {
    const one = classes.find((candidate) => candidate.name === name);
    if (one === undefined) return fail(unknownClass(name, moment));
    const unit = unitOf(one);
    levels.push({ one, unit, level: unit === 'rate' ? level : Math.round(level) });
  }
  return ordered(moment, act, levels);
}

/** How long it lasts, and what comes then; absent: to the end of the plan. */
interface Until {
  readonly endMs: Millis;
  after(one: AppliedLoad): LoadSegment[];
}

function ordered(
  moment: SteeredMoment,
  act: SteerAct,
  levels: readonly SteeredLevel[],
  until: Until = { endMs: moment.durationMs, after: () => [] },
): Result<OrderedLoad> {
  if (levels.length === 0) return fail('unit' in act ? noneOf(act.unit) : refusalOf(moment));
  const changes = levels.map(({ one, unit, level }) => ({
    name: one.name,
    segments: [...heldOf(one, { unit, level, moment, endMs: until.endMs }), ...until.after(one)],
  }));
  return succeed({ changes, sentence: actSentence(act, levels) });
}

/** Messages change the rate on connections, whose number goes on as it was to. */
function heldOf(
  one: AppliedLoad,
  { unit, level, moment, endMs }: { unit: SteeredUnit; level: number; moment: SteeredMoment; endMs: Millis },
): LoadSegment[] {
  if (unit !== 'messages') return [heldAt(one, level, { atMs: moment.atMs, endMs })];
  return segmentsUpTo(toCome(one.segments, moment), endMs).map((segment) => ({
    ...segment,
    cause: 'steered',
    messagesPerSecond: level,
  }));
}

function backToPlan({ name }: AppliedLoad, moment: SteeredMoment): LoadChange {
  const plan = moment.planned.find((one) => one.name === name);
  return { name, segments: toCome(plan?.segments ?? [], moment) };
}

/** Why no act could change the load of a moment; null: one can. */
export function steerRefusal(moment: SteeredMoment): Failure | null {
  return steerableClasses(moment).length === 0 ? refusalOf(moment) : null;
}

function refusalOf({ load }: SteeredMoment): Failure {
  if (load.some(isCounted)) {
    return testFailure(
      'steer.counted',
      'The plan ends after a number of iterations, which were shared out when it began: its load cannot be steered.',
      'Run it for a time instead.',
    );
  }
  return testFailure('steer.nothing_to_steer', 'No class of this run is still being loaded.');
}

function nothingNow(unit: SteeredUnit): Failure {
  return testFailure('steer.nothing_to_steer', `There are no ${unit} now to be scaled.`, 'Set a level.');
}

function unknownClass(name: string, { load }: SteeredMoment): Failure {
  const known = load.some((one) => one.name === name);
  return known
    ? testFailure(
        'steer.nothing_to_steer',
        `The class ${name} has ended, or ends after a number of iterations.`,
      )
    : testFailure('steer.unknown_class', `This run has no class ${name}.`);
}
