import { describe, expect, test } from 'vitest';
import { comparisonSchema } from '../../../../src/contract/comparison.ts';
import { summarySchema } from '../../../../src/contract/summary.ts';
import { COMMANDS } from '../../../../src/contract/wire.ts';
import { comparisonOf } from '../../../../src/renderer/host/fake/comparison.ts';
import { FakeWorld } from '../../../../src/renderer/host/fake/fake-world.ts';
import { scenarioOf } from '../../../../src/renderer/host/fake/scenario.ts';
import { summaryOf } from '../../../../src/renderer/host/fake/summarise.ts';
import { Listeners } from '../../../../src/renderer/host/host.ts';
import { secondsOf, shape, shapes, summary } from '../demo.ts';

describe('the demo keeps the contract', () => {
  test.each(shapes.map((one) => [one.runId, one] as const))('%s is a valid summary', (_, one) => {
    const seconds = secondsOf(one.ranS, one);
    const made = { ...summaryOf(one, one.endState, seconds), perSecond: seconds };
    expect(summarySchema.safeParse(made).error).toBeUndefined();
  });

  test('two runs make a valid comparison', () => {
    const made = comparisonOf({ shape, summary }, { shape: shapes[1] ?? shape, summary });
    expect(comparisonSchema.safeParse(made).error).toBeUndefined();
  });

  test('answers every command of runs, services, presets and settings', () => {
    const world = new FakeWorld(scenarioOf(new URLSearchParams()), new Listeners());
    const answered = new Set(Object.keys(world.handlers()));
    const wanted = Object.keys(COMMANDS).filter(
      (name) => !/^(plans|secrets)\./.test(name) || name === 'plans.describe',
    );
    expect(wanted.filter((name) => !answered.has(name))).toEqual([]);
  });

  test('the books balance in every second', () => {
    for (const second of secondsOf(20)) {
      expect(second.planned).toBe(second.sent + second.dropped + second.cancelled);
      expect(second.sent).toBe(second.ok + second.errors);
      expect(Object.values(second.errorsByCode).reduce((sum, count) => sum + count, 0)).toBe(second.errors);
    }
  });

  test('the same run has the same figures every time', () => {
    expect(secondsOf(5)).toEqual(secondsOf(5));
    expect(summary.totals.sent).toBe(summaryOf(shape, 'completed', secondsOf(20)).totals.sent);
  });
});
