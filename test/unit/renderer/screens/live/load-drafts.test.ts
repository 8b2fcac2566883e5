import { describe, expect, test } from 'vitest';
import type { LiveLoad } from '../../../../../src/contract/live-load.ts';
import {
  draftOf,
  scaleEnd,
  scaleStep,
  typedLevel,
  typedSeconds,
  whyNotSteered,
} from '../../../../../src/renderer/screens/live/load-drafts.ts';

const load: LiveLoad = { levels: [], isSteered: false, refusal: '' };

describe('the handle on a load', () => {
  test.each([
    ['an own run that goes on', { load, isOver: false, isStopping: false }, ''],
    ['one that has ended', { load, isOver: true, isStopping: false }, 'The run has ended.'],
    ['one that is being stopped', { load, isOver: false, isStopping: true }, 'The run is being stopped.'],
    [
      'one of another program',
      { load: null, isOver: false, isStopping: false },
      'The load can be changed only where the run was started: in that window, or by keys in that terminal.',
    ],
    [
      'a search',
      { load: { ...load, refusal: 'It searches.' }, isOver: false, isStopping: false },
      'It searches.',
    ],
  ])('says of %s why it cannot be moved', (_, of, reason) => {
    expect(whyNotSteered(of)).toBe(reason);
  });

  test.each([
    ['users', '12', 12],
    ['users', ' 1,200 ', 1_200],
    ['users', '1.5', null],
    ['rate', '1.5', 1.5],
    ['rate', '-3', null],
    ['rate', '1e3', null],
    ['messages', '', null],
    ['connections', '1000001', null],
  ] as const)('takes for %s what is typed as %j as %j', (unit, draft, level) => {
    expect(typedLevel(unit, draft)).toBe(level);
  });

  test.each([
    ['10', 10],
    ['0.5', 0.5],
    ['0', null],
    ['', null],
    ['ten', null],
    ['86401', null],
  ])('a spike may take %j seconds: %j', (draft, seconds) => {
    expect(typedSeconds(draft)).toBe(seconds);
  });

  test('has room for twice the plan, and for more than there is', () => {
    const level = { unit: 'users', level: 90, planned: 90, peak: 90 } as const;
    expect([scaleEnd(level), scaleStep(level)]).toEqual([200, 1]);
    expect(scaleEnd({ ...level, level: 900 })).toBe(1_500);
    expect(scaleStep({ unit: 'rate', level: 2, planned: 2, peak: 2 })).toBeCloseTo(0.02, 9);
    expect(scaleEnd({ ...level, level: 0, planned: 0, peak: 0 })).toBe(1);
  });

  test('writes whole users, and three digits of a rate', () => {
    expect([draftOf('users', 12), draftOf('rate', 1 / 3)]).toEqual(['12', '0.333']);
  });
});
