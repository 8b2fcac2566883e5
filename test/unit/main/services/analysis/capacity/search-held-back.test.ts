import { describe, expect, test } from 'vitest';
import { searchScripted } from '../../../../../support/capacity-servers/scripted-search.ts';
import type { ScriptedTarget } from '../../../../../support/capacity-servers/scripted-world.ts';

describe('a cap of the run', () => {
  const cap = { name: 'maxRate', value: 700 } as const;
  /** Requests wait for it from this level on, and are late. */
  const waits =
    (at: number): ScriptedTarget =>
    (level) =>
      level > at ? { late: 0.4, cap } : {};

  test('is no miss of the target: what lies below is searched as below a miss, and the answer says what it is', () => {
    const { result, world } = searchScripted(waits(500));
    // 1,600 is four times 400: that it waits says nothing of 497.
    expect(world.orders.filter((level) => level > 0)).toEqual([
      1, 100, 400, 1_600, 800, 565.7, 475.7, 518.8, 496.8,
    ]);
    expect(result).toMatchObject({
      outcome: 'capped',
      highest: { value: 496.8, low: 496.8, high: 496.8 },
      missed: null,
      sentence:
        'Meets up to 497 req/s; capacity not reached: at 519 req/s requests waited for limits.maxRate (700 per second), a limit of this run. Raise it with --max-rate, or in the limits of the plan.',
    });
    expect(result.steps[3]).toMatchObject({
      level: 1_600,
      verdict: 'void',
      why: 'Requests waited for limits.maxRate (700 per second), so it decides nothing.',
    });
  });

  test('that the queue before it grows is no miss either', () => {
    const growing: ScriptedTarget = (level, second) =>
      level > 500 ? { late: 0.4, inFlight: 1_000 * second, cap } : {};
    expect(searchScripted(growing).result).toMatchObject({ outcome: 'capped', missed: null });
  });

  test('is no proof either: what never got its load may have met for that', () => {
    const { result } = searchScripted((level) => (level > 500 ? { cap } : {}));
    expect(result).toMatchObject({ outcome: 'capped', highest: { value: 496.8 } });
  });

  test('now and then hides neither that the target met nor that it missed', () => {
    const { result } = searchScripted((level, second) => ({
      late: level > 1_000 ? 1 : 0,
      cap: second % 9 === 0 ? cap : null,
    }));
    expect(result).toMatchObject({ outcome: 'found', met: 998.6 });
  });

  test('is nothing that was found where not even the lowest level tried is below it', () => {
    expect(searchScripted(waits(50)).result).toMatchObject({ outcome: 'capped', highest: { value: 50 } });
    expect(searchScripted(waits(0)).result).toMatchObject({
      outcome: 'unmeasured',
      highest: null,
      sentence:
        'Limit of this run, not of the target: at 0.39 req/s requests waited for limits.maxRate (700 per second). Raise it with --max-rate, or in the limits of the plan.',
    });
  });

  test('that one user before a search by rate comes to does not end it', () => {
    const { result } = searchScripted((level) =>
      level === 1 ? { late: 1, cap } : { late: level > 1_000 ? 1 : 0 },
    );
    expect(result).toMatchObject({ outcome: 'found', met: 998.6 });
    expect(result.steps[0]).toMatchObject({ stage: 'probe', verdict: 'unfinished' });
  });

  test('that the highest load follows from is named where that load meets', () => {
    const { result } = searchScripted(() => ({}), { to: 640, toCap: cap });
    expect(result).toMatchObject({
      outcome: 'capped',
      highest: { value: 640 },
      sentence:
        'Meets up to 640 req/s; capacity not reached: limits.maxRate (700 per second), a limit of this run, allows no more. Raise it with --max-rate, or in the limits of the plan.',
    });
    expect(searchScripted(() => ({}), { to: 640 }).result.sentence).toBe(
      'Meets up to 640 req/s, the given limit; capacity not reached.',
    );
  });

  test('by users ends where the next user would wait', () => {
    const byUsers = { by: 'users', from: null } as const;
    const { result, world } = searchScripted(waits(5), byUsers);
    expect(world.orders.filter((level) => level > 0)).toEqual([1, 2, 8, 4, 6, 5]);
    expect(result).toMatchObject({ outcome: 'capped', highest: { value: 5 } });
    expect(result.sentence).toContain('at 6 users requests waited for');
    expect(searchScripted(waits(0), byUsers).result).toMatchObject({ outcome: 'unmeasured', highest: null });
  });

  test('that comes before the limit of the target hides only what is above it', () => {
    // Of the first 20 s at 1,600/s all waited: the target, which carries 1,000, was not seen to miss.
    const { result } = searchScripted((level) => (level > 1_400 ? { cap } : { late: level > 1_000 ? 1 : 0 }));
    expect(result).toMatchObject({ outcome: 'found', met: 998.6, missed: 1_004 });
  });

  test('between what met and what missed leaves both ends as they are', () => {
    const { result } = searchScripted((level) =>
      level > 1_500 ? { late: 1 } : level > 500 ? { late: 0.4, cap } : {},
    );
    expect(result).toMatchObject({ outcome: 'partial', met: 496.8, missed: 1_600 });
    expect(result.sentence).toBe(
      'Limit of this run, not of the target: at 519 req/s requests waited for limits.maxRate (700 per second). Raise it with --max-rate, or in the limits of the plan. Met at 497 req/s, missed at 1,600 req/s.',
    );
  });

  test('in the last steps takes nothing from what was found', () => {
    const { result } = searchScripted((level) =>
      level > 993.3 && level < 1_036 ? { late: 0.4, cap } : { late: level > 1_000 ? 1 : 0 },
    );
    expect(result.steps.at(-1)).toMatchObject({ stage: 'refine', verdict: 'void' });
    expect(result).toMatchObject({ outcome: 'found', highest: { value: 993.2 }, missed: 1_037 });
  });

  test('when an answer is tried once more leaves it, and says that it is not confirmed', () => {
    const cliff = (level: number) => ({ late: level > 800 ? 1 : 0 });
    const { steps } = searchScripted(cliff, { from: 700 }).result;
    const again = steps.at(-1);
    const [before] = steps.filter((step) => step.level === again?.level);
    expect(before?.number).toBeLessThan(again?.number ?? 0);
    const from = (again?.fromMs ?? 0) / 1_000;
    const { result } = searchScripted(
      (level, second) => (level <= 800 && second >= from ? { late: 0.4, cap } : cliff(level)),
      { from: 700 },
    );
    expect(result.steps.at(-1)).toMatchObject({ stage: 'refine', level: again?.level, verdict: 'void' });
    expect(result).toMatchObject({ outcome: 'found', highest: { value: again?.level } });
    expect(result.remarks).toContain(
      'Not confirmed: when it was tried again, requests waited for a limit of this run.',
    );
  });

  test('is named where the steps run out below it', () => {
    const { result } = searchScripted((level) => (level > 100_000 ? { cap } : {}), { from: 0.5 });
    expect(result.steps.filter(({ stage }) => stage !== 'probe')).toHaveLength(12);
    expect(result).toMatchObject({ outcome: 'capped', missed: null });
    expect(result.sentence).toContain('requests waited for limits.maxRate');
  });

  test('counts only in seconds whose starts are known: what comes later is not of them', () => {
    // Of an answer that takes up to 10 s, 6 s are known after 16: the last ten waited, none of those.
    const { result } = searchScripted(
      (level, second) => ({ cap: level === 100 && second >= 22 ? cap : null }),
      {
        to: 100,
        counting: { limitsUs: [20_000], knownAfterUs: 10_000_000 },
      },
    );
    expect(result).toMatchObject({ outcome: 'capped', highest: { value: 100 } });
    expect(result.sentence).toContain('the given limit');
  });
});
