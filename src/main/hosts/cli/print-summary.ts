import {
  EVIDENCE_LEGEND,
  needsLegend,
  type ShownPercentile,
  showPercentile,
} from '../../../contract/evidence.ts';
import {
  formatBytes,
  formatClock,
  formatValue,
  GRADE_WORDS,
  NO_VALUE,
  OUTCOME_WORDS,
} from '../../../contract/format.ts';
import { isGrade } from '../../../contract/grades.ts';
import { leadingFindings } from '../../../contract/leading-findings.ts';
import type { Outcome } from '../../../contract/outcome.ts';
import { statisticWord } from '../../../contract/percentiles.ts';
import { partsOf } from '../../../contract/protocols/parts.ts';
import { rateNotes, worstEndpoint } from '../../../contract/rate-words.ts';
import { runLength } from '../../../contract/run-length.ts';
import { threeSentences } from '../../../contract/sentences.ts';
import { shellWord } from '../../../contract/shell-word.ts';
import { ruleSentences } from '../../../contract/stop-rule.ts';
import { stressLines } from '../../../contract/stress-text.ts';
import { NOT_SENT_FINDING, type Summary } from '../../../contract/summary.ts';
import type { GradeResult } from '../../../contract/threshold.ts';
import { endpointTable, percentilesIn } from '../../services/reports/endpoint-table.ts';
import type { Flags } from './option-values.ts';
import { plainTable, right } from './plain-table.ts';
import { baselineLines } from './print-baseline.ts';
import { capacityLine, capacityLines } from './print-capacity.ts';
import { errorLines } from './print-errors.ts';
import { gradingLines } from './print-gradings.ts';
import { segmentLines } from './print-segments.ts';
import { targetLines } from './print-target.ts';
import type { Terminal } from './terminal.ts';

type Colors = Terminal['colors'];

/** Room the grade table needs before its notes. */
const GRADE_COLUMNS = 84;

