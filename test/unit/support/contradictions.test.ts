import { beforeAll, describe, expect, it } from 'vitest';
import type { Summary } from '../../../src/contract/summary.ts';
import type { GradeRow } from '../../../src/contract/threshold.ts';
import { EXCLUSIVE } from '../../support/contradictions/finding-rules.ts';
import { contradictionsIn, RULES } from '../../support/contradictions.ts';
import { TABLE } from '../../support/outages/all.ts';
import { type Outage, http as scripted } from '../../support/outages/outage.ts';
import { httpPlan } from '../../support/outages/plans.ts';
import type { Said } from '../../support/outages/said.ts';
import { status } from '../../support/outages/service-script.ts';
import { runOutage } from '../../support/outages/virtual-outage.ts';
import { reportText } from '../../support/report-text.tsx';

let good: Said;
let bad: Said;

beforeAll(async () => {
  const well = TABLE.http.find(({ name }) => name === 'answers everything fast and right') as Outage;
  good = await runOutage(well, reportText);
  bad = await runOutage({ ...well, plan: httpPlan(), service: scripted(() => status(500)) }, reportText);
});

/** The rules that a set of outputs breaks. */
const broken = (said: Said) => [...new Set(contradictionsIn(said).map(({ rule }) => rule))];

/** The document with one thing changed; the texts stay as they were. */
function changed(said: Said, change: (document: Draft) => void): Said {
  const document = structuredClone(said.document) as Draft;
  change(document);
  return { ...said, document: document as Summary };
}
type Draft = Writable<Summary>;
type Writable<T> = T extends object ? { -readonly [Key in keyof T]: Writable<T[Key]> } : T;

const finding = (code: string, change: Partial<Summary['findings'][number]> = {}) => ({
  code,
  kind: 'good' as const,
  title: 'It is so',
  evidence: `By ${code}.`,
  suggestion: '',
  ...change,
});

describe('outputs that agree', () => {
  it('hold no contradiction, whether the run passes or not', () => {
    expect(contradictionsIn(good)).toEqual([]);
    expect(contradictionsIn(bad)).toEqual([]);
    expect([good.document.overall.outcome, bad.document.overall.outcome]).toEqual(['passed', 'failed']);
  });
});

