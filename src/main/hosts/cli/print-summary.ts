import Table from 'cli-table3';
import {
  formatBytes,
  formatClock,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
  GRADE_WORDS,
  NO_VALUE,
} from '../../../contract/format.ts';
import { NOT_SENT_FINDING, type Summary } from '../../../contract/summary.ts';
import type { GradeResult, GradeRow } from '../../../contract/threshold.ts';
import type { Terminal } from './terminal.ts';

type Colors = Terminal['colors'];

/** Room the grade table needs before its notes. */
const GRADE_COLUMNS = 84;

/** The result of a run as a person reads it in a terminal. Computes no figure of its own. */
export function printSummary(
  summary: Summary,
  { colors, outColumns }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  return [
    heading(summary, colors),
    endpointTable(summary),
    gradeTable(summary, colors, outColumns),
    errorLines(summary, colors),
    streamLines(summary),
    expectationLines(summary, colors),
    trustLines(summary, colors),
    overallLine(summary, colors),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function heading({ run, totals, ratePerSecond, findings }: Summary, colors: Colors): string {
  const warmup =
    run.warmupMs > 0
      ? `, the first ${formatClock(run.warmupMs)} warm-up left out of the figures, save what happens once per connection`
      : '';
  const state =
    run.state === 'completed' ? '' : ` · ${run.state}${run.endReason ? `: ${run.endReason}` : ''}`;
  return [
    `${colors.bold(run.name)}  ${colors.dim(run.id)}${state}`,
    `${formatClock(run.durationMs)} of ${formatClock(run.plannedDurationMs)}${warmup}`,
    `planned ${totals.planned} = sent ${totals.sent} + dropped ${totals.dropped} + cancelled ${totals.cancelled}; ` +
      `sent = ok ${totals.ok} + errors ${totals.errors} + open at stop ${totals.openAtStop}`,
    `${formatRate(ratePerSecond)} finished, good or bad · ${formatBytes(totals.bytesIn)} in · ${formatBytes(totals.bytesOut)} out`,
    ...notSentLine(findings, colors),
    ...changesLine(run),
  ].join('\n');
}

/** What the books above cannot say by themselves. */
function notSentLine(findings: Summary['findings'], colors: Colors): string[] {
  return findings
    .filter(({ code }) => code === NOT_SENT_FINDING)
    .map(({ evidence }) => colors.yellow(evidence));
}

/** Texts may be whole messages: a line shows their beginning. */
function changesLine({ overrides = [] }: Summary['run']): string[] {
  if (overrides.length === 0) return [];
  const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
  return [`changed for this run: ${overrides.map(({ name, text }) => `${name} ${short(text)}`).join(' · ')}`];
}

function endpointTable({ endpoints }: Summary): string {
  const open = endpoints.some((row) => row.responseTimeMs.clock === 'intended');
  const table = plainTable([
    'endpoint',
    'count',
    'rate',
    'errors',
    'mean',
    'p50',
    'p95',
    'p99',
    'max',
    ...(open ? ['service p95'] : []),
  ]);
  for (const row of endpoints) {
    const time = row.responseTimeMs;
    table.push([
      `${row.service}.${row.endpoint}`,
      right(String(row.count)),
      right(formatRate(row.ratePerSecond)),
      right(row.errors === 0 ? '0' : `${row.errors} (${formatPercent(row.errorRatePercent)})`),
      ...[time.mean, time.p50, time.p95, time.p99, time.max].map((ms) => right(formatMs(ms))),
      ...(open ? [right(time.clock === 'intended' ? formatMs(row.serviceTimeMs.p95) : '')] : []),
    ]);
  }
  const hidden = endpoints.some((row) => row.count > 0 && row.responseTimeMs.p95 === null);
  const clock = open
    ? 'Rows with a service p95 count from the intended start, what a caller waits; the others from the actual start.'
    : 'Times from the actual start: none of these rows has an intended one.';
  return `${table.toString()}\n${clock}${hidden ? ` ${NO_VALUE} = hidden: fewer than ten samples beyond it.` : ''}`;
}

function gradeTable({ grades }: Summary, colors: Colors, columns: number | null): string {
  if (grades.length === 0) return '';
  const head = ['graded', 'statistic', 'value', 'grade', 'margin', 'note'];
  const table = plainTable(head, columns === null ? null : Math.max(24, columns - GRADE_COLUMNS));
  for (const row of grades) {
    table.push([
      row.endpoint === null ? row.service : `${row.service}.${row.endpoint}`,
      row.statistic === null ? row.metric : `${row.metric} ${row.statistic}`,
      right(formatGradeValue(row.value, row.unit)),
      gradeWord(row.grade, colors),
      right(row.margin === null ? NO_VALUE : formatGradeValue(row.margin, row.unit)),
      row.note,
    ]);
  }
  return table.toString();
}

function formatGradeValue(value: number | null, unit: GradeRow['unit']): string {
  if (unit === 'ms') return formatMs(value);
  return unit === '%' ? formatPercent(value) : formatRate(value);
}

function errorLines({ errors }: Summary, colors: Colors): string {
  if (errors.length === 0) return '';
  const shown = errors.slice(0, 10).map((row) => {
    const hint = row.hint === '' ? '' : `\n      ${colors.dim(row.hint)}`;
    return `  ${row.count} × ${row.code} (${row.side}) on ${row.service}.${row.endpoint}: ${row.message}${hint}`;
  });
  const more = errors.length > 10 ? [`  and ${errors.length - 10} more kinds`] : [];
  return [colors.bold('Errors'), ...shown, ...more].join('\n');
}

function streamLines({ webSocket, sse }: Summary): string {
  const lines: string[] = [];
  if (webSocket !== null) {
    lines.push(
      `WebSocket: ${webSocket.attempted} attempted, ${webSocket.opened} opened, ${webSocket.failed} failed, ` +
        `${webSocket.closed} closed · ${formatNumber(webSocket.messagesOut)} messages out, ` +
        `${formatNumber(webSocket.messagesIn)} in · connect mean ${formatMs(webSocket.connectMs.mean)} · ` +
        `round trip mean ${formatMs(webSocket.roundTripMs.mean)}, p95 ${formatMs(webSocket.roundTripMs.p95)}`,
      ...endings(webSocket.closedBy),
    );
    if (webSocket.sequenced === true) {
      lines.push(
        `  ${webSocket.missed} missed · ${webSocket.duplicates} came twice · ${webSocket.outOfOrder} out of order`,
      );
    }
  }
  if (sse !== null) {
    lines.push(
      `Event streams: ${sse.attempted} attempted, ${sse.opened} opened, ${sse.failed} failed · ` +
        `${formatNumber(sse.events)} events · first event mean ${formatMs(sse.firstEventMs.mean)}`,
      ...endings(sse.closedBy),
    );
  }
  return lines.join('\n');
}

/** How connections ended, the frequent causes first; nothing while none has. */
function endings(closedBy: Readonly<Record<string, number>>): string[] {
  const causes = Object.entries(closedBy).toSorted(([, a], [, b]) => b - a);
  return causes.length === 0
    ? []
    : [`  ended: ${causes.map(([cause, count]) => `${count} ${cause}`).join(' · ')}`];
}

function expectationLines({ expectations }: Summary, colors: Colors): string {
  if (expectations.length === 0) return '';
  return [
    colors.bold('Expected'),
    ...expectations.map((row) => `  ${row.verdict}: ${row.statement} (${row.evidence})`),
  ].join('\n');
}

function trustLines({ trust }: Summary, colors: Colors): string {
  const reasons = trust.reasons.map((reason) => `  ${reason.sentence}`);
  return [`${colors.bold('Generator')} ${trust.verdict}: ${trust.sentence}`, ...reasons].join('\n');
}

function overallLine({ overall }: Summary, colors: Colors): string {
  return `${colors.bold(gradeWord(overall.grade, colors))}  ${overall.sentence}`;
}

/** The four load-line colours; the word is always there too. */
export function gradeWord(grade: GradeResult, colors: Colors): string {
  const word = GRADE_WORDS[grade];
  if (grade === 'excellent') return colors.green(word);
  if (grade === 'good') return colors.cyan(word);
  if (grade === 'acceptable') return colors.yellow(word);
  return grade === 'poor' ? colors.red(word) : colors.dim(word);
}

/** A table of columns without lines. @param lastWidth where the last column is to be wrapped */
export function plainTable(head: string[], lastWidth: number | null = null): Table.Table {
  const none = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '' };
  const rest = { 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '' };
  return new Table({
    head,
    wordWrap: true,
    ...(lastWidth === null ? {} : { colWidths: [...head.slice(1).map(() => null), lastWidth] }),
    chars: { ...none, ...rest, right: '', 'right-mid': '', middle: '  ' },
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
  });
}

function right(content: string): { content: string; hAlign: 'right' } {
  return { content, hAlign: 'right' };
}
