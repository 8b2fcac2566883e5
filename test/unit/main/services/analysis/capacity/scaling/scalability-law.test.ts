import { describe, expect, it } from 'vitest';
import {
  type LadderLevel,
  scalabilityLaw,
} from '../../../../../../../src/main/services/analysis/capacity/scaling/scalability-law.ts';

const LEVELS = [1, 2, 4, 8, 16, 32, 64];

/** What a law gives at each level, told without noise. */
function told(of: (users: number) => number, change: Partial<LadderLevel> = {}): LadderLevel[] {
  return LEVELS.map((users) => ({
    users,
    throughput: of(users),
    error: 0.005,
    errorShare: 0,
    p95Ms: null,
    ...change,
  }));
}

function law(lambda: number, sigma: number, kappa: number): (users: number) => number {
  return (users) => (lambda * users) / (1 + sigma * (users - 1) + kappa * users * (users - 1));
}

describe('the law of scalability', () => {
  it('is found again where it holds', () => {
    const { model, sentence } = scalabilityLaw(told(law(200, 0.05, 0.001)));
    expect(model?.lambda).toBeCloseTo(200, 6);
    expect(model?.sigma).toBeCloseTo(0.05, 9);
    expect(model?.kappa).toBeCloseTo(0.001, 9);
    expect(model?.peakUsers).toBeCloseTo(Math.sqrt(950), 6);
    expect(model?.peakThroughput).toBeCloseTo(law(200, 0.05, 0.001)(Math.sqrt(950)), 6);
    expect(sentence).toBe(
      'Throughput peaks at about 31 users with 1,808/s: contention σ 0.05, coherency κ 0.001.',
    );
  });

  it('holds a coefficient at 0 that would be below', () => {
    const { model } = scalabilityLaw(told(law(100, -0.002, 0.001)));
    expect(model?.sigma).toBe(0);
    expect(model?.kappa).toBeGreaterThan(0.0008);
  });

  it.each([
    [
      'too few levels',
      told(law(100, 0.05, 0.001)).slice(0, 5),
      'The law takes 6 levels of users, the highest 8 times the lowest; measured: 5 levels from 1 to 16.',
    ],
    [
      'failures',
      told(law(100, 0.05, 0.001), { errorShare: 0.011 }),
      'With 1 user, 1.1% of the requests failed; the law is of a target that fails at most 1%.',
    ],
    ['silence', told((users) => (users < 64 ? 10 * users : 0)), 'With 64 users, no request succeeded.'],
    [
      'a queue',
      told((users) => 100 * Math.min(users, 8)),
      'The law misses the throughput of 8 users by 21.9%: what limits this target is not what the law describes.',
    ],
    ['no peak', told(() => 100), 'No fall of throughput beyond a peak is shown: κ is 0.'],
    [
      'throughput that each further user lessens',
      told(law(100, 1.2, 0.01)),
      'Throughput hardly rises with the users: at its peak it is 1 times that of 1 user.',
    ],
    [
      'a peak that was not passed',
      told(law(100, 0.05, 0.0001)),
      'The peak would lie at about 97 users, beyond the 64 that were measured.',
    ],
  ])('is not offered of %s, and says why', (_what, levels, sentence) => {
    expect(scalabilityLaw(levels)).toEqual({ model: null, sentence });
  });

  it('is not offered where each level keeps within 6%, and all together lie too far off', () => {
    const of = law(100, 0.05, 0.001);
    const levels = told(of).map((level, index) => ({
      ...level,
      throughput: level.throughput * (index % 2 === 0 ? 1.045 : 0.955),
    }));
    expect(scalabilityLaw(levels).sentence).toContain('lies further from the law than chance explains');
  });

  it('takes a residual of three standard errors for chance', () => {
    const of = law(100, 0.05, 0.001);
    const noisy = (error: number) =>
      told(of).map((level) =>
        level.users === 1 ? { ...level, throughput: level.throughput * 1.15, error } : level,
      );
    expect(scalabilityLaw(noisy(0.01)).model).toBeNull();
    expect(scalabilityLaw(noisy(0.08)).model).not.toBeNull();
  });
});
