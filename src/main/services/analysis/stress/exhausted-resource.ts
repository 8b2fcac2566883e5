import type { StressAnswers } from '../../../../contract/stress.ts';
import type { Millis, SecondIndex } from '../../../../contract/units.ts';
import { begun, list } from '../findings/finding-words.ts';
import type { Ceiling, Reached } from '../target/ceilings.ts';
import type { TargetFacts } from '../target/target-looks.ts';
import { reachedWords, spanWords, usedWords } from '../target/target-words.ts';

const NOT_YET = { state: 'not known yet', sentence: 'Not known yet.' } as const;
/** More are not named. */
const MOST_NAMED = 4;

interface Exhausted {
  readonly ceiling: Ceiling;
  readonly reached: Reached;
}

/**
 * The answers of a run with what ran out of its target: what was at its limit first, by time, beside the breaking point
 * (S-56). It names no cause.
 * @param target null: it was not watched
 */
export function withResource(
  answers: StressAnswers,
  target: TargetFacts | null,
  ended: boolean,
): StressAnswers {
  if (target === null) return answers;
  return { ...answers, resource: exhaustedResource(target, answers.breakingPoint.atMs, ended) };
}

function exhaustedResource(
  target: TargetFacts,
  brokeAtMs: Millis | null,
  ended: boolean,
): StressAnswers['resource'] {
  const reached = target.ceilings
    .flatMap((ceiling): Exhausted[] =>
      ceiling.reached === null ? [] : [{ ceiling, reached: ceiling.reached }],
    )
    .toSorted((a, b) => a.reached.fromSecond - b.reached.fromSecond);
  const [first, ...later] = reached;
  if (first === undefined) return ended ? notReached(target.ceilings) : NOT_YET;
  const others = later
    .slice(0, MOST_NAMED - 1)
    .map(({ ceiling, reached: at }) => ` ${startOf(ceiling, at)}.`);
  return {
    state: 'measured',
    sentence: `${startOf(first.ceiling, first.reached)}${besideBreak(first.reached.fromSecond, brokeAtMs)}.${others.join('')}`,
  };
}

/** `All 20 connections of database were in use from 1:05 to 1:40`. */
function startOf(ceiling: Ceiling, reached: Reached): string {
  return begun(`${reachedWords(ceiling, reached)} ${spanWords(reached)}`);
}

function besideBreak(fromSecond: SecondIndex, brokeAtMs: Millis | null): string {
  if (brokeAtMs === null) return '';
  const seconds = Math.floor(brokeAtMs / 1_000) - fromSecond;
  if (seconds === 0) return ', in the second of the breaking point';
  return seconds > 0
    ? `, ${seconds} s before the breaking point`
    : `, ${-seconds} s after the breaking point`;
}

function notReached(ceilings: readonly Ceiling[]): StressAnswers['resource'] {
  // What a single thread can use is known by guess: what is at most available says more.
  const known = ceilings.filter(({ kind }) => kind !== 'core');
  if (known.length === 0)
    return { state: 'not measurable', sentence: 'No limit is known of anything that was watched.' };
  const highest = known
    .toSorted((a, b) => b.highest / b.limit - a.highest / a.limit)
    .map((ceiling) => usedWords(ceiling, ceiling.highest));
  const network = known.some(({ kind }) => kind === 'network') ? '' : ' No limit of its network is known.';
  return {
    state: 'not reached',
    sentence: `Nothing with a known limit ran out: at most, ${list(highest)}.${network}`,
  };
}
