import {
  BASELINE_TABLE_HEADS,
  BASELINE_VERDICT_WORDS,
  baselineTable,
  contextLines,
  unjudgedText,
} from '../../../contract/baseline-words.ts';
import { capacityTitle, searchVerdictWord } from '../../../contract/capacity-text.ts';
import { categoryText, failedTimeText, lineText, spanText } from '../../../contract/error-text.ts';
import { EVIDENCE_LEGEND, needsLegend, showPercentile } from '../../../contract/evidence.ts';
import {
  formatClock,
  formatNumber,
  formatValue,
  GRADE_WORDS,
  NO_VALUE,
  OUTCOME_WORDS,
} from '../../../contract/format.ts';
import { worstGraded } from '../../../contract/grades.ts';
import {
  besideText,
  gradesSideBySide,
  gradingHead,
  gradingLine,
  gradingSentence,
  untoldSentences,
} from '../../../contract/grading-words.ts';
import { leadingFindings } from '../../../contract/leading-findings.ts';
import {
  byText,
  countIn,
  listedSegments,
  segmentCause,
  segmentLoadText,
  segmentNotes,
  segmentSpan,
  tellsOfLoad,
} from '../../../contract/load-words.ts';
import { MAIN_PERCENTILES, statisticWord } from '../../../contract/percentiles.ts';
import { rateNotes, worstEndpoint } from '../../../contract/rate-words.ts';
import { runLength } from '../../../contract/run-length.ts';
import type { SegmentSummary } from '../../../contract/segments.ts';
import { threeSentences } from '../../../contract/sentences.ts';
import { firedRulesOf } from '../../../contract/stop-rule.ts';
import { stressLines } from '../../../contract/stress-text.ts';
import type { ErrorRow, Summary } from '../../../contract/summary.ts';
import { watchedNotes, watchedRows } from '../../../contract/watched-table.ts';
import { capacitySection } from './capacity-section.ts';
import { endpointTable, percentilesIn } from './endpoint-table.ts';
import { inline } from './markdown-text.ts';

/** The run in a page of Markdown: for a pull request, a wiki, a mail. */
export function markdownReport(summary: Summary): string {
  const { run, overall } = summary;
  const { capacity: found } = summary;
  const outcome = found === undefined ? headline(overall) : searchVerdictWord({ capacity: found, overall });
  return [
    `# ${inline(run.name)}: ${outcome}`,
    ...threeSentences(summary).map(inline),
    facts(summary),
    rates(summary),
    ...firedRules(summary),
    ...written(summary),
    ...baseline(summary),
    ...capacity(summary),
    ...expectations(summary),
    ...stressed(summary),
    ...findings(summary),
    ...grades(summary),
    ...gradings(summary),
    ...target(summary),
    ...segments(summary),
    ...endpoints(summary),
    ...errors(summary),
    ...environment(summary),
    `<sub>Plimsoll ${inline(run.plimsollVersion)}, run ${inline(run.id)}.</sub>`,
    '',
  ].join('\n\n');
}

/** `Failed (Poor)`: what became of the run, and its grade where that says more. */
function headline({ outcome, grade }: Summary['overall']): string {
  const word = OUTCOME_WORDS[outcome];
  return GRADE_WORDS[grade] === word ? word : `${word} (${GRADE_WORDS[grade]})`;
}

function rates(summary: Summary): string {
  const worst = worstEndpoint(summary);
  const named = worst === null ? [] : [`${worst.label.toLowerCase()}: ${worst.text}`];
  return [...rateNotes(summary), ...named].map(inline).join(' · ');
}

