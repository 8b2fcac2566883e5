import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { Summary } from '../../../../../src/contract/summary.ts';
import { printSummary } from '../../../../../src/main/hosts/cli/print-summary.ts';
import { exitCodeOfRun } from '../../../../../src/main/hosts/cli/run-job.ts';
import { overallOfSearch } from '../../../../../src/main/services/analysis/capacity/running/search-overall.ts';
import { searchAnswers } from '../../../../../src/main/services/analysis/stress/stress-answers.ts';
import { madeCapacity, NOT_RECOVERED, searchedRun } from '../../../../support/made-capacity.ts';
import { estimatedRun, ungradableRun } from '../../../../support/made-outcomes.ts';

const PLAIN = { colors: pc.createColors(false), outColumns: null };
const print = (...made: Parameters<typeof searchedRun>) => printSummary(searchedRun(...made), PLAIN);
const lineWith = (text: string, part: string) =>
  (text.split('\n').find((line) => line.includes(part)) ?? '').trim().replace(/ {2,}/g, '  ');

describe('a search in the terminal', () => {
  const text = print('found');

  it('ends with the answer, and says nothing twice', () => {
    const answer = '588 req/s (567–610) meets p95<20 ms and errors<1%.';
    expect(text).toContain('\nCapacity\n  One user alone has a p95 of 15.1 ms.\n  First miss ');
    expect(text.trimEnd().split('\n').at(-1)).toBe(`Found  ${answer}`);
  });

  it.each(['found', 'capped', 'none', 'limited', 'contradicted', 'partial', 'unmeasured'] as const)(
    'says nothing twice where it came out %s',
    (outcome) => {
      const { capacity, stress, ...run } = searchedRun(outcome);
      if (capacity === undefined) throw new Error('it has one');
      const told = printSummary({ ...run, capacity, stress: searchAnswers(capacity, true) }, PLAIN);
      const { sentence, remarks, firstFailing, recovery, failureModes } = capacity;
      const facts = [sentence, ...remarks, firstFailing?.sentence, recovery?.sentence, failureModes.sentence];
      const said = facts.filter((one) => one !== undefined && one !== '');
      expect(said.map((one) => [one, told.split(one ?? '').length - 1])).toEqual(said.map((one) => [one, 1]));
    },
  );

  it('tells what failed first, the failure modes, the knee, the scalability and the recovery', () => {
    expect(lineWith(text, 'First miss')).toBe(
      'First miss  p95<20ms fails first, at 594 req/s: 5.3% took longer, where 5% may.',
    );
    expect(lineWith(text, 'Failure modes')).toBe(
      'Failure modes  First slower, then 503 Service Unavailable from 800 req/s on. Besides: 503 Service Unavailable 3.1%, first at 0:26.',
    );
    expect(lineWith(text, 'Knee')).toBe('Knee  Latency turns upwards at 566 req/s (400 to 594).');
    expect(lineWith(text, 'Scalability')).toBe(
      'Scalability  Throughput peaks at 21 users with 760/s; beyond them it falls. λ 196/s, σ 0.08, κ 0.0021.',
    );
    expect(lineWith(text, 'Recovery')).toBe(
      'Recovery  Recovered 2.1 s (±0.13 s) after the load fell back to 294 req/s. Overloaded with 882 req/s, before and after 294 req/s. Until it had recovered: 11,300 ok, 9,870 late, 1,930 failed (http.503 1,930), 0 open.',
    );
  });

  it('tells an estimate apart from the load that met, where time ran out between', () => {
    const highest = { value: 610, low: 566, high: 800 };
    const progress = { level: 0, met: 566, missed: 800, atMostMs: 600_000 };
    expect(lineWith(print('partial', { highest, progress }), 'Estimate')).toBe(
      'Estimate  610 req/s (566–800)',
    );
    const met = { ...highest, value: 566 };
    expect(print('partial', { highest: met, progress })).not.toContain('Estimate');
  });

  it('has a row for each step', () => {
    expect(lineWith(text, 'probe')).toContain('1  probe  1 user  0:00–0:08  met  1,180  196/s');
    expect(lineWith(text, 'queue grows')).toBe(
      '4  climb  800 req/s  0:24–0:29  missed  2,400  741/s  68 ms  91 ms  6.4%  the queue grows by 22 requests per second',
    );
    expect(text).toContain('\nLadder\nusers');
  });

  it('says of a recovery that did not come what it carries', () => {
    expect(lineWith(print('found', { recovery: NOT_RECOVERED }), 'Not recovered')).toContain(
      'Recovery  Not recovered within 60 s; it carries 140/s. The old capacity did not return: 210 req/s.',
    );
  });

  it('is not there of any other run', () => {
    expect(printSummary(estimatedRun(), PLAIN)).not.toContain('Capacity');
  });
});

