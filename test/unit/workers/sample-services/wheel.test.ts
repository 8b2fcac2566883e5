import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DelayWheel } from '../../../../src/workers/sample-services/wheel.ts';

const LONG_MS = 16_384;

/** A clock that only moves when told, with at most one timer, as the wheel uses it. */
class FakeTime {
  now = 0;
  timersSet = 0;
  #timer: { run: () => void; at: number } | undefined;

  readonly clock = (): number => this.now;

  readonly setTimer = (run: () => void, delayMs: number): (() => void) => {
    const timer = { run, at: this.now + delayMs };
    this.#timer = timer;
    this.timersSet += 1;
    return () => {
      if (this.#timer === timer) this.#timer = undefined;
    };
  };

  get isIdle(): boolean {
    return this.#timer === undefined;
  }

  /** Runs every timer due until `at`, each at its time. */
  advanceTo(at: number): void {
    while (this.#timer !== undefined && this.#timer.at <= at) {
      const timer = this.#timer;
      this.#timer = undefined;
      this.now = Math.max(this.now, timer.at);
      timer.run();
    }
    this.now = at;
  }
}

function wheelOn(time: FakeTime): DelayWheel {
  return new DelayWheel(time.clock, time.setTimer);
}

describe('DelayWheel', () => {
  it('runs a task in the millisecond its delay ends, rounded up, never early', () => {
    const time = new FakeTime();
    const wheel = wheelOn(time);
    const ran: [string, number][] = [];
    time.now = 0.4;
    for (const delay of [3.2, 0, 10, 3.6]) wheel.after(delay, () => ran.push([`${delay}`, time.now]));
    time.advanceTo(50);
    expect(ran).toEqual([
      ['0', 1],
      ['3.2', 4],
      ['3.6', 4],
      ['10', 11],
    ]);
    expect(time.isIdle).toBe(true);
  });

  it('keeps the order of tasks due together, and needs one timer for a thousand of them', () => {
    const time = new FakeTime();
    const wheel = wheelOn(time);
    const ran: number[] = [];
    for (let task = 0; task < 1_000; task += 1) wheel.after(20, () => ran.push(task));
    time.advanceTo(20);
    expect(ran).toEqual(Array.from({ length: 1_000 }, (_, task) => task));
    expect(time.timersSet).toBe(1);
  });

  it('takes tasks from within a task', () => {
    const time = new FakeTime();
    const wheel = wheelOn(time);
    const ran: number[] = [];
    const again = (): void => {
      ran.push(time.now);
      if (ran.length < 4) wheel.after(5, again);
    };
    wheel.after(5, again);
    time.advanceTo(100);
    expect(ran).toEqual([5, 10, 15, 20]);
  });

  it('refuses a negative delay and NaN', () => {
    const wheel = wheelOn(new FakeTime());
    for (const delay of [-1, Number.NaN]) {
      expect(() => wheel.after(delay, () => undefined)).toThrow(RangeError);
    }
  });

  it('forgets what it is told to forget', () => {
    const time = new FakeTime();
    const wheel = wheelOn(time);
    let ran = 0;
    wheel.after(5, () => {
      ran += 1;
    });
    wheel.clear();
    time.advanceTo(100_000);
    expect([ran, time.isIdle]).toEqual([0, true]);
    wheel.after(5, () => {
      ran += 1;
    });
    time.advanceTo(100_005);
    expect(ran).toBe(1);
  });

  it('runs every task once, at the first whole millisecond after its delay', () => {
    const step = fc.record({
      gap: fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 20_000 })),
      delay: fc.double({ min: 0, max: LONG_MS, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const time = new FakeTime();
        const wheel = wheelOn(time);
        const expected: number[] = [];
        const ran: number[] = [];
        for (const [index, { gap, delay }] of steps.entries()) {
          time.advanceTo(time.now + gap);
          expected[index] = Math.max(Math.ceil(time.now + delay), time.now + 1);
          wheel.after(delay, () => {
            ran[index] = time.now;
          });
        }
        time.advanceTo(time.now + 2 * LONG_MS);
        expect(ran).toEqual(expected);
      }),
      { numRuns: 300, seed: 1 },
    );
  });

  it('after a freeze runs what fell due, in order of its time', () => {
    const time = new FakeTime();
    const wheel = wheelOn(time);
    const ran: number[] = [];
    for (const delay of [300, 100, 9_000, 200]) wheel.after(delay, () => ran.push(delay));
    time.now = 5_000;
    time.advanceTo(5_000);
    expect(ran).toEqual([100, 200, 300]);
    time.advanceTo(9_000);
    expect(ran).toEqual([100, 200, 300, 9_000]);
  });
});
