import { expect, test } from 'vitest';
import { parseStopRule } from '../../../../../../src/contract/stop-rule.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import { makeTraceSecond, NO_FACTS } from '../../../../../support/made-facts.ts';

const rules = (...texts: string[]) =>
  texts.map((text) => {
    const read = parseStopRule(text);
    if (!read.ok) throw new Error(read.failure.message);
    return read.value;
  });

/** A second each: `.` calm, `x` disturbed, ` ` left out. */
const secondsOf = (marks: string) =>
  [...marks].flatMap((mark, second) =>
    mark === ' ' ? [] : [makeTraceSecond(second, { trusted: mark === '.' })],
  );

const said = (marks: string, ...texts: string[]) =>
  findingsOf({
    ...NO_FACTS,
    trust: { verdict: 'untrustworthy', sentence: '', reasons: [] },
    stopRules: rules(...texts),
    seconds: secondsOf(marks),
  }).filter(({ code }) => code === 'stop-rules.unjudged');

test('a stop rule that never had its seconds in a row is told, also where the generator is not believed', () => {
  expect(said('..x...x..x', 'p95>1s for 4s', 'errors>5% for 3s')).toMatchObject([
    {
      kind: 'hint',
      title: 'A stop rule was never judged',
      evidence:
        'The load generator was disturbed too often: at most 3 seconds in a row were to be believed, too few for p95>1s for 4s.',
    },
  ]);
  expect(said('xxxx', 'p95>1s for 4s', 'errors>5% for 3s')[0]?.title).toBe('2 stop rules were never judged');
  expect(said('.. ..', 'p95>1s for 3s')).toHaveLength(1);
});

test('nothing is said of one that was judged, nor of one for which the run is too short', () => {
  expect(said('x....x', 'p95>1s for 4s')).toEqual([]);
  expect(said('xxx', 'p95>1s for 4s')).toEqual([]);
  expect(said('xxxx')).toEqual([]);
});