function facts({ run, totals, overall }: Summary): string {
  const gate = overall.gate === 'none' ? 'no gate' : `gate ${overall.gate}: ${overall.outcome}`;
  const parts = [
    run.purpose,
    run.startedAt,
    runLength(run, ' planned'),
    `warm-up ${formatClock(run.warmupMs)}`,
    run.state,
    gate,
    `planned ${formatNumber(totals.planned)} = sent ${formatNumber(totals.sent)} + dropped ${formatNumber(totals.dropped)} + cancelled ${formatNumber(totals.cancelled)}`,
    `sent ${formatNumber(totals.sent)} = ok ${formatNumber(totals.ok)} + errors ${formatNumber(totals.errors)} + open at stop ${formatNumber(totals.openAtStop)}`,
  ];
  return parts.map(inline).join(' · ');
}

/** What ended it or held its load while it went on. */
function firedRules(summary: Summary): string[] {
  const lines = firedRulesOf(summary).map(({ sentence }) => `- ${inline(sentence)}`);
  return lines.length === 0 ? [] : ['## Stop rules', lines.join('\n')];
}

/** What people wrote beside the run and marked in it. */
function written({ run: { notes, markers = [] } }: Summary): string[] {
  const paragraphs = notes.split(/\n\s*\n/).flatMap((text) => (text.trim() === '' ? [] : [inline(text)]));
  const marks = markers.map(({ atMs, text }) => `- ${formatClock(atMs)} ${inline(text)}`.trimEnd());
  return [
    ...(paragraphs.length === 0 ? [] : ['## Notes', ...paragraphs]),
    ...(marks.length === 0 ? [] : ['## Markers', marks.join('\n')]),
  ];
}

/** What came of holding the run against a baseline. */
function baseline({ baseline: verdict }: Summary): string[] {
  if (verdict === undefined) return [];
  const { sentence, assumption, excluded } = verdict;
  const lines = [
    ...excluded.map(({ runId, reason }) => `Left out: run ${runId}, ${reason}.`),
    ...contextLines(verdict),
  ];
  const rows = baselineTable(verdict).map((row) =>
    [row.name, row.baseline, row.run, row.change, row.verdict].map(inline),
  );
  const heads = BASELINE_TABLE_HEADS.map((head, column) => (column > 0 && column < 4 ? `${head}>` : head));
  return [
    `## Baseline ${inline(verdict.name)}: ${BASELINE_VERDICT_WORDS[verdict.verdict]}`,
    ...[sentence, assumption, unjudgedText(verdict)].filter((text) => text !== '').map(inline),
    ...(lines.length === 0 ? [] : [lines.map((line) => `- ${inline(line)}`).join('\n')]),
    ...(rows.length === 0 ? [] : [table(heads, rows)]),
  ];
}

/** What a search of capacity found, before the figures of all its loads together. */
function capacity({ capacity: found }: Summary): string[] {
  if (found === undefined) return [];
  const { remarks, facts, steps, ladder } = capacitySection(found);
  const cells = ({ heads, rows }: NonNullable<typeof steps>) =>
    table(
      heads,
      rows.map((row) => row.map(inline)),
    );
  return [
    `## ${capacityTitle(found)}`,
    ...(remarks.length === 0 ? [] : [remarks.map((remark) => `- ${inline(remark)}`).join('\n')]),
    ...(facts.length === 0 ? [] : [facts.map(([name, text]) => `- **${name}:** ${inline(text)}`).join('\n')]),
    ...(steps === null ? [] : ['### Steps', cells(steps)]),
    ...(ladder === null ? [] : ['### Ladder of users', cells(ladder)]),
  ];
}

function expectations({ expectations: rows }: Summary): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map(({ statement, verdict, evidence }) => [
    inline(statement),
    `**${verdict}**`,
    inline(evidence),
  ]);
  return ['## Expectations', table(['Expected', 'Verdict', 'Evidence'], lines)];
}

/** What a run beyond its expected load answers. */
function stressed({ stress, capacity: found }: Summary): string[] {
  if (stress === undefined) return [];
  const lines = stressLines(stress, found).map(({ name, sentence }) => `- **${name}:** ${inline(sentence)}`);
  return ['## Stress', lines.join('\n')];
}