/** The result of a run as a person reads it in a terminal. Computes no figure of its own. */
export function printSummary(
  summary: Summary,
  { colors, outColumns }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  const { expectations, trust } = summary;
  return [
    heading(summary, colors),
    writtenLines(summary, colors),
    capacityLines(summary, { colors, outColumns }),
    endpointLines(summary, colors),
    gradeTable(summary, colors, outColumns),
    gradingLines(summary, { colors }),
    // The steps of a search say it better.
    summary.capacity === undefined ? segmentLines(summary, { colors, outColumns }) : '',
    targetLines(summary, { colors, outColumns }),
    errorLines(summary, colors),
    streamLines(summary, colors),
    section(
      colors.bold('Expected'),
      expectations.map((row) => `  ${row.verdict}: ${row.statement} (${row.evidence})`),
    ),
    stressSection(summary, colors),
    // The first of them: a build's log has no window beside it.
    section(
      colors.bold('Findings'),
      leadingFindings(summary).flatMap(({ title, advice }) => [`  ${title}`, `    ${colors.dim(advice)}`]),
    ),
    [
      `${colors.bold('Generator')} ${trust.verdict}: ${trust.sentence}`,
      ...trust.reasons.map((reason) => `  ${reason.sentence}`),
    ].join('\n'),
    baselineLines(summary.baseline, colors),
    capacityLine(summary, colors) ?? overallLine(summary, colors),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

/** What to type next, for a person who has read the result. Nothing of a run that asked nothing. */
export function furtherLine(
  { run: { id }, totals }: Pick<Summary, 'run' | 'totals'>,
  { dataDir }: Flags<'dataDir'>,
  { colors }: Pick<Terminal, 'colors'>,
): string {
  const where = dataDir === undefined ? id : `${id} --data-dir ${shellWord(dataDir)}`;
  const lines = [
    // Of what failed there is no latency.
    ...(totals.ok > 0 ? [`What set its slow requests apart: plimsoll why ${where}`] : []),
    ...(totals.errors > 0 ? [`What failed: plimsoll requests ${where} --failed`] : []),
  ];
  return lines.map((line) => `${colors.dim(line)}\n`).join('');
}

function heading(summary: Summary, colors: Colors): string {
  const { run, totals, findings } = summary;
  const warmup =
    run.warmupMs > 0
      ? `, the first ${formatClock(run.warmupMs)} warm-up left out of the figures, except what happens once per connection`
      : '';
  const state =
    run.state === 'completed' ? '' : ` · ${run.state}${run.endReason ? `: ${run.endReason}` : ''}`;
  const [, load] = threeSentences(summary);
  const worst = worstEndpoint(summary);
  return [
    `${colors.bold(run.name)}  ${colors.dim(run.id)}${state}`,
    `${runLength(run)}${warmup}`,
    load,
    ratesLine(summary),
    ...(worst === null ? [] : [`${colors.bold(worst.label)}: ${worst.text}`]),
    `planned ${totals.planned} = sent ${totals.sent} + dropped ${totals.dropped} + cancelled ${totals.cancelled}; ` +
      `sent = ok ${totals.ok} + errors ${totals.errors} + open at stop ${totals.openAtStop}`,
    // What the counts above cannot say by themselves.
    ...findings.flatMap((row) => (row.code === NOT_SENT_FINDING ? [colors.yellow(row.evidence)] : [])),
    ...changesLine(run),
    ...ruleSentences(summary),
  ].join('\n');
}

/** What people wrote beside the run and marked in it. */
function writtenLines({ run: { notes, markers = [] } }: Summary, colors: Colors): string {
  const lines = notes.trim() === '' ? [] : notes.trim().split('\n');
  return [
    section(
      colors.bold('Notes'),
      lines.map((line) => `  ${line}`),
    ),
    section(
      colors.bold('Markers'),
      markers.map(({ atMs, text }) => `  ${formatClock(atMs)} ${text}`.trimEnd()),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function ratesLine(summary: Summary): string {
  const { bytesIn, bytesOut } = summary.totals;
  return [...rateNotes(summary), `${formatBytes(bytesIn)} in`, `${formatBytes(bytesOut)} out`].join(' · ');
}

/** Texts may be whole messages: a line shows their beginning. */
function changesLine({ overrides = [] }: Summary['run']): string[] {
  if (overrides.length === 0) return [];
  const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
  return [`set for this run: ${overrides.map(({ name, text }) => `${name} ${short(text)}`).join(' · ')}`];
}

function endpointLines(summary: Summary, colors: Colors): string {
  const { heads, rows } = endpointTable(summary);
  // Beside a time from the intended start.
  const serviceTimes = rows.map(({ responseTimeMs, serviceTimeMs }) =>
    responseTimeMs.clock === 'intended' && serviceTimeMs !== null
      ? showPercentile(serviceTimeMs, 'p95')
      : null,
  );
  const open = serviceTimes.some((time) => time !== null);
  const table = plainTable([
    'endpoint',
    ...heads.map((head) => head.toLowerCase()),
    ...(open ? ['service p95'] : []),
  ]);
  for (const [index, { service, endpoint, cells }] of rows.entries()) {
    const name = endpoint === null ? colors.bold(`all of ${service}`) : `${service}.${endpoint}`;
    const all = open ? [...cells, serviceTimes[index] ?? ''] : cells;
    table.push([
      name,
      ...all.map((cell) => right(typeof cell === 'string' ? cell : percentileText(cell, colors))),
    ]);
  }
  const clock = open
    ? 'Rows with a service p95 count from the intended start (response time); the others from the actual start (service time).'
    : 'Times from the actual start: none of these rows has an intended one.';
  const shown = [
    ...rows.flatMap(({ cells }) => percentilesIn(cells)),
    ...serviceTimes.filter((time) => time !== null),
  ];
  const legend = needsLegend(shown) ? `\n${colors.dim(EVIDENCE_LEGEND)}` : '';
  return `${table.toString()}\n${clock}${legend}`;
}

/** Dimmed where it is no more than an estimate. */
function percentileText({ text, evidence }: ShownPercentile, colors: Colors): string {
  return evidence === 'sure' ? text : colors.dim(text);
}

function gradeTable({ grades }: Summary, colors: Colors, columns: number | null): string {
  if (grades.length === 0) return '';
  const head = ['graded', 'statistic', 'value', 'grade', 'margin', 'note'];
  const table = plainTable(head, columns === null ? null : Math.max(24, columns - GRADE_COLUMNS));
  for (const row of grades) {
    table.push([
      row.endpoint === null ? row.service : `${row.service}.${row.endpoint}`,
      row.statistic === null ? row.metric : `${row.metric} ${statisticWord(row.statistic)}`,
      right(formatValue(row.value, row.unit)),
      gradeWord(row.grade, colors),
      right(row.margin === null ? NO_VALUE : formatValue(row.margin, row.unit)),
      row.note,
    ]);
  }
  return table.toString();
}

/** What the connections did that are held, by protocol. */
function streamLines(summary: Summary, colors: Colors): string {
  const lines = partsOf(summary).flatMap(({ said, part }) => {
    const { attempted, opened, failed, unanswered = 0, closed } = part;
    const [figures, ...more] = said.tell(part, summary, (shown) => percentileText(shown, colors));
    const never = unanswered === 0 ? '' : `, ${unanswered} never answered`;
    const counts = `${attempted} attempted, ${opened} opened, ${failed} failed${never}, ${closed} closed`;
    return [`${said.heading}: ${counts}${figures}`, ...endings(part.closedBy), ...more];
  });
  return lines.join('\n');
}

/** How connections ended, the frequent causes first; nothing while none has. */
function endings(closedBy: Readonly<Record<string, number>>): string[] {
  const causes = Object.entries(closedBy).toSorted(([, a], [, b]) => b - a);
  return causes.length === 0
    ? []
    : [
        `  ended: ${causes.map(([cause, count]) => `${count} ${cause === 'ended' ? 'in order' : cause}`).join(' · ')}`,
      ];
}

/** A heading with lines under it; empty without any. */
function section(heading: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [heading, ...lines].join('\n');
}

/** What a run beyond its expected load answers, a line each; empty of any other. */
function stressSection({ stress, capacity }: Summary, colors: Colors): string {
  if (stress === undefined) return '';
  const lines = stressLines(stress, capacity);
  const width = Math.max(...lines.map(({ name }) => name.length));
  return section(
    colors.bold('Stress'),
    lines.map(({ name, sentence }) => `  ${name.padEnd(width)}  ${sentence}`),
  );
}

/** The last line: what became of the run, its grade, and why. */
function overallLine({ overall }: Summary, colors: Colors): string {
  const { outcome, grade, sentence } = overall;
  const word = colors.bold(outcomeWord(outcome, colors));
  // A run that could not be judged says so once.
  const graded =
    outcome === 'not gradable' && grade === 'not-gradable' ? '' : ` · ${gradeWord(grade, colors)}`;
  return `${word}${graded}  ${sentence}`;
}

/** What became of a run; the word is there without its colour too. */
export function outcomeWord(outcome: Outcome, colors: Colors): string {
  const paint = outcome === 'passed' ? colors.green : outcome === 'failed' ? colors.red : colors.yellow;
  return paint(OUTCOME_WORDS[outcome]);
}

const GRADE_COLORS = { excellent: 'green', good: 'cyan', acceptable: 'yellow', poor: 'red' } as const;

/** The four load-line colours; the word is always there too. */
export function gradeWord(grade: GradeResult, colors: Colors): string {
  return colors[isGrade(grade) ? GRADE_COLORS[grade] : 'dim'](GRADE_WORDS[grade]);
}
