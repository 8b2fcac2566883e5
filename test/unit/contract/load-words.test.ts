import { describe, expect, test } from 'vitest';
import {
  actLabel,
  appliedText,
  countIn,
  listedSegments,
  segmentCause,
  segmentLoadText,
  segmentNotes,
  tellsOfLoad,
} from '../../../src/contract/load-words.ts';
import { madeCapacity } from '../../support/made-capacity.ts';
import { makeSegment, STEERED } from '../../support/made-segments.ts';

describe('what is said of a load', () => {
  test('adds up the classes of a unit, and says where it changes', () => {
    const at = (from: number, to: number) =>
      ({ class: 'a', unit: 'users', from, to, messagesPerSecond: null }) as const;
    expect(segmentLoadText([at(5, 5), at(7, 7)])).toBe('12 users');
    expect(segmentLoadText([at(0, 10), at(1, 1)])).toBe('1 → 11 users');
    expect(
      segmentLoadText([
        at(1, 1),
        { class: 'b', unit: 'connections', from: 20, to: 20, messagesPerSecond: 2 },
        { class: 'c', unit: 'rate', from: 2.5, to: 2.5, messagesPerSecond: null },
      ]),
    ).toBe('1 user · 20 connections · 2.5/s · 2 messages/s each');
  });

  test('leaves out messages that are not sent', () => {
    const level = (unit: 'connections' | 'messages', now: number) => ({
      unit,
      level: now,
      planned: 0,
      peak: 0,
    });
    expect(appliedText([level('connections', 3), level('messages', 0)])).toBe('3 connections');
  });

  test.each([
    [{ kind: 'set', unit: 'users', level: 120 }, '120 users'],
    [{ kind: 'scale', unit: 'rate', factor: 0.9 }, '−10% rate'],
    [{ kind: 'scale', unit: 'users', factor: 1.1 }, '+10% users'],
    [{ kind: 'hold' }, 'hold'],
    [{ kind: 'spike', unit: 'rate', level: 200, seconds: 5 }, 'spike 200/s'],
    [{ kind: 'back' }, 'plan'],
    [{ kind: 'each', levels: { a: 2, b: 3 } }, 'load 5'],
  ] as const)('labels %j as %s', (act, label) => {
    expect(actLabel(act)).toBe(label);
  });
});

describe('segments', () => {
  test('of less than a second are listed where somebody made them, and else counted', () => {
    const rows = [
      makeSegment({ wholeSeconds: 3 }),
      makeSegment({ wholeSeconds: 0 }),
      makeSegment({ wholeSeconds: 0, by: 'hand', sentence: 'Users set to 9.' }),
    ];
    expect(listedSegments(rows)).toEqual([rows[0], rows[2]]);
    expect(segmentNotes({ rows, between: { seconds: 1 } })).toEqual([
      '1 second in which the load changed, or after the end of the plan, belongs to no segment.',
      '1 piece of less than a second is not listed.',
    ]);
    expect(segmentNotes({ rows: [], between: { seconds: 0 } })).toEqual([]);
  });

  test('are worth a table where the load was steered, or held at more than one level', () => {
    const level = (from: number, to = from) =>
      ({ class: 'a', unit: 'users', from, to, messagesPerSecond: null }) as const;
    const of = (...levels: ReturnType<typeof level>[]) => {
      const rows = levels.map((one, index) => makeSegment({ index, levels: [one] }));
      return tellsOfLoad({ segments: { ...STEERED.segments, rows } });
    };
    expect([of(level(0, 10), level(10)), of(level(5), level(10)), of(level(0), level(10))]).toEqual([
      false,
      true,
      false,
    ]);
    expect(tellsOfLoad(STEERED)).toBe(true);
    expect(tellsOfLoad({})).toBe(false);
    // A search has its steps.
    expect(tellsOfLoad({ ...STEERED, capacity: madeCapacity() })).toBe(false);
  });

  test('without a whole second have counted nothing, which is not none', () => {
    expect([countIn(makeSegment(), 'sent'), countIn(makeSegment({ wholeSeconds: 0 }), 'sent')]).toEqual([
      300,
      null,
    ]);
  });

  test('say why they have the load they have', () => {
    expect(segmentCause(makeSegment({}))).toBe('Plan');
    expect(segmentCause(makeSegment({ cause: 'steered' }))).toBe('As steered before');
    expect(segmentCause(makeSegment({ by: 'hand', sentence: 'Users set to 9.' }))).toBe('Users set to 9.');
    expect(segmentCause(makeSegment({ by: 'rule' }))).toBe('by a stop rule');
  });
});
