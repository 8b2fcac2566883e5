import pc from 'picocolors';
import { EXIT } from '../../../src/contract/failure.ts';
import { headlineOf, type RunHeadline } from '../../../src/contract/run-headline.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import type { Summary } from '../../../src/contract/summary.ts';
import { printSummary } from '../../../src/main/hosts/cli/print-summary.ts';
import { exitCodeOfRun } from '../../../src/main/hosts/cli/run-job.ts';
import { junitXml } from '../../../src/main/services/reports/junit.ts';
import { markdownReport } from '../../../src/main/services/reports/markdown.ts';

/** All that a run says of itself, in every form a person or a build server meets it in. */
export interface Said {
  readonly document: Summary;
  readonly terminal: string;
  readonly markdown: string;
  readonly junit: string;
  readonly report: string;
  /** The figures and words of its line in lists. */
  readonly row: RunHeadline;
  readonly exitCode: number;
  /** Expectations that a breaking point is found: a run that fails may meet one, a run that passes need not. */
  readonly breakingPoints: readonly string[];
}

export interface AskedOfRun {
  readonly requireTrust?: boolean;
  readonly plan: Pick<RunPlan, 'expectations'>;
  /** What the report of a document says to who reads it. */
  readonly reportOf: (document: Summary) => string;
}

export function saidOf(document: Summary, { requireTrust = false, plan, reportOf }: AskedOfRun): Said {
  return {
    document,
    breakingPoints: breakingPointsOf(plan),
    terminal: printSummary(document, { colors: pc.createColors(false), outColumns: null }),
    markdown: markdownReport(document),
    junit: junitXml(document),
    report: reportOf(document),
    row: headlineOf(document),
    exitCode: exitCodeOfRun(document, requireTrust),
  };
}

export function breakingPointsOf({ expectations }: AskedOfRun['plan']): string[] {
  return expectations
    .filter(({ condition }) => condition.metric === 'breakingPoint')
    .map(({ statement }) => statement);
}

/** Everything that is said in words, with XML and Markdown escapes taken out. */
export function textOf({ document, terminal, markdown, junit, report }: Said): string {
  const sentences = [
    document.overall.sentence,
    ...document.findings.flatMap(({ title, evidence, suggestion }) => [title, evidence, suggestion]),
    ...document.expectations.map(({ evidence }) => evidence),
    ...document.grades.map(({ note }) => note),
  ];
  return [terminal, plainMarkdown(markdown), plainXml(junit), report, ...sentences].join('\n');
}

export function plainMarkdown(markdown: string): string {
  return unescaped(markdown.replace(/\\([\\`*_[\]|~$\-=+#.)])/g, '$1'));
}

export function plainXml(xml: string): string {
  return unescaped(xml);
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

/** True where nothing but the result decides the code: the run was neither stopped nor did it fail to run. */
export function isJudged(exitCode: number): boolean {
  return exitCode === EXIT.passed || exitCode === EXIT.thresholds;
}
