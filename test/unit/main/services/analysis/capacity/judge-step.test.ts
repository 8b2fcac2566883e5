import { describe, expect, test } from 'vitest';
import { effectiveSample } from '../../../../../../src/main/services/analysis/capacity/effective-sample.ts';
import {
  failingObjectives,
  isProvisionallyMet,
  judgeByPoint,
  judgeStep,
} from '../../../../../../src/main/services/analysis/capacity/judge-step.ts';
import { FEW_ERRORS, latencyObjective } from '../../../../../support/capacity-servers/servers.ts';

const objectives = [latencyObjective(20), FEW_ERRORS];
/** Evenly spread over twenty slots. */
const sample = (share: number, counted: number) =>
  effectiveSample(Array.from({ length: 20 }, () => ({ counted, beyond: share * counted })));

describe('a step', () => {
  test('is met where all upper bounds are below their limits', () => {
    expect(judgeStep([sample(0.03, 1_000), sample(0.005, 1_000)], objectives)).toBe('met');
  });

  test('is missed where one lower bound is above its limit', () => {
    expect(judgeStep([sample(0.03, 1_000), sample(0.015, 1_000)], objectives)).toBe('missed');
    expect(judgeStep([sample(0.06, 1_000), sample(0.001, 1_000)], objectives)).toBe('missed');
  });

  test('is undecided between, and then the point estimate says', () => {
    const near = [sample(0.049, 1_000), sample(0.005, 1_000)];
    expect(judgeStep(near, objectives)).toBeNull();
    expect(judgeByPoint(near, objectives)).toBe('met');
    expect(judgeByPoint([sample(0.051, 1_000), sample(0, 1_000)], objectives)).toBe('missed');
  });

  test('passes on the way up below 0.8 of the late and half of the errors allowed', () => {
    expect(isProvisionallyMet([sample(0.039, 1_000), sample(0.004, 1_000)], objectives)).toBe(true);
    expect(isProvisionallyMet([sample(0.041, 1_000), sample(0.004, 1_000)], objectives)).toBe(false);
    expect(isProvisionallyMet([sample(0.039, 1_000), sample(0.005, 1_000)], objectives)).toBe(false);
  });

  test('of which nothing was counted met nothing', () => {
    const nothing = [effectiveSample([]), effectiveSample([])];
    expect(judgeStep(nothing, objectives)).toBeNull();
    expect(judgeByPoint(nothing, objectives)).toBe('missed');
    expect(failingObjectives(nothing, objectives)).toEqual([0, 1]);
  });
});
