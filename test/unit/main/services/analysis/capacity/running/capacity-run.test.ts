import { describe, expect, it } from 'vitest';
import { type StartSlot, startBucket } from '../../../../../../../src/contract/start-counts.ts';
import type { RunSecond } from '../../../../../../../src/contract/tick.ts';
import { searchOf } from '../../../../../../../src/main/services/analysis/capacity/running/capacity-run.ts';
import { makeGenerator, makeSecond } from '../../../../../../support/made-seconds.ts';
import { planText, runOf } from '../../../plans/support.ts';

const CAPACITY = { objectives: ['p95<200ms'], recovery: 'none' as const };

/** A search that nothing comes of, told these seconds. */
function told(seconds: readonly Partial<RunSecond>[], capacity: object = {}) {
  const run = searchOf(
    runOf(planText({ load: '{ rate: 5 }' }), { capacity: { ...CAPACITY, ...capacity } }),
    'tick',
  );
  if (run === null) throw new Error('no search');
  seconds.forEach((change, second) => {
    run.see(makeSecond(second, [], change));
  });
  return { isOver: run.wanted() === null, document: run.document(false) };
}

const calm = (count: number) => Array.from({ length: count }, () => ({}));
const refusedOrder = {
  code: 'steer.cap',
  side: 'guard',
  message: 'This load needs 600 connections; the limit of this run is 50.',
  hint: 'Raise it.',
} as const;

describe('an order of a search', () => {
  it('that is not obeyed for five calm seconds is given up', () => {
    expect(told(calm(4)).isOver).toBe(false);
    const { isOver, document } = told(calm(5));
    expect(isOver).toBe(true);
    expect(document).toMatchObject({
      outcome: 'limited',
      sentence: 'Limit of this machine, not of the target: 1 user could not be generated.',
    });
  });

  it('is not given up for seconds in which this machine was disturbed', () => {
    const stalled = { generators: [makeGenerator({ loopDelayMaxUs: 900_000 })] };
    expect(told([...calm(2), ...Array.from({ length: 20 }, () => stalled), ...calm(2)]).isOver).toBe(false);
  });

  it('that a limit of the run forbids is given up at once, in its own words', () => {
    const { isOver, document } = told([{}, { refusedOrder }]);
    expect(isOver).toBe(true);
    expect(document).toMatchObject({ outcome: 'unmeasured' });
    expect(document.sentence).toMatch(
      /^Limit of this run, not of the target: .* was refused\. This load needs 600 connections; the limit of this run is 50\. Raise it\.$/,
    );
  });

  it('that this machine forbids is a limit of this machine', () => {
    const { document } = told([{ refusedOrder: { ...refusedOrder, side: 'client' } }]);
    expect(document.outcome).toBe('limited');
  });

  it('of a recovery alone ends it', () => {
    const { isOver, document } = told([{ refusedOrder }], { recovery: 'alone', from: 40 });
    expect([isOver, document.outcome]).toEqual([true, 'unmeasured']);
    expect(document.sentence).toContain('20 req/s was refused.');
  });
});

/** A search that finds about 1,000 a second; every order of a stage after it is refused for its own reason. */
function refusedAfter(stages: Readonly<Record<string, string>>) {
  const capacity = { objectives: ['p95<20ms'], from: 800, ladder: true, recovery: 'after' as const };
  const run = searchOf(runOf(planText({ load: '{ rate: 5 }' }), { capacity }), 'tick');
  if (run === null) throw new Error('no search');
  for (let at = 0; at < 600 && run.wanted() !== null; at += 1) {
    const message = stages[run.document(false).stage];
    if (message !== undefined) {
      run.see(makeSecond(at, [], { refusedOrder: { ...refusedOrder, message, hint: '' } }));
      continue;
    }
    const wanted = Object.entries(run.wanted() ?? {});
    const segmentOf = (level: number) => ({
      startMs: 1_000 * at,
      durationMs: 600_000,
      from: level,
      to: level,
    });
    const load = wanted.map(([name, level]) => ({
      name,
      segments: [{ ...segmentOf(level), cause: 'steered' as const }],
    }));
    const level = Math.max(...wanted.map(([, one]) => one));
    const starts = [0, 1, 2, 3].map((quarter) => startsOf(4 * at + quarter, level));
    run.see(makeSecond(at, [], { load, starts }));
  }
  return run.document(false);
}

/** All late beyond 1,000 a second. */
function startsOf(slot: number, level: number): StartSlot {
  const starts = Math.round(level);
  const isLate = level > 1_000;
  const latencies = starts === 0 ? [] : [startBucket(isLate ? 90_000 : 5_000), starts];
  return { slot, starts, ok: starts, failures: {}, open: 0, beyond: [isLate ? starts : 0], latencies };
}

it('a ladder and a recovery that are both refused are both remarked, each with its reason', () => {
  const { outcome, highest, remarks } = refusedAfter({
    ladder: 'Too many users.',
    reference: 'Too much load.',
  });
  expect([outcome, (highest?.value ?? 0) > 900]).toEqual(['found', true]);
  expect(remarks.filter((one) => one.includes('ended early'))).toEqual([
    expect.stringMatching(/^The ladder ended early: 1 user was refused\. Too many users\./),
    expect.stringMatching(/^The overload ended early: .* req\/s was refused\. Too much load\./),
  ]);
});
