import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import type { TraceSecond } from '../../../../../../src/main/services/analysis/seconds/load-trace.ts';
import { makeTraceSecond, NO_FACTS, shownAt } from '../../../../../support/made-facts.ts';

type Change = Partial<TraceSecond>;

/** Ten seconds, some of them changed. */
function found(changes: Readonly<Record<number, Change>>, every: Change = {}, facts: Partial<Facts> = {}) {
  const seconds = Array.from({ length: 10 }, (_, second) =>
    makeTraceSecond(second, { ...every, ...changes[second] }),
  );
  return findingsOf({ ...NO_FACTS, ...facts, seconds }).filter(({ code }) => code === 'stall');
}

const SLOW = { maxMs: 2_000, slowMs: 1_800 };
const STOPPED = { ok: 0, meanMs: null, maxMs: null, slowMs: null, inFlight: 60 };
const EVENTS = { ok: 0, load: 10, maxMs: null, slowMs: null, messagesIn: 200, gapMs: 60, open: 10 };

test('requests that all run out of time end in lots: that is no stall', () => {
  const lots = [0, 5, 0, 5, 5, 5].map((targetErrors, second) =>
    makeTraceSecond(second, { ok: 0, targetErrors, meanMs: null, maxMs: null, slowMs: null, inFlight: 5 }),
  );
  const said = findingsOf({ ...NO_FACTS, passed: false, failed: 20, plannedMs: 6_000, seconds: lots });
  expect(said.map(({ code }) => code)).not.toContain('stall');
});

describe('a slow spell in the middle of a run', () => {
  test('is named by its time, with how slow it was and how slow the rest', () => {
    expect(found({ 3: { ok: 30 }, 4: STOPPED, 5: SLOW })).toEqual([
      {
        code: 'stall',
        shown: shownAt(3, 5),
        kind: 'bad',
        title: 'A stall from 0:03 to 0:05',
        evidence:
          'Almost no responses arrived from 0:03 to 0:05: responses took up to 2,000 ms; in a normal second the longest is 12 ms.',
        suggestion: expect.stringContaining('failover'),
      },
    ]);
    expect(found({ 4: { maxMs: 700, slowMs: 500 }, 5: { maxMs: 700, slowMs: 500 } })).toMatchObject([
      {
        title: 'A slow spell from 0:04 to 0:06',
        evidence: expect.stringMatching(/^Most responses were slow from 0:04 to 0:06/),
      },
    ]);
    expect(found({ 3: SLOW, 7: SLOW })).toMatchObject([{ title: '2 slow spells' }]);
  });

  test('where users wait for their answers, only few of them are slow: the silence tells', () => {
    expect(found({ 4: { ...STOPPED, inFlight: 5 }, 5: { maxMs: 1_900 } })).toMatchObject([
      { title: 'A stall from 0:04 to 0:05' },
    ]);
  });

  test('events that stop and come back', () => {
    expect(
      found({ 3: { messagesIn: 150 }, 4: { messagesIn: 0, gapMs: null }, 5: { gapMs: 2_050 } }, EVENTS),
    ).toMatchObject([
      {
        title: 'A stall from 0:03 to 0:05',
        evidence:
          'Almost no events or messages arrived from 0:03 to 0:05: the gaps between events grew to 2,050 ms; in a normal second the longest is 60 ms.',
      },
    ]);
    const pushed = { ...EVENTS, gapMs: null };
    expect(found({ 4: { messagesIn: 0 } }, pushed)).toMatchObject([{ title: 'A stall from 0:04 to 0:05' }]);
  });

  test('that the load ends in, nothing having come back', () => {
    const hung = { ...STOPPED, ok: 0, inFlight: 4 };
    expect(found({ 7: { ok: 30 }, 8: hung, 9: hung }, {}, { plannedMs: 10_000 })).toMatchObject([
      {
        title: 'A stall from 0:07 to the end',
        evidence: 'Almost no responses arrived from 0:07 to 0:10, and none had arrived when the load ended.',
      },
    ]);
    expect(found({ 9: hung })).toEqual([]);
    const idle = { ...hung, inFlight: 0 };
    expect(found({ 8: idle, 9: idle })).toEqual([]);
  });

  test('is none where every second is like that, or one request alone was slow', () => {
    expect(found({}, SLOW)).toEqual([]);
    expect(found({ 5: { maxMs: 2_000, slowMs: 9 } })).toEqual([]);
    expect(found({ 4: { maxMs: 190, slowMs: 180 } })).toEqual([]);
    expect(found({ 4: SLOW }, { maxMs: 900 })).toEqual([]);
  });

  test('is none at the start, where a warm-up is told, nor at the end, where a queue grows', () => {
    expect(found({ 0: SLOW })).toEqual([]);
    expect(found({ 8: SLOW, 9: SLOW })).toEqual([]);
    expect(found({ 10: SLOW }, {}, { plannedMs: 10_000 })).toEqual([]);
  });

  test('is none where the load was higher then, or nothing was due', () => {
    expect(found({ 4: { ...SLOW, load: 120 } })).toEqual([]);
    expect(found({ 4: { ...STOPPED, load: 0, inFlight: 0 } })).toEqual([]);
    expect(found({ 4: { messagesIn: 0, open: 0 } }, EVENTS)).toEqual([]);
  });

  test('is none where the generator was disturbed, or messages are few and come together', () => {
    expect(found({ 4: { ...SLOW, trusted: false } })).toEqual([]);
    const few = { messagesIn: 0 };
    expect(found({ 2: few, 5: few, 8: few }, { ...EVENTS, gapMs: null })).toEqual([]);
    expect(found({ 4: few }, { ...EVENTS, gapMs: 1_500 })).toEqual([]);
  });
});
