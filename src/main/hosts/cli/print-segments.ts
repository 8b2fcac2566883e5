import { EVIDENCE_LEGEND, needsLegend, showPercentile } from '../../../contract/evidence.ts';
import { formatClock, formatNumber, GRADE_WORDS } from '../../../contract/format.ts';
import { worstGraded } from '../../../contract/grades.ts';
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
import { MAIN_PERCENTILES } from '../../../contract/percentiles.ts';
import type { Summary } from '../../../contract/summary.ts';
import { plainTable, right } from './plain-table.ts';
import type { Terminal } from './terminal.ts';

/** Room that a table of segments needs before its last column. */
const OTHER_COLUMNS = 100;

/** Figures by load, and how it was steered; empty where it was one piece from start to end. */
export function segmentLines(
  summary: Pick<Summary, 'segments' | 'steering'>,
  { colors, outColumns }: Pick<Terminal, 'colors' | 'outColumns'>,
): string {
  if (!tellsOfLoad(summary)) return '';
  const { segments, steering = [] } = summary;
  const rows = listedSegments(segments?.rows ?? []);
  const head = ['from–to', 'load', 'sent', 'ok', 'errors', ...MAIN_PERCENTILES, 'grade', 'why'];
  const table = plainTable(head, outColumns === null ? null : Math.max(24, outColumns - OTHER_COLUMNS));
  const shown = rows.map(({ responseTimeMs }) =>
    MAIN_PERCENTILES.map((name) => showPercentile(responseTimeMs, name)),
  );
  for (const [nth, row] of rows.entries()) {
    const worst = worstGraded(row.grades);
    table.push([
      segmentSpan(row),
      segmentLoadText(row.levels),
      ...(['sent', 'ok', 'errors'] as const).map((name) => right(formatNumber(countIn(row, name)))),
      ...(shown[nth] ?? []).map(({ text, evidence }) => right(evidence === 'sure' ? text : colors.dim(text))),
      worst === null ? '' : GRADE_WORDS[worst.grade],
      segmentCause(row),
    ]);
  }
  const notes = [
    ...(segments === undefined ? [] : segmentNotes(segments)),
    ...(needsLegend(shown.flat()) ? [EVIDENCE_LEGEND] : []),
  ];
  return [
    colors.bold('Load'),
    ...(rows.length === 0 ? [] : [table.toString()]),
    ...notes.map((note) => colors.dim(note)),
    ...steering.map((entry) => `  ${formatClock(entry.atMs)} ${entry.sentence} (${byText(entry)})`),
  ].join('\n');
}
