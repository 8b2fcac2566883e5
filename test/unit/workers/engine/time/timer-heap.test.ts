import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Timer, TimerHeap } from '../../../../../src/workers/engine/time/timer-heap.ts';

class Note extends Timer {
  readonly name: string;
  readonly log: string[];
  constructor(name: string, log: string[]) {
    super();
    this.name = name;
    this.log = log;
  }
  due(nowUs: number): void {
    this.log.push(`${this.name}@${nowUs}`);
  }
}

describe('a timer heap', () => {
  test('does all that is due by a time, in order of time, and nothing later', () => {
    const timers = new TimerHeap();
    const log: string[] = [];
    for (const atUs of [50, 10, 40, 20, 30]) timers.set(new Note(`n${atUs}`, log), atUs);
    timers.run(9);
    expect(log).toEqual([]);
    timers.run(40);
    expect(log).toEqual(['n10@40', 'n20@40', 'n30@40', 'n40@40']);
    expect(timers.size).toBe(1);
  });

  test('moves what is set again and forgets what is taken back', () => {
    const timers = new TimerHeap();
    const log: string[] = [];
    const a = new Note('a', log);
    const b = new Note('b', log);
    const gone = new Note('gone', log);
    timers.set(gone, 1);
    timers.set(a, 10);
    timers.set(b, 20);
    timers.set(a, 30);
    timers.set(b, 5);
    timers.set(a, 25);
    timers.remove(gone);
    timers.remove(new Note('never set', log));
    timers.run(30);
    expect(log).toEqual(['b@30', 'a@30']);
    expect(timers.size).toBe(0);
  });

  test('does what a timer sets for its own instant in the same turn', () => {
    const timers = new TimerHeap();
    const log: string[] = [];
    const second = new Note('second', log);
    const first = new (class extends Timer {
      due(nowUs: number): void {
        log.push(`first@${nowUs}`);
        timers.set(second, nowUs);
      }
    })();
    timers.set(first, 7);
    timers.run(7);
    expect(log).toEqual(['first@7', 'second@7']);
  });

  test('refuses a time that is no number', () => {
    expect(() => new TimerHeap().set(new Note('x', []), Number.NaN)).toThrow(RangeError);
  });

  test('agrees with a sorted list after any moves and removals', () => {
    const step = fc.record({ which: fc.nat(19), atUs: fc.nat(1_000), remove: fc.boolean() });
    const looks = fc.array(fc.nat(1_100), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), looks, (steps, times) => {
        const timers = new TimerHeap();
        const log: string[] = [];
        const notes = Array.from({ length: 20 }, (_, i) => new Note(String(i), log));
        const truth = new Map<number, number>();
        for (const { which, atUs, remove } of steps) {
          const note = notes[which];
          if (note === undefined) continue;
          if (remove) {
            timers.remove(note);
            truth.delete(which);
          } else {
            timers.set(note, atUs);
            truth.set(which, atUs);
          }
        }
        const seen = [...times.toSorted((a, b) => a - b), 1_100];
        for (const nowUs of seen) timers.run(nowUs);
        const expected = [...truth].map(([which, atUs]) => `${which}@${seen.find((nowUs) => nowUs >= atUs)}`);
        expect(log.toSorted()).toEqual(expected.toSorted());
        expect(timers.size).toBe(0);
      }),
    );
  });
});
