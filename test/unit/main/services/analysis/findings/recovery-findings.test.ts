import { describe, expect, test } from 'vitest';
import type { Facts } from '../../../../../../src/main/services/analysis/findings/finding.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import type { TraceSecond } from '../../../../../../src/main/services/analysis/seconds/load-trace.ts';
import { makeTraceSecond, NO_FACTS, shownAt } from '../../../../../support/made-facts.ts';
import { GATEWAY } from '../../../../../support/made-watches.ts';

/** A run of so many seconds at 60/s, of which those named fail as a whole. */
function run(count: number, failing: readonly number[], change: Partial<Facts> = {}): Facts {
  const seconds = Array.from({ length: count }, (_, index) =>
    makeTraceSecond(index, failing.includes(index) ? { ok: 0, targetErrors: 60, failedMeanMs: 2 } : {}),
  );
  return over(seconds, change);
}

function over(seconds: readonly TraceSecond[], change: Partial<Facts> = {}): Facts {
  const total = (read: (second: TraceSecond) => number) =>
    seconds.reduce((sum, second) => sum + read(second), 0);
  const [ok, failed] = [total((second) => second.ok), total((second) => second.targetErrors)];
  return { ...NO_FACTS, passed: false, ok, failed, seconds, plannedMs: seconds.length * 1_000, ...change };
}

const STORY = new Set([
  'service.dead',
  'errors.bursts',
  'recovery.none',
  'recovery.quick',
  'outage.recovered',
]);
const story = (facts: Facts) => findingsOf(facts).filter(({ code }) => STORY.has(code));
const codes = (facts: Facts) => story(facts).map(({ code }) => code);

describe('recovery, measured in single seconds of a short run', () => {
  test('an outage in the middle of six seconds healed', () => {
    expect(story(run(6, [2, 3]))).toMatchObject([
      {
        code: 'outage.recovered',
        kind: 'bad',
        title: 'An outage, then recovery',
        evidence:
          'From 0:02 to 0:04, 120 of 120 failed (100%); it recovered after 2 s, and errors then stayed below 1%.',
      },
    ]);
    // It began half a second into the run's second second.
    const half = [
      {},
      { ok: 30, targetErrors: 30, failedMeanMs: 2 },
      { ok: 30, targetErrors: 30, failedMeanMs: 2 },
      {},
      {},
      {},
    ];
    expect(codes(over(half.map((change, index) => makeTraceSecond(index, change))))).toEqual([
      'outage.recovered',
    ]);
  });

  test('it is a good sign in a run that passes', () => {
    const facts = run(30, [10], { passed: true });
    expect(story(facts)).toMatchObject([{ code: 'recovery.quick', kind: 'good', title: 'Quick recovery' }]);
    expect(codes({ ...facts, passed: false })).toEqual(['outage.recovered']);
    // Where nothing is graded a run passes; one of which so much failed did not do well for that.
    expect(codes(run(10, [5], { passed: true }))).toEqual(['outage.recovered']);
    // Slow in a run that passes: no quick one.
    expect(
      codes(
        run(
          50,
          Array.from({ length: 12 }, (_, i) => 10 + i),
          { passed: true },
        ),
      ),
    ).toEqual(['outage.recovered']);
  });

  test('errors that last to the end: none', () => {
    expect(story(run(6, [3, 4, 5]))).toMatchObject([
      {
        code: 'recovery.none',
        evidence: 'From 0:03 to 0:06, 180 of 180 failed (100%), and errors had not ended when the load did.',
      },
    ]);
  });

  test('a target that was gone in the same time is named beside it, and one of another time is not', () => {
    const absence = { watch: GATEWAY, gone: 'was not listening', restarted: null, isToEnd: false };
    const gone = (fromSecond: number, toSecond: number) => ({ ...absence, fromSecond, toSecond });
    const absences = [{ ...gone(3, 6), restarted: '0:06' }, gone(30, 40)];
    const target = { memory: [], ceilings: [], cacheFalls: [], absences };
    expect(story({ ...run(6, [3, 4, 5]), target })).toMatchObject([
      {
        evidence:
          'From 0:03 to 0:06, 180 of 180 failed (100%), and errors had not ended when the load did. In this time, gateway was not listening from 0:03 and restarted at 0:06.',
      },
    ]);
  });

  test('errors that began with the last second tell nothing', () => {
    expect(codes(run(6, [5]))).toEqual([]);
  });

  test('errors that were there from second 0 have nothing to recover to', () => {
    expect(codes(run(6, [0, 1, 2, 3, 4, 5]))).toEqual([]);
    expect(codes(run(6, [0, 1]))).toEqual([]);
  });

  test('a timeout is counted a deadline later than it began', () => {
    const timingOut = (mean: number, from: number) =>
      over(
        Array.from({ length: 10 }, (_, index) =>
          makeTraceSecond(index, index < from ? {} : { ok: 30, targetErrors: 30, failedMeanMs: mean }),
        ),
      );
    expect(codes(timingOut(1_000, 1))).toEqual([]);
    expect(codes(timingOut(1_000, 4))).toEqual(['recovery.none']);
    expect(codes(timingOut(4_000, 4))).toEqual([]);
  });

  test('too short a calm is no recovery, and no lack of one', () => {
    expect(codes(run(6, [3, 4]))).toEqual([]);
    expect(codes(run(7, [3, 4]))).toEqual(['outage.recovered']);
  });

  test('what drains after the plan is no part of it', () => {
    expect(codes({ ...run(8, [6, 7]), plannedMs: 6_000 })).toEqual([]);
  });

  test('errors that were there from the start, too few at first to be seen, have nothing to recover to', () => {
    const rising = Array.from({ length: 12 }, (_, index) => {
      const all = 10 + 5 * index;
      return makeTraceSecond(index, { ok: all - Math.round(all / 5), targetErrors: Math.round(all / 5) });
    });
    expect(codes(over(rising))).toEqual([]);
    const late = rising.map((second, index) => (index < 6 ? makeTraceSecond(index) : second));
    expect(codes(over(late))).toEqual(['recovery.none']);
  });

  test('single failures are no outage', () => {
    const seconds = Array.from({ length: 10 }, (_, index) =>
      makeTraceSecond(index, { ok: 57, targetErrors: 3 }),
    );
    expect(codes(over(seconds))).toEqual([]);
  });
});

