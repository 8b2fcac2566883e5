import { describe, expect, it } from 'vitest';
import { readPlan } from '../../../../../../src/main/services/plans/text/parse-plan.ts';
import { planText, SUITES } from '../support.ts';

/** Problems of a plan with this block, as `path: sentence`. */
function problemsOf(
  block: string,
  parts: Parameters<typeof planText>[0] = { load: '{ rate: 5 }' },
): string[] {
  const read = readPlan(planText({ ...parts, more: `capacity: ${block}\n` }), SUITES);
  return read.ok ? [] : read.problems.map(({ path, message }) => `${path.join('.')}: ${message}`);
}

describe('a block capacity', () => {
  it.each([
    '{ objectives: [p95<200ms, errors<1%] }',
    '{ objectives: [p99 < 1s], by: users, from: 2, to: 60, thoroughness: precise, maxTime: 8m, ladder: true, recovery: false }',
  ])('%s is fine', (block) => {
    expect(problemsOf(block)).toEqual([]);
  });

  it.each([
    [
      '{ objectives: [p95<200ms, latency<1s] }',
      'capacity.objectives.1: an objective has no metric "latency"; did you mean "p95"?',
    ],
    [
      '{ objectives: [p95<200ms, p95<1s] }',
      'capacity.objectives: p95<200ms and p95<1s set two limits of one metric',
    ],
    [
      '{ objectives: [p95<200ms], by: connections }',
      'capacity.by: a search by connections varies WebSockets or event streams, and the plan has no class of either',
    ],
    [
      '{ objectives: [p95<200ms], from: 9, to: 3 }',
      'capacity: the search would begin at 9, beyond its highest load of 3',
    ],
    ['{ objectives: [p95<200ms], maxTime: 10s }', 'capacity: 10s is too short for a search'],
  ])('%s is refused where it is wrong', (block, problem) => {
    expect(problemsOf(block)).toEqual([problem]);
  });

  it('has keys that are known', () => {
    expect(problemsOf('{ objectives: [p95<200ms], maxtime: 10m }').join()).toContain('maxTime');
  });
});
