import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LeakedMemory } from '../../../../src/workers/sample-services/leak.ts';

const MIB = 1_048_576;
const RULE = { bytesPerSecond: 2 * MIB, maxBytes: 8 * MIB };

describe('leaked memory', () => {
  let requests = 0;
  const memory = new LeakedMemory(() => requests);

  beforeEach(() => {
    requests = 0;
    vi.useFakeTimers();
  });
  afterEach(() => {
    memory.follow(undefined);
    vi.useRealTimers();
  });

  /** Time goes by with a request in every eighth of a second, or with none. */
  function pass(seconds: number, isAsked = true): void {
    for (let step = 0; step < seconds * 8; step += 1) {
      if (isAsked) requests += 1;
      vi.advanceTimersByTime(125);
    }
  }

  it('grows by its rule while something asks, whatever the number of requests', () => {
    memory.follow(RULE);
    pass(3);
    expect(memory.bytes).toBe(6 * MIB);
  });

  it('grows as fast while something asks a few times a second', () => {
    memory.follow(RULE);
    for (let round = 0; round < 3; round += 1) {
      pass(0.125);
      pass(0.875, false);
    }
    expect(memory.bytes).toBe(6 * MIB);
  });

  it('stays as it is once nothing has asked for a second', () => {
    memory.follow(RULE);
    pass(10, false);
    expect(memory.bytes).toBe(0);
    pass(1);
    pass(10, false);
    expect(memory.bytes).toBe(2 * MIB + 1.75 * MIB);
  });

  it('ends at its bound', () => {
    memory.follow(RULE);
    pass(30);
    expect(memory.bytes).toBe(8 * MIB);
  });

  it('is given back whole with another profile, and begins anew with the same', () => {
    memory.follow(RULE);
    pass(2);
    memory.follow(undefined);
    pass(2);
    expect(memory.bytes).toBe(0);
    memory.follow(RULE);
    pass(1);
    expect(memory.bytes).toBe(2 * MIB);
  });
});