/** The first of them: each with what to do about it. */
function findings(summary: Summary): string[] {
  const lines = leadingFindings(summary).map(
    ({ title, advice }) => `- **${inline(title)}.** ${inline(advice)}`,
  );
  return lines.length === 0 ? [] : ['## Findings', lines.join('\n')];
}

function grades({ grades: rows }: Summary): string[] {
  if (rows.length === 0) return [];
  const lines = rows.map((row) => [
    inline(row.service),
    inline(row.endpoint ?? ''),
    `${row.metric}${row.statistic === null ? '' : ` ${statisticWord(row.statistic)}`}`,
    formatValue(row.value, row.unit),
    GRADE_WORDS[row.grade],
    formatValue(row.margin, row.unit),
    inline(row.note),
  ]);
  const heads = ['Service', 'Endpoint', 'Metric', 'Value>', 'Grade', 'Margin>', 'Note'];
  return ['## Grades', table(heads, lines)];
}

/** Every grading beside the others, and which gate counts; nothing where it was graded once. */
function gradings(summary: Summary): string[] {
  const { gradings: all = [] } = summary;
  const sentence = gradingSentence(summary);
  if (sentence === '') return [];
  const lines = gradesSideBySide(all).map(({ service, endpoint, metric, statistic, cells }) => [
    inline(service),
    inline(endpoint ?? ''),
    `${metric}${statistic === null ? '' : ` ${statisticWord(statistic)}`}`,
    ...cells.map((cell) => inline(besideText(cell))),
  ]);
  const heads = ['Service', 'Endpoint', 'Metric', ...all.map(gradingHead).map(inline)];
  const untold = untoldSentences(all).map((text) => `- ${inline(text)}`);
  return [
    '## Gradings',
    inline(sentence),
    all.map((one) => `- ${inline(gradingLine(one))}`).join('\n'),
    table(heads, lines),
    ...(untold.length === 0 ? [] : [untold.join('\n')]),
  ];
}

/** What the target did meanwhile. */
function target(summary: Summary): string[] {
  const rows = watchedRows(summary);
  if (rows.length === 0) return [];
  const lines = rows.map(({ watch, cpuMean, cpuMax, memory, inUse }) =>
    [watch, cpuMean, cpuMax, memory, inUse].map(inline),
  );
  const notes = watchedNotes(summary).map((note) => `- ${inline(note)}`);
  return [
    '## Target',
    ...(summary.targetSentences ?? []).map(inline),
    table(['Watched', 'CPU, mean>', 'CPU, max>', 'Memory, first → last>', 'In use at most'], lines),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ];
}

/** Figures by load, and how it was steered. */
function segments(summary: Summary): string[] {
  if (!tellsOfLoad(summary)) return [];
  const { segments: all, steering = [] } = summary;
  const rows = listedSegments(all?.rows ?? []);
  const shown = rows.map(({ responseTimeMs }) =>
    MAIN_PERCENTILES.map((name) => showPercentile(responseTimeMs, name)),
  );
  const lines = rows.map((row, nth) => [
    segmentSpan(row),
    inline(segmentLoadText(row.levels)),
    inline(segmentCause(row)),
    ...(['planned', 'sent', 'ok', 'errors'] as const).map((name) => formatNumber(countIn(row, name))),
    ...(shown[nth] ?? []).map(({ text }) => inline(text)),
    gradeOf(row),
  ]);
  const acts = steering.map(
    (entry) => `- ${formatClock(entry.atMs)} ${inline(entry.sentence)} (${byText(entry)})`,
  );
  const heads = [
    'From–to',
    'Load',
    'Why',
    'Planned>',
    'Sent>',
    'OK>',
    'Errors>',
    ...MAIN_PERCENTILES.map((name) => `${name}>`),
    'Grade',
  ];
  return [
    '## Load',
    ...(lines.length === 0 ? [] : [table(heads, lines)]),
    ...(needsLegend(shown.flat()) ? [inline(EVIDENCE_LEGEND)] : []),
    ...(all === undefined ? [] : segmentNotes(all).map(inline)),
    ...(acts.length === 0 ? [] : [acts.join('\n')]),
  ];
}

