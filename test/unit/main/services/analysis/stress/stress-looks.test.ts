import { expect, test } from 'vitest';
import { RunLoad } from '../../../../../../src/main/services/analysis/counts/run-load.ts';
import { stressAnswers } from '../../../../../../src/main/services/analysis/stress/stress-answers.ts';
import { StressLooks } from '../../../../../../src/main/services/analysis/stress/stress-looks.ts';
import { StressSeconds } from '../../../../../../src/main/services/analysis/stress/stress-seconds.ts';
import { makePlan } from '../../../../../support/made-plan.ts';
import { makeSecond, makeSeriesSecond } from '../../../../../support/made-seconds.ts';

/** Users rise until the target is slow from 150 s on, and it recovers at half of them. */
const SECONDS = 260;
const plan = makePlan({ purpose: 'stress', durationMs: SECONDS * 1_000 });
const second = (at: number) => {
  const isSlow = at >= 150 && at < 215;
  const times = Array.from({ length: 100 }, () => (isSlow ? 400 : 10));
  return makeSecond(at, [makeSeriesSecond(0, times)], { users: at < 200 ? 10 + at : 60 });
};

test('while a run goes on, its answers are those of some earlier second, a fiftieth earlier at most; at its end of all', () => {
  const load = new RunLoad(plan);
  const looks = new StressLooks(plan, load);
  const all = new StressSeconds(plan, load);
  const { scopes, unit } = all;
  let known = 0;
  for (let at = 0; at < SECONDS; at += 1) {
    looks.add(second(at), true);
    all.add(second(at), true);
    const told = looks.answers(false);
    const isOf = (count: number) => {
      const seconds = all.seconds.slice(0, count);
      return JSON.stringify(stressAnswers({ seconds, scopes, unit }, false)) === JSON.stringify(told);
    };
    const earliest = Math.floor((at + 1) / 1.02);
    const counts = Array.from({ length: at + 2 - earliest }, (_, nth) => earliest + nth);
    expect(counts.some(isOf)).toBe(true);
    if (told.breakingPoint.state === 'measured') known += 1;
  }
  // It is told while the run goes on.
  expect(known).toBeGreaterThan(90);
  const end = stressAnswers({ seconds: all.seconds, scopes, unit }, true);
  expect(end.recovery.state).toBe('measured');
  expect(looks.answers(true)).toEqual(end);
});
