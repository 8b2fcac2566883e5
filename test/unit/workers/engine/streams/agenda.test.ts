import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Agenda, Appointment } from '../../../../../src/workers/engine/streams/agenda.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

class Note extends Appointment {
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

describe('Agenda', () => {
  test('does everything at its time, in order of time', () => {
    const clock = new VirtualClock();
    const agenda = new Agenda(clock);
    const log: string[] = [];
    for (const atUs of [50, 10, 40, 20, 30]) agenda.set(new Note(`n${atUs}`, log), atUs);
    clock.runUntilIdle();
    expect(log).toEqual(['n10@10', 'n20@20', 'n30@30', 'n40@40', 'n50@50']);
    expect(agenda.size).toBe(0);
  });

  test('holds one timer of the clock however much is set', () => {
    const clock = new VirtualClock();
    const agenda = new Agenda(clock);
    const notes = Array.from({ length: 1_000 }, (_, i) => new Note(String(i), []));
    notes.forEach((note, i) => {
      agenda.set(note, 1_000 - i);
    });
    expect(clock.pending).toBe(1);
    for (const note of notes) agenda.remove(note);
    expect(clock.pending).toBe(1);
    agenda.clear();
    expect(clock.pending).toBe(0);
  });

  test('moves what is set again and forgets what is taken back', () => {
    const clock = new VirtualClock();
    const agenda = new Agenda(clock);
    const log: string[] = [];
    const a = new Note('a', log);
    const b = new Note('b', log);
    agenda.set(a, 10);
    agenda.set(b, 20);
    agenda.set(a, 30);
    agenda.set(b, 5);
    agenda.set(a, 25);
    agenda.remove(new Note('never set', log));
    clock.runUntilIdle();
    expect(log).toEqual(['b@5', 'a@25']);
  });

  test('does what an appointment sets for its own instant in the same turn', () => {
    const clock = new VirtualClock();
    const agenda = new Agenda(clock);
    const log: string[] = [];
    const second = new Note('second', log);
    const first = new (class extends Appointment {
      due(nowUs: number): void {
        log.push(`first@${nowUs}`);
        agenda.set(second, nowUs);
      }
    })();
    agenda.set(first, 7);
    clock.advanceTo(7);
    expect(log).toEqual(['first@7', 'second@7']);
  });

  test('does what is due by a time when asked before its timer rings', () => {
    const clock = new VirtualClock();
    const agenda = new Agenda(clock);
    const log: string[] = [];
    agenda.set(new Note('a', log), 10);
    agenda.set(new Note('b', log), 11);
    agenda.run(10);
    expect(log).toEqual(['a@0']);
    expect(agenda.size).toBe(1);
  });

  test('refuses a time that is no number', () => {
    const agenda = new Agenda(new VirtualClock());
    expect(() => agenda.set(new Note('x', []), Number.NaN)).toThrow(RangeError);
  });

  test('agrees with a sorted list after any moves and removals', () => {
    const step = fc.record({ which: fc.nat(19), atUs: fc.nat(1_000), remove: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const clock = new VirtualClock();
        const agenda = new Agenda(clock);
        const log: string[] = [];
        const notes = Array.from({ length: 20 }, (_, i) => new Note(String(i), log));
        const truth = new Map<number, number>();
        for (const { which, atUs, remove } of steps) {
          const note = notes[which];
          if (note === undefined) continue;
          if (remove) {
            agenda.remove(note);
            truth.delete(which);
          } else {
            agenda.set(note, atUs);
            truth.set(which, atUs);
          }
        }
        clock.runUntilIdle();
        expect(log.toSorted()).toEqual([...truth].map(([which, atUs]) => `${which}@${atUs}`).toSorted());
        const times = log.map((line) => Number(line.split('@')[1]));
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
    );
  });
});
