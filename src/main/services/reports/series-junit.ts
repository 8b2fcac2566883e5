import type { SeriesDocument, SeriesRun } from '../../../contract/run-series-schema.ts';
import type { SeriesCell } from '../../../contract/series-verdict.ts';
import { attribute, escapeXml } from './xml-text.ts';

interface Case {
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly message: string;
}

/**
 * A series as test cases: a case for each run (one whose thresholds failed fails, one that is left out is skipped), and one
 * for each figure that is judged (one that cannot be told is skipped). That B is slower fails nothing by itself: it is
 * said.
 */
export function seriesJunit({ series, runs, verdict }: SeriesDocument): string {
  const judged = verdict?.cells.filter((cell) => cell.verdict !== 'not-judged') ?? [];
  const suites = [['runs', runs.map(runCase)] as const, ['verdicts', judged.map(cellCase)] as const].filter(
    ([, cases]) => cases.length > 0,
  );
  const all = suites.flatMap(([, cases]) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name=${attribute(series.name)} ${countsOf(all)}>`,
    ...suites.flatMap(([name, cases]) => [
      `  <testsuite name=${attribute(name)} ${countsOf(cases)}>`,
      ...cases.flatMap((one) => caseLines(name, one)),
      '  </testsuite>',
    ]),
    '</testsuites>',
    '',
  ].join('\n');
}

function runCase({ nth, side, runId, role, why, passed }: SeriesRun): Case {
  const name = `run ${nth} (${side}) ${runId}`;
  if (role !== 'counted') return { name, result: 'skipped', message: why === '' ? role : why };
  if (passed === false) return { name, result: 'failed', message: 'Its thresholds failed.' };
  return { name, result: 'passed', message: '' };
}

function cellCase({ service, endpoint, figure, verdict, sentence }: SeriesCell): Case {
  const isOpen = verdict === 'no-verdict' || verdict === 'cannot-tell' || verdict === 'alone-only';
  return {
    name: `${service} ${endpoint} ${figure}`,
    result: isOpen ? 'skipped' : 'passed',
    message: sentence,
  };
}

function countsOf(cases: readonly Case[]): string {
  const of = (result: Case['result']) => cases.filter((one) => one.result === result).length;
  return `tests="${cases.length}" failures="${of('failed')}" skipped="${of('skipped')}"`;
}

function caseLines(suite: string, { name, result, message }: Case): string[] {
  const head = `    <testcase classname=${attribute(suite)} name=${attribute(name)}`;
  if (result === 'failed') return [`${head}><failure message=${attribute(message)}/></testcase>`];
  if (result === 'skipped') return [`${head}><skipped message=${attribute(message)}/></testcase>`];
  return [message === '' ? `${head}/>` : `${head}><system-out>${escapeXml(message)}</system-out></testcase>`];
}