describe('recovery, measured over five seconds of a long run', () => {
  test('one window that fails', () => {
    const facts = run(120, [60, 61, 62, 63, 64]);
    expect(story(facts)[0]).toMatchObject({
      code: 'outage.recovered',
      evidence:
        'From 1:00 to 1:05, 300 of 300 failed (100%); it recovered after 5 s, and errors then stayed below 1%.',
    });
  });

  test('the last windows', () => {
    expect(
      codes(
        run(
          120,
          Array.from({ length: 20 }, (_, index) => 100 + index),
        ),
      ),
    ).toEqual(['recovery.none']);
  });
});

describe('bursts', () => {
  test('errors that come and go are neither recovered from nor lasting', () => {
    expect(story(run(8, [1, 3, 5, 7]))).toMatchObject([
      {
        code: 'errors.bursts',
        title: 'Errors come in 4 bursts',
        evidence:
          '240 of 240 failed (100%) from 0:01 to 0:02, from 0:03 to 0:04, from 0:05 to 0:06 and from 0:07 to 0:08; in between, fewer than 1% did.',
      },
    ]);
  });

  test('errors that scatter by chance come in none', () => {
    const failures = [6, 3, 0, 5, 3, 3, 0, 6, 2, 4];
    const seconds = failures.map((targetErrors, index) =>
      makeTraceSecond(index, { ok: 60 - targetErrors, targetErrors }),
    );
    expect(codes(over(seconds))).toEqual([]);
  });
});

describe('a dead service', () => {
  const silence = {
    service: 'shop',
    sinceMs: 2_000,
    fromMs: 3_000,
    failed: 120,
    unanswered: 120,
    late: 0,
    sent: 40,
  };

  test('is dead since, and there is no other story', () => {
    const facts = run(5, [3, 4], { silences: [silence] });
    expect(story(facts)).toEqual([
      {
        code: 'service.dead',
        shown: shownAt(3, 4, { service: 'shop' }),
        kind: 'bad',
        title: 'shop has been dead since 0:02',
        evidence: 'shop responded until 0:02; from 0:03 to the end all 120 requests failed.',
        suggestion: 'Look for what stopped the service at that time: its log, its memory, its health check.',
      },
    ]);
  });

  test('is not dead where everybody waited and nothing was sent to it any more', () => {
    const waiting = { ...silence, failed: 10, unanswered: 10, late: 10, sent: 0 };
    expect(codes(run(5, [3, 4], { silences: [waiting] }))).not.toContain('service.dead');
    // Refused at once, it is, however few could be sent.
    expect(codes(run(5, [3, 4], { silences: [{ ...waiting, late: 0 }] }))).toContain('service.dead');
  });

  test('that answers, but with nothing good, is not called dead', () => {
    const facts = run(5, [3, 4], { silences: [{ ...silence, unanswered: 0, late: 0, sent: 40 }] });
    expect(story(facts)).toMatchObject([
      {
        code: 'service.dead',
        title: 'shop has failed every request since 0:02',
        suggestion: 'Look for what changed at that time: a release, an expired session, a missing backend.',
      },
    ]);
  });

  test('that comes and goes is not dead', () => {
    expect(codes(run(8, [1, 3, 6, 7], { silences: [{ ...silence, sinceMs: 6_000 }] }))).toEqual([
      'errors.bursts',
    ]);
  });
});
