import { expect, it } from 'vitest';
import { capacitySchema } from '../../../src/contract/capacity.ts';
import {
  capacityHeadlineText,
  levelText,
  searchUnit,
  stepLoadText,
} from '../../../src/contract/capacity-text.ts';
import { headlineOf } from '../../../src/contract/run-headline.ts';
import { madeCapacity, searchedRun } from '../../support/made-capacity.ts';
import { estimatedRun } from '../../support/made-outcomes.ts';

it.each([
  ['found', '588 req/s (567–610)'],
  ['capped', '400 req/s or more'],
  ['none', 'missed with one user'],
  ['limited', '400 req/s or more (limit of this machine)'],
  ['contradicted', 'contradicted'],
  ['partial', '566 req/s (566–800) so far'],
  ['unmeasured', 'not measured'],
] as const)('a search that came out %s is listed as %s', (outcome, text) => {
  const { capacity } = headlineOf(searchedRun(outcome));
  expect(capacity === undefined ? '' : capacityHeadlineText(capacity)).toBe(text);
  expect(capacitySchema.safeParse(madeCapacity(outcome)).error).toBeUndefined();
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
