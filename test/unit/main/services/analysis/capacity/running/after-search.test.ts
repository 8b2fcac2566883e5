import { describe, expect, it } from 'vitest';
import {
  ladderWithin,
  overloadWithin,
} from '../../../../../../../src/main/services/analysis/capacity/running/after-search.ts';

const limits = { maxRatePerSecond: 1e6, maxConnections: 1e6, maxInFlight: 7_000 };
const load = [{ name: 'user', demand: [{ series: 0, per: 'iteration', count: 3, outOf: 1 }] }] as const;
const RATE = { by: 'rate', requestsPerArrival: 1 } as const;
const USERS = { by: 'users', requestsPerArrival: null } as const;
const classes = [{ name: 'user', share: 1 }];

describe('an overload', () => {
  it.each([
    [null, 750],
    [800, 750],
    [749, 749],
    [600, 600],
  ])('of 500 where %s is the highest load is %s', (to, overload) => {
    expect(overloadWithin(500, { ...RATE, to })).toBe(overload);
  });

  it('is none where less than 1.2 times the found load is allowed, and says what to do', () => {
    expect(overloadWithin(500, { ...RATE, to: 599 })).toBe(
      'Recovery was not measured: an overload needs about 750 req/s, beyond the given limit of 599 req/s. Raise --to to 750.',
    );
    expect(overloadWithin(40, { ...USERS, to: 45, toCap: { name: 'maxConnections', value: 50 } })).toBe(
      'Recovery was not measured: an overload needs about 60 users, beyond limits.maxConnections (50), a limit of this run. Raise it with --max-connections, or in the limits of the plan.',
    );
  });
});

describe('a ladder', () => {
  it('goes to 64 users, or twice what was found of them', () => {
    const run = { limits, load };
    expect(ladderWithin({ ...USERS, to: null, classes }, null, run)).toMatchObject({ users: 64 });
    expect(ladderWithin({ ...USERS, to: null, classes }, 50, run)).toMatchObject({ users: 100 });
  });

  it('stays within the highest load of a search by users, and within caps', () => {
    expect(ladderWithin({ ...USERS, to: 20, classes }, 15, { limits, load })).toEqual({
      users: 20,
      mostPerSecond: null,
    });
    const few = { ...limits, maxConnections: 32 };
    expect(ladderWithin({ ...RATE, to: null, classes }, 15, { limits: few, load })).toEqual({
      users: 32,
      mostPerSecond: null,
    });
  });

  it('sends no more than the highest load of a search by rate, in requests', () => {
    expect(ladderWithin({ ...RATE, to: 100, classes }, 15, { limits, load })).toEqual({
      users: 64,
      mostPerSecond: 300,
    });
  });

  it('sends as much as the cap of the run that a highest load follows from', () => {
    const toCap = { name: 'maxRate', value: 50 } as const;
    expect(ladderWithin({ ...RATE, to: 32.8, toCap, classes }, 15, { limits, load })).toEqual({
      users: 64,
      mostPerSecond: null,
    });
    // Somebody gave 45, and the cap made 32.8 of it.
    expect(ladderWithin({ ...RATE, to: 32.8, toCap, toGiven: 45, classes }, 15, { limits, load })).toEqual({
      users: 64,
      mostPerSecond: 135,
    });
  });

  it('is none below eight users, and says what to do', () => {
    expect(ladderWithin({ ...USERS, to: 7, classes }, 5, { limits, load })).toBe(
      'No ladder: it needs 8 users, and the given limit allows 7. Raise --to to 8 or more.',
    );
    const few = { ...limits, maxConnections: 4 };
    expect(ladderWithin({ ...RATE, to: null, classes }, null, { limits: few, load })).toBe(
      'No ladder: it needs 8 users, and limits.maxConnections (4), a limit of this run, allows 4. Raise it with --max-connections, or in the limits of the plan.',
    );
  });
});
