import { describe, expect, it } from 'vitest';
import { errorChange, sessionChange } from '../../../../../src/main/services/baselines/session-change.ts';
import { intervalOf } from '../../../../../src/main/services/compare/statistics/series-difference.ts';

const ln = (...values: number[]) => values.map(Math.log);
const interval = (change: ReturnType<typeof sessionChange>) => {
  const { low, high } = intervalOf(change, 0.05);
  return [Math.round(low * 1_000) / 10, Math.round(high * 1_000) / 10];
};

describe('the change against stored sessions', () => {
  it('is by Student’s t on the means of four sessions, with three degrees of freedom', () => {
    // Means of ln: 0, 0.1, 0, −0.1: S = 0.0816, over √(1 + 1/4) 0.0913; t(0.975, 3) = 3.182.
    const change = sessionChange([[0], [0.1], [0], [-0.1]], [0.5]);
    expect(change.method).toBe('sessions');
    expect(change.d).toBeCloseTo(0.5, 12);
    expect(change.standardError).toBeCloseTo(Math.sqrt((0.02 / 3) * 1.25), 12);
    expect(change.df).toBe(3);
  });

  it('adds what one run is less certain by than sessions of three', () => {
    const sessions = [0, 0.1, 0, -0.1].map((mean) => [mean - 0.03, mean, mean + 0.03]);
    const three = sessionChange(sessions, [0.5, 0.5, 0.5]);
    const one = sessionChange(sessions, [0.5]);
    expect(three.standardError).toBeCloseTo(Math.sqrt((0.02 / 3) * 1.25), 12);
    // Within: 0.0009 of variance, times 1 − 1/3.
    expect(one.standardError ** 2).toBeCloseTo(three.standardError ** 2 + 0.0009 * (2 / 3), 12);
  });

  it('is widened by what two sessions differ by, where fewer are stored', () => {
    const change = sessionChange([ln(100, 105, 110)], ln(120, 126, 132));
    expect(change.method).toBe('widened');
    const [low = 0, high = 0] = interval(change);
    expect(change.standardError ** 2).toBeGreaterThan(0.02);
    expect(low).toBeLessThan(0);
    expect(high).toBeGreaterThan(55);
  });

  it('assumes 15% between runs where a side has one: a rise of 65% is the least that shows', () => {
    const change = sessionChange([ln(100)], ln(165));
    expect(change.method).toBe('assumed');
    expect(change.standardError).toBeCloseTo(Math.sqrt(2 * 0.15 ** 2 + 0.02), 12);
    expect(interval(change)[0]).toBeGreaterThan(0);
    expect(interval(sessionChange([ln(100)], ln(164)))[0]).toBeLessThan(0);
  });

  it('believes a larger spread that was measured on the other side, never a smaller one', () => {
    const wide = sessionChange([ln(100, 150, 225)], ln(150));
    expect(wide.standardError ** 2).toBeCloseTo(Math.log(1.5) ** 2 * (1 / 3 + 1) + 0.02, 10);
    const narrow = sessionChange([ln(100, 100.1, 100.2)], ln(100));
    expect(narrow.standardError ** 2).toBeCloseTo(0.15 ** 2 * (1 / 3 + 1) + 0.02, 10);
  });

  it('takes nothing from three sessions of one run each: they may be alike by chance', () => {
    expect(sessionChange([ln(100), ln(100), ln(100)], ln(100, 100, 100)).method).toBe('assumed');
  });
});

describe('the change of an error rate', () => {
  it('is unknown where neither side has errors, or one has no requests', () => {
    const none = [{ errors: 0, requests: 1_000 }];
    expect(errorChange(none, none)).toBeNull();
    expect(errorChange([{ errors: 0, requests: 0 }], [{ errors: 5, requests: 10 }])).toBeNull();
  });

  it('adds half an error to both where one has none, and assumes that runs differ by 30%', () => {
    const change = errorChange([{ errors: 0, requests: 1_000 }], [{ errors: 10, requests: 1_000 }]);
    expect(change?.method).toBe('assumed');
    expect(change?.d).toBeCloseTo(Math.log(10.5 / 0.5), 12);
    expect((change?.standardError ?? 0) ** 2).toBeCloseTo(1 / 0.5 + 1 / 10.5 + 0.09 * 2 + 0.02, 12);
  });

  it('measures how errors clump from three runs a side on', () => {
    const runs = (...errors: number[]) => errors.map((count) => ({ errors: count, requests: 1_000 }));
    const even = errorChange(runs(20, 20, 20), runs(20, 20, 20));
    const clumped = errorChange(runs(5, 20, 35), runs(5, 20, 35));
    expect([even?.method, even?.d]).toEqual(['widened', 0]);
    expect((even?.standardError ?? 0) ** 2).toBeCloseTo(2 / 60 + 0.02, 12);
    // Pearson's χ² of 45 over 4 degrees of freedom.
    expect((clumped?.standardError ?? 0) ** 2).toBeCloseTo((45 / 4) * (2 / 60) + 0.02, 12);
  });
});