function gradeOf({ grades: rows }: SegmentSummary): string {
  const worst = worstGraded(rows);
  return worst === null ? '' : GRADE_WORDS[worst.grade];
}

function endpoints(summary: Summary): string[] {
  const { heads, rows } = endpointTable(summary);
  const lines = rows.map(({ service, endpoint, responseTimeMs, cells }) => [
    inline(service),
    endpoint === null ? '**as a whole**' : inline(endpoint),
    responseTimeMs.clock === 'intended' ? 'response' : 'service',
    ...cells.map((cell) => (typeof cell === 'string' ? cell : inline(cell.text))),
  ]);
  const shown = rows.flatMap(({ cells }) => percentilesIn(cells));
  const legend = needsLegend(shown) ? [inline(EVIDENCE_LEGEND)] : [];
  const all = ['Service', 'Endpoint', 'Time', ...heads.map((head) => `${head}>`)];
  return ['## Endpoints', table(all, lines), ...legend];
}

const MAX_ERRORS = 20;
const MAX_CHARS = 400;

function errors(summary: Summary): string[] {
  const { errors: rows, errorCategories } = summary;
  if (rows.length === 0) return [];
  const lines = rows.slice(0, MAX_ERRORS).map((row) => [
    inline(row.code),
    row.side,
    `${inline(row.service)} ${inline(row.endpoint)}`,
    formatNumber(row.count),
    spanText(row),
    [row.message, failedTimeText(row, summary), cameBack(row)]
      .filter((text) => text !== '')
      .map(inline)
      .join('<br>'),
  ]);
  const more = rows.length > MAX_ERRORS ? [`… and ${rows.length - MAX_ERRORS} more kinds.`] : [];
  const heads = ['Code', 'Side', 'Endpoint', 'Count>', 'First – last', 'What happened'];
  const groups = errorCategories.map((row) => `- ${inline(categoryText(row))}`).join('\n');
  return ['## Errors', groups, table(heads, lines), ...more];
}

/** What came back, on a line; a cell of a table holds no more. */
function cameBack({ sample }: ErrorRow): string {
  if (sample === null) return '';
  const { method, url, head, body, note } = sample;
  const answer = [head, body, note === '' ? '' : `(${note})`].filter((part) => part !== '').join(' ');
  return lineText(`${method} ${url}${answer === '' ? '' : ` → ${answer}`}`, MAX_CHARS);
}

function environment({ run }: Summary): string[] {
  const { environment: env } = run;
  const targets = env.targets.map(
    ({ service, url, address }) => `${service} ${url}${address === null ? '' : ` (${address})`}`,
  );
  const rows: [string, string][] = [
    ['Machine', `${env.hostname}: ${env.cpu}, ${env.cores} cores, ${env.os}, Node ${env.node}`],
    ['Load threads', String(env.threads)],
    ['Targets', targets.join('; ') || NO_VALUE],
    [
      'Set for this run',
      (run.overrides ?? []).map(({ name, text }) => `${name}: ${text}`).join('; ') ||
        'nothing: run as written',
    ],
    ['Switched on', env.deviations.join('; ') || 'nothing beyond the defaults'],
  ];
  return [
    '## Environment',
    table(
      ['What', 'Value'],
      rows.map((row) => row.map(inline)),
    ),
  ];
}

/** A `>` at the end of a heading sets its column to the right. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = heads.map((head) => (head.endsWith('>') ? '---:' : '---'));
  return [line(heads.map((head) => head.replace(/>$/, ''))), line(rule), ...rows.map(line)].join('\n');
}
