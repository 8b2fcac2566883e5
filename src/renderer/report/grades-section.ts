import { formatMs, formatNumber, formatPercent, formatRate, NO_VALUE } from '../../contract/format.ts';
import { statisticWord } from '../../contract/percentiles.ts';
import type { Summary } from '../../contract/summary.ts';
import type { GradeRow } from '../../contract/threshold.ts';
import { loadLinePosition } from '../parts/load-line.ts';
import { METRIC_WORDS } from '../words.ts';
import { type Child, el } from './dom.ts';
import { figure } from './figure.ts';
import { type Column, gradeBadge, groupRow, row, section, table, term } from './parts.ts';

// Said here, because the module that knows it brings the schema library, ten times the size of this page.
const HIGHER_IS_BETTER: readonly GradeRow['metric'][] = ['throughput', 'connectionSuccess'];

const NO_GRADES: readonly GradeRow['grade'][] = ['not-applicable', 'no-data', 'not-gradable'];

/** Every grade with what it was graded on, how much is left, and how sure it is. */
export function gradesSection(summary: Summary): HTMLElement {
  if (summary.grades.length === 0) {
    return section('grades', 'Grades', el('p', { class: 'hint' }, 'No threshold applies to this plan.'));
  }
  const columns: Column[] = [
    { head: 'Figure' },
    { head: 'Value', number: true },
    { head: term(summary, 'grade', 'Load line'), wide: true },
    { head: 'Grade' },
    { head: term(summary, 'margin', 'Margin'), number: true },
    { head: 'Samples', number: true },
    { head: term(summary, 'provable', 'Note'), wide: true },
  ];
  const services = [...new Set(summary.grades.map((grade) => grade.service))];
  const rows = services.flatMap((service) => [
    groupRow(service, columns),
    ...summary.grades.flatMap((grade, index) =>
      grade.service === service ? [gradeTableRow(summary, { grade, index, columns })] : [],
    ),
  ]);
  return section('grades', 'Grades', table('Grades', columns, rows));
}

function gradeTableRow(
  summary: Summary,
  { grade, index, columns }: { grade: GradeRow; index: number; columns: readonly Column[] },
): HTMLTableRowElement {
  const applies = !NO_GRADES.includes(grade.grade);
  const statistic = grade.statistic === null ? '' : ` ${statisticWord(grade.statistic)}`;
  const name = el(
    'span',
    { class: 'name' },
    grade.endpoint === null ? 'whole service' : grade.endpoint,
    el('small', {}, `${METRIC_WORDS[grade.metric].toLowerCase()}${statistic}`),
  );
  return row(
    [
      name,
      figure(summary, `grades.${index}.value`, formatOf(grade)),
      loadLine(grade, applies),
      gradeBadge(grade.grade),
      applies ? figure(summary, `grades.${index}.margin`, formatMargin(grade)) : NO_VALUE,
      figure(summary, `grades.${index}.samples`, formatNumber),
      el('span', { class: grade.provable || !applies ? 'remark' : 'remark doubtful' }, grade.note),
    ],
    columns,
    applies ? '' : 'faded',
  );
}

function formatOf({ unit }: GradeRow): (value: number | null) => string {
  if (unit === 'ms') return formatMs;
  return unit === '%' ? formatPercent : formatRate;
}

/** With its sign: what is left before the next worse grade, or how far beyond the last bound. */
function formatMargin(grade: GradeRow): (value: number | null) => string {
  const format = formatOf(grade);
  return (value) => {
    if (value === null) return NO_VALUE;
    return value < 0 ? `−${format(-value)}` : `+${format(value)}`;
  };
}

/** Four zones, best on the left, their bounds, and the mark where the value stands. */
function loadLine(grade: GradeRow, applies: boolean): HTMLElement {
  const { excellent, good, acceptable } = grade.bounds;
  const single = excellent === null || good === null;
  const zones = single ? (['good', 'poor'] as const) : (['excellent', 'good', 'acceptable', 'poor'] as const);
  const track = el(
    'span',
    { class: single ? 'track single' : 'track' },
    ...zones.map((zone) =>
      el('span', { class: `zone ${zone}${applies && zone === grade.grade ? ' here' : ''}` }),
    ),
  );
  const bounds: Child[] = [excellent, good, acceptable].map((bound, i) =>
    bound === null ? null : placed(el('span', { class: 'bound' }, formatNumber(bound)), (i + 1) / 4),
  );
  const better = HIGHER_IS_BETTER.includes(grade.metric) ? 'higher' : 'lower';
  const value =
    grade.value === null || !applies
      ? null
      : placed(el('span', { class: 'value' }), loadLinePosition(grade.value, grade.bounds, better));
  return el('span', { class: 'load-line', 'aria-hidden': 'true' }, track, ...bounds, value);
}

function placed(node: HTMLElement, share: number): HTMLElement {
  node.style.left = `${share * 100}%`;
  return node;
}
