import { describe, expect, it } from 'vitest';
import { associate } from '../../../../../../src/main/services/analysis/causes/association.ts';

describe('how far a property and slowness go together', () => {
  const stratum = { total: 100, slow: 10, members: 50, slowMembers: 10 };

  it('is G of the four cells where all were counted', () => {
    // 2 · (10 ln 10/5 + 40 ln 40/45 + 50 ln 50/45)
    expect(associate([stratum]).evidence).toBeCloseTo(14.976, 3);
    expect(associate([stratum, stratum])).toMatchObject({
      slow: 20,
      others: 100,
      slowOthers: 0,
      expected: 0,
    });
  });

  it('is no more than what requests tell that were kept for many others', () => {
    // The 90 others count as 45: 2 · (10 ln 10/5.4545 + 20 ln 20/24.545 + 25 ln 25/20.4545)
    const { evidence, attributable } = associate([{ ...stratum, effectiveSize: { slow: 10, others: 45 } }]);
    expect(evidence).toBeCloseTo(13.965, 2);
    expect(attributable).toBe(1);
    // An address by chance: two of a few kept requests that stand for three hundred are of it.
    const chance = { total: 355, slow: 38, members: 51, slowMembers: 19 };
    expect(associate([chance]).evidence).toBeGreaterThan(30);
    expect(associate([{ ...chance, effectiveSize: { slow: 25, others: 12 } }]).evidence).toBeLessThan(10);
  });
});