/** For each rule outputs that break it and no other. */
const BREACHES: readonly (readonly [rule: string, what: string, made: () => Said])[] = [
  ['exit code and outcome', 'exit 4 of a run that passed', () => ({ ...good, exitCode: 4 })],
  ['exit code and outcome', 'exit 0 of a run that failed', () => ({ ...bad, exitCode: 0 })],
  ['exit code and outcome', 'unreachable, and passed', () => ({ ...good, exitCode: 3 })],
  [
    'outcome and passed',
    'the two disagree',
    () => {
      const said = changed(bad, ({ overall }) => (overall.passed = true));
      return { ...said, row: { ...said.row, passed: true } };
    },
  ],
  [
    'JUnit and outcome',
    'a failure in the JUnit of a run that passed',
    () => ({ ...good, junit: good.junit.replace('failures="0"', 'failures="1"') }),
  ],
  [
    'JUnit and outcome',
    'a green JUnit of a run that failed',
    () => ({
      ...bad,
      junit: bad.junit
        .replaceAll(/failures="\d+"/g, 'failures="0"')
        .replaceAll(/<failure[^>]*>[^<]*<\/failure>/g, ''),
    }),
  ],
  ['list and document', 'passed in the list alone', () => ({ ...bad, row: { ...bad.row, passed: true } })],
  [
    'list and document',
    'another grade in the list',
    () => ({ ...good, row: { ...good.row, overallGrade: 'good' } }),
  ],
  [
    'headings and grade',
    'the Markdown heads it Acceptable',
    () => ({ ...good, markdown: good.markdown.replace(/^# .*$/m, '# Shop: Acceptable') }),
  ],
  ['headings and grade', 'the report heads it Poor', () => ({ ...good, report: `Poor\n${good.report}` })],
  [
    'headings and grade',
    'the last line of the terminal is Poor',
    () => ({ ...good, terminal: `${good.terminal}Poor  One of 2 grades is Poor.\n` }),
  ],
  [
    'outcomes in words',
    'the Markdown says failed',
    () => ({ ...good, markdown: good.markdown.replace(/(gate \w+: )passed/, '$1failed') }),
  ],
  [
    'outcomes in words',
    'the report says failed',
    () => ({ ...good, report: `${good.report}\nFailed: nothing worse than Acceptable is asked for` }),
  ],
  [
    'praise of a run that does not pass',
    'Within thresholds',
    () => ({ ...bad, report: `${bad.report}\nWithin thresholds` }),
  ],
  [
    'praise of a run that does not pass',
    'Errors below 1%',
    () => ({ ...bad, terminal: bad.terminal.replace('Errors\n', 'Errors below 1%\n') }),
  ],
  [
    'praise of a run that does not pass',
    'both grades Excellent',
    () => ({ ...bad, markdown: `${bad.markdown}\nBoth grades are Excellent.` }),
  ],
  [
    'expectations and outcome',
    'met by a run that failed',
    () => changed(bad, ({ expectations }) => ((expectations[0] as { verdict: string }).verdict = 'met')),
  ],
  [
    'expectations and outcome',
    'not met by a run that passed',
    () => {
      const said = changed(
        good,
        ({ expectations }) => ((expectations[0] as { verdict: string }).verdict = 'not met'),
      );
      return { ...said, junit: said.junit.replaceAll('value="met: ', 'value="not met: ') };
    },
  ],
  [
    'expectations and grades',
    'met where nothing could be graded',
    () => changed(good, ({ grades }) => ((grades[1] as { grade: string }).grade = 'not-gradable')),
  ],
  [
    'rates by their formula',
    'a share of something else',
    () =>
      changed(good, ({ rates }) => {
        rates.leftOutPercent = 3;
      }),
  ],
  [
    'rates add up',
    'a service without its share',
    () =>
      changed(good, ({ services }) => {
        for (const { rates } of services) rates.ok -= 1;
      }),
  ],
  [
    'offered and sent',
    'more sent than offered',
    () => changed(good, ({ rates }) => (rates.sentPerSecond = (rates.offeredPerSecond ?? 0) + 1)),
  ],
  [
    'error rates of endpoints',
    'two rates of one endpoint',
    () =>
      changed(bad, ({ endpoints }) => ((endpoints[0] as { errorRatePercent: number }).errorRatePercent = 99)),
  ],
  [
    'error rates in tables',
    'another rate in the Markdown',
    () => ({ ...bad, markdown: bad.markdown.replace(/\(100%\) \|/, '(50%) |') }),
  ],
  [
    'error rates in tables',
    'another rate in the terminal',
    () => ({ ...bad, terminal: bad.terminal.replace(/\(100%\)/, '(7%)') }),
  ],
  [
    'error rates in sentences',
    'a rate that is nobody’s',
    () =>
      changed(bad, ({ findings }) => {
        findings.push(finding('other', { kind: 'good', evidence: 'Of all requests 12% failed.' }));
      }),
  ],
  [
    'none failed',
    'said beside failures',
    () => ({
      ...withFailure(good),
      report: `${good.report}\nIn 4 s, 240 requests went to one service; none failed.`,
    }),
  ],
  [
    'no request reached the target',
    'said of one that was answered',
    () => ({
      ...good,
      junit: good.junit.replace('<system-out>', '<system-out>no request reached the target. '),
    }),
  ],
  [
    'failures and the error table',
    'failures without a row',
    () => changed(bad, ({ errors }) => errors.splice(0)),
  ],
  [
    'findings that exclude each other',
    'stable and saturated',
    () =>
      changed(good, ({ findings }) => {
        findings.push(finding('throughput.stable'), finding('hint.saturation', { kind: 'hint' }));
      }),
  ],
  [
    'a finding leads to a place that the run has',
    'another endpoint',
    () =>
      changed(good, ({ findings }) => {
        const area = { fromSecond: 0, toSecond: 0, fromBand: 0, toBand: 0 };
        findings.push(finding('other', { shown: { service: 'nobody', endpoint: null, area } }));
      }),
  ],
  [
    'a finding said once',
    'twice',
    () => changed(good, ({ findings }) => findings.push(finding('other'), finding('other'))),
  ],
  [
    'causes in a run that cannot be believed',
    'a hint',
    () =>
      changed(good, ({ findings, trust }) => {
        trust.verdict = 'untrustworthy';
        findings.push(finding('hint.long-tail', { kind: 'hint' }));
      }),
  ],
  [
    'findings about errors and the rates',
    'other counts',
    () =>
      changed(bad, ({ findings }) => {
        const many = findings.find(({ code }) => code === 'errors.many');
        if (many === undefined) throw new Error('nothing is said of the errors');
        many.evidence = '7 of 240 failed by target or network.';
      }),
  ],
  [
    'findings about thresholds and the grades',
    'exceeded, and none is Poor',
    () =>
      changed(good, ({ findings }) => {
        findings.splice(0, findings.length, finding('thresholds.exceeded', { kind: 'bad' }));
      }),
  ],
  [
    'grades and the figures',
    'a grade of another value',
    () => changed(good, ({ grades }) => ((grades[0] as GradeDraft).value = 0.05)),
  ],
  [
    'the overall grade is the worst',
    'better than one of its rows',
    () => changed(good, ({ grades }) => ((grades[1] as GradeDraft).grade = 'acceptable')),
  ],
  [
    'the document and its schema',
    'a figure that is no number',
    () => changed(bad, ({ errors }) => ((errors[0] as { firstAt: number }).firstAt = Number.NaN)),
  ],
  ['books', 'a request too many', () => changed(good, ({ totals }) => (totals.planned += 1))],
  [
    'evidence by its words',
    'sure of what it cannot be',
    () => changed(good, ({ overallTimeMs }) => (overallTimeMs.evidence.p999 = 'sure')),
  ],
  [
    'the list and the figures',
    'other requests in the list',
    () => ({ ...good, row: { ...good.row, requests: 1 } }),
  ],
];
type GradeDraft = Writable<GradeRow>;

/** A failure before the measured time: the rates know nothing of it, the error table does. */
function withFailure(said: Said): Said {
  return changed(said, ({ errors }) => {
    errors.push(structuredClone(bad.document.errors[0]) as Draft['errors'][number]);
  });
}

describe('a contradiction is found where', () => {
  it.each(BREACHES)('%s: %s', (rule, _, made) => {
    expect(broken(made())).toEqual([rule]);
  });

  it('every rule is broken by something here', () => {
    const tried = new Set(BREACHES.map(([rule]) => rule));
    expect(RULES.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
  });

  it.each(EXCLUSIVE)('%s stands beside %s', (one, other) => {
    const said = changed(good, ({ findings }) => {
      findings.splice(0, findings.length, finding(one, { evidence: '' }), finding(other, { evidence: '' }));
    });
    expect(broken(said)).toContain('findings that exclude each other');
  });
});
