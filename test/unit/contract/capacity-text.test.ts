import { expect, it } from 'vitest';
import { type CapacityOutcome, capacitySchema } from '../../../src/contract/capacity.ts';
import {
  capacityHeadline,
  capacityHeadlineText,
  countAlike,
  levelText,
  searchUnit,
  searchVerdictWord,
  stepLoadText,
} from '../../../src/contract/capacity-text.ts';
import { stageText } from '../../../src/contract/capacity-words.ts';
import { outcomeText } from '../../../src/contract/format.ts';
import type { Outcome } from '../../../src/contract/outcome.ts';
import { headlineOf } from '../../../src/contract/run-headline.ts';
import { madeCapacity, searchedRun } from '../../support/made-capacity.ts';
import { estimatedRun } from '../../support/made-outcomes.ts';

it.each([
  ['found', '588 req/s (567–610)'],
  ['capped', '400 req/s or more'],
  ['none', 'missed at the lowest load'],
  ['limited', '400 req/s or more (limit of this machine)'],
  ['contradicted', 'contradicted'],
  ['partial', '566 req/s (566–800) so far'],
  ['unmeasured', 'not measured'],
  ['recovered', 'recovered after 2.13 s'],
  ['not recovered', 'not recovered within 60 s'],
  ['not returned', 'recovered, but carries less'],
  ['reference missed', 'missed before the overload'],
] as const)('a search that came out %s is listed as %s', (outcome, text) => {
  const { capacity } = headlineOf(searchedRun(outcome));
  expect(capacity === undefined ? '' : capacityHeadlineText(capacity)).toBe(text);
  expect(capacitySchema.safeParse(madeCapacity(outcome)).error).toBeUndefined();
});

it.each([
  ['arrivals/s', 2, 2, true],
  ['arrivals/s', 2, 5, false],
  ['arrivals/s', null, null, false],
  ['users', null, null, true],
  ['connections', null, null, true],
] as const)('levels in %s of %s and %s requests count alike: %s', (unit, one, other, alike) => {
  expect(countAlike({ unit, requestsPerArrival: one }, { unit, requestsPerArrival: other })).toBe(alike);
});

it('a recovery that took no time is listed so', () => {
  const { recovery } = madeCapacity();
  const atOnce = recovery === null ? null : { ...recovery, afterMs: 0, plusMinusMs: 0 };
  expect(capacityHeadlineText(capacityHeadline(madeCapacity('recovered', { recovery: atOnce })))).toBe(
    'recovered at once',
  );
});

it('the word for a run is that of its search, unless something else keeps one with an answer from passing', () => {
  const word = (outcome: CapacityOutcome, of: Outcome) =>
    searchVerdictWord({ capacity: madeCapacity(outcome), overall: { outcome: of } });
  expect(word('found', 'passed')).toBe('Found');
  expect(word('found', 'failed')).toBe('Failed');
  expect(word('recovered', 'not gradable')).toBe('Not gradable');
  expect(word('none', 'failed')).toBe('Not met');
});

it('of a search no list shows a grade', () => {
  expect(outcomeText({ outcome: 'passed', overallGrade: 'not-applicable', capacity: {} })).toBe('Passed');
  expect(outcomeText({ outcome: 'failed', overallGrade: 'poor', capacity: {} })).toBe('Failed');
  expect(outcomeText({ outcome: 'passed', overallGrade: 'good' })).toBe('Passed, Good');
});

it('by connections a search begins with one of them', () => {
  expect(stageText('probe', { by: 'connections' })).toBe('One connection first');
  expect(stageText('probe', { by: 'rate' })).toBe('One user first');
});

it('a run that searched for nothing has nothing to be listed', () => {
  expect('capacity' in headlineOf(estimatedRun())).toBe(false);
});

it.each([
  ['rate', 1, ['1 req/s', '588 req/s']],
  ['rate', 2.5, ['1 arrival/s', '588 arrivals/s']],
  ['rate', null, ['1 arrival/s', '588 arrivals/s']],
  ['users', null, ['1 user', '588 users']],
  ['connections', null, ['1 connection', '588 connections']],
] as const)('levels by %s with %s requests per arrival read %j', (by, requestsPerArrival, texts) => {
  const unit = searchUnit({ by, requestsPerArrival });
  expect([1, 588].map((level) => levelText(level, unit))).toEqual(texts);
});

it.each([
  [{ stage: 'probe', level: 1 }, 'rate', 'req/s', '1 user'],
  [{ stage: 'ladder', level: 16 }, 'rate', 'req/s', '16 users'],
  [{ stage: 'climb', level: 1_400.4 }, 'rate', 'req/s', '1,400 req/s'],
  [{ stage: 'climb', level: 16 }, 'users', 'users', '16 users'],
  [{ stage: 'rest', level: 0 }, 'rate', 'req/s', '–'],
] as const)('the load of %j by %s', (step, by, unit, text) => {
  expect(stepLoadText(step, { by, unit })).toBe(text);
});
