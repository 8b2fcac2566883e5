import pc from 'picocolors';
import { describe, expect, it } from 'vitest';
import type { ErrorRow } from '../../../../../../src/contract/summary.ts';
import { printSummary } from '../../../../../../src/main/hosts/cli/print-summary.ts';
import { analyseStored } from '../../../../../../src/main/services/analysis/analysis.ts';
import { findingsOf } from '../../../../../../src/main/services/analysis/findings/findings.ts';
import { httpPlan } from '../../../../../support/engine-plan.ts';
import { NO_FACTS } from '../../../../../support/made-facts.ts';
import { makePlan } from '../../../../../support/made-plan.ts';
import {
  COMPLETED,
  makeFailure,
  makeRun,
  makeSecond,
  makeSeriesSecond,
} from '../../../../../support/made-seconds.ts';
import { runVirtually } from '../../../../../support/virtual-run.ts';

function errorRow(code: string, count: number): ErrorRow {
  return {
    code,
    side: 'test',
    service: 's',
    endpoint: 'e',
    count,
    firstAt: 0,
    lastAt: 0,
    message: '',
    hint: '',
    example: '',
    category: 'test',
    sample: null,
  };
}
const findingsWith = (errors: readonly ErrorRow[]) => findingsOf({ ...NO_FACTS, errors });

describe('requests that could not be written', () => {
  it('are a finding of their own, over all endpoints and causes', () => {
    const rows = [errorRow('value.unset', 1_200), errorRow('value.header', 34), errorRow('http.5xx', 9)];
    expect(findingsWith(rows)).toEqual([
      {
        code: 'requests.not-sent',
        kind: 'bad',
        title: 'Requests that were never sent',
        evidence:
          '1,234 of what is counted as sent could not be written and never left: value.unset, value.header.',
        suggestion:
          'The error table says which value was missing, and where; the plan has to define it first.',
      },
    ]);
    expect(findingsWith([errorRow('http.5xx', 9)])).toEqual([]);
  });

  it('are said beside the books that count them, in a terminal', () => {
    const failure = makeFailure('value.unset', { side: 'test' });
    const second = makeSecond(0, [makeSeriesSecond(0, [5], { counts: { errors: 3, targetErrors: 0 } })], {
      failures: [{ series: 0, failure, count: 3, firstUs: 0, lastUs: 0 }],
    });
    const summary = analyseStored(makeRun(makePlan()), [second], COMPLETED);
    const lines = printSummary(summary, { colors: pc.createColors(false), outColumns: null }).split('\n');
    const books = lines.findIndex((line) => line.startsWith('planned 4 = sent 4 + dropped 0 + cancelled 0;'));
    expect(lines.slice(books + 1, books + 2)).toEqual([
      '3 of what is counted as sent could not be written and never left: value.unset.',
    ]);
  });

  it('did not leave, and the books still balance: sent and failed', async () => {
    const run = await runVirtually(httpPlan({ step: { path: '/{{ token }}' } }));
    expect(run.driver.fired).toEqual([]);
    expect(run.totals()).toMatchObject({ planned: 100, sent: 100, errors: 100, dropped: 0, cancelled: 0 });
    const failures = run.seconds.flatMap((second) => second.failures);
    expect(failures.map(({ failure, count }) => [failure.code, count])).toEqual([['value.unset', 100]]);
  });
});