describe('the exit code of a search', () => {
  it.each([
    ['found', 0],
    ['capped', 0],
    ['none', 4],
    ['contradicted', 4],
    ['partial', 4],
    ['unmeasured', 4],
    ['limited', 6],
  ] as const)('that came out %s is %d', (outcome, code) => {
    expect(exitCodeOfRun(searchedRun(outcome), false)).toBe(code);
  });

  it.each([
    ['recovered', 0, 'Recovered  It did.'],
    ['not recovered', 4, 'Not recovered  It did.'],
    ['not returned', 4, 'Carries less  It did.'],
    ['reference missed', 4, 'Not met  It did.'],
    ['unmeasured', 4, 'Not measured  It did.'],
  ] as const)('of a recovery alone that came out %s is %d', (outcome, code, last) => {
    const alone = { ...madeCapacity('recovered'), outcome, sentence: 'It did.' };
    expect(exitCodeOfRun(searchedRun(outcome, alone), false)).toBe(code);
    const text = print(outcome, alone);
    expect(text.trimEnd().split('\n').at(-1)).toBe(last);
    expect(text).toContain('\nRecovery\n');
    expect(text).not.toContain('\nCapacity\n');
    expect(lineWith(text, 'Overload ')).toContain('Overloaded with 882 req/s, before and after 294 req/s.');
  });

  it.each([
    [{ outcome: 'failed', sentence: 'p95>1s for 10s.' }, false, 4, 'Failed'],
    [{ outcome: 'not gradable', sentence: 'It was not trusted.' }, true, 6, 'Not gradable'],
  ] as const)('with an answer and %j is that of any run', (obstacle, requireTrust, code, word) => {
    const summary = searchedRun('found');
    const { capacity = madeCapacity() } = summary;
    const told: Summary = {
      ...summary,
      trust: { ...summary.trust, verdict: requireTrust ? 'degraded' : 'trusted' },
      overall: overallOfSearch(capacity, [obstacle]),
    };
    expect(exitCodeOfRun(told, requireTrust)).toBe(code);
    const last = printSummary(told, PLAIN).trimEnd().split('\n');
    expect(last.at(-1)).toBe(`${word}  ${capacity.sentence} ${obstacle.sentence}`);
  });

  it('that this machine limited is 4 where a rule failed it', () => {
    const summary = searchedRun('limited');
    const { capacity = madeCapacity() } = summary;
    const overall = overallOfSearch(capacity, [{ outcome: 'failed', sentence: 'p95>1s for 10s.' }]);
    expect(exitCodeOfRun({ ...summary, overall }, false)).toBe(4);
  });

  it('that was stopped is 130, and what it knew by then is printed', () => {
    const { run, ...rest } = searchedRun('partial');
    expect(exitCodeOfRun({ ...rest, run: { ...run, state: 'stopped' } }, false)).toBe(130);
    expect(print('partial').trimEnd().split('\n').at(-1)).toBe(
      'Not finished  Stopped before the search was over: 566 req/s meets p95<20 ms and errors<1%, 800 req/s does not.',
    );
  });

  it('whose target cannot be reached is 3, whatever the search makes of it', () => {
    const summary = searchedRun('none');
    const [error] = ungradableRun().errors;
    const errors = error === undefined ? [] : [{ ...error, code: 'connect.refused' }];
    const totals = { ...summary.totals, sent: 9, ok: 0, errors: 9 };
    expect(exitCodeOfRun({ ...summary, totals, errors }, false)).toBe(3);
  });
});

it('the made searches tell all that a search may tell', () => {
  expect(madeCapacity().steps.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});
