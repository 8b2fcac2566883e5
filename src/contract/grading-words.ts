import { counted, formatValue, GRADE_WORDS, NO_VALUE, OUTCOME_WORDS } from './format.ts';
import type { Grading, GradingOrigin } from './grading.ts';
import type { Summary } from './summary.ts';

/** Whose thresholds they are: `the thresholds it ran with`, `version 3 of Checkout`, `limits.yaml`. */
export function originText(origin: GradingOrigin): string {
  switch (origin.kind) {
    case 'run':
      return 'the thresholds it ran with';
    case 'plan':
      return origin.version === null
        ? `the thresholds of ${origin.name}`
        : `version ${origin.version} of ${origin.name}`;
    case 'file':
      return origin.name;
  }
}

/** `Failed (Poor)`: what it comes to, and the grade where that says more. */
function gradingVerdict({ overall: { outcome, grade } }: Pick<Grading, 'overall'>): string {
  const word = OUTCOME_WORDS[outcome];
  return GRADE_WORDS[grade] === word ? word : `${word} (${GRADE_WORDS[grade]})`;
}

/** `1. the thresholds it ran with: Failed (Poor), counts` */
export function gradingLine(grading: Grading): string {
  const { number, gradedAt, origin, counts, overall } = grading;
  const when = origin.kind === 'run' ? '' : `, ${gradedAt.slice(0, 16).replace('T', ' ')} UTC`;
  const gate = overall.gate === 'none' ? 'no gate' : `gate ${GRADE_WORDS[overall.gate]}`;
  return `${number}. ${originText(origin)} (${gate}${when}): ${gradingVerdict(grading)}${counts ? ' – counts' : ''}`;
}

/** Over the column of a grading: `2. version 3 of Checkout`; the one that counts says so. */
export function gradingHead({
  number,
  origin,
  counts,
}: Pick<Grading, 'number' | 'origin' | 'counts'>): string {
  return `${number}. ${originText(origin)}${counts ? ' (counts)' : ''}`;
}

/** What stored seconds could not answer, of all gradings, a sentence each. */
export function untoldSentences(gradings: readonly Grading[]): string[] {
  return gradings.flatMap(({ number, cannotTell }) =>
    cannotTell.map(({ sentence }) => `Grading ${number}. ${sentence}`),
  );
}

/** `Good at 41 ms (50 ms, 100 ms, 200 ms)`: a cell of the table that shows gradings side by side; an en dash where there is none. */
export function besideText(row: Grading['grades'][number] | null): string {
  return row === null ? NO_VALUE : `${GRADE_WORDS[row.grade]} ${figureBeside(row)}`;
}

/** `at 41 ms (50 ms, 100 ms, 200 ms)`: the value, and the bounds it was graded by. */
export function figureBeside({ value, unit, bounds }: Grading['grades'][number]): string {
  const { excellent, good, acceptable } = bounds;
  const all = [excellent, good, acceptable].flatMap((bound) => bound ?? []);
  const at = value === null ? '' : `at ${formatValue(value, unit)} `;
  return `${at}(${all.map((bound) => formatValue(bound, unit)).join(', ')})`;
}

/** Which gate counts, in a sentence; empty of a run that was graded once. */
export function gradingSentence({ gradings = [] }: Pick<Summary, 'gradings'>): string {
  const counting = gradings.find(({ counts }) => counts);
  if (gradings.length < 2 || counting === undefined) return '';
  const others = gradings
    .filter(({ counts }) => !counts)
    .map((one) => `with ${originText(one.origin)} it is ${gradingVerdict(one)}`);
  const why =
    counting.origin.kind === 'run'
      ? 'the gate it ran with counts'
      : `the gate of ${originText(counting.origin)} counts, by choice`;
  return `Graded ${counted(gradings.length, 'time')}: ${why}, ${gradingVerdict(counting)}; ${others.join(', ')}.`;
}

/** A grade of a grading that does not count stands beside that which does: of the same endpoint, metric and statistic. */
export function gradesSideBySide(gradings: readonly Grading[]): GradesBeside[] {
  const rows = new Map<string, GradesBeside>();
  for (const [column, { grades }] of gradings.entries()) {
    for (const row of grades) {
      const { service, endpoint, metric, statistic } = row;
      const key = JSON.stringify([service, endpoint, metric, statistic]);
      const known = rows.get(key) ?? {
        key,
        service,
        endpoint,
        metric,
        statistic,
        cells: gradings.map(() => null),
      };
      rows.set(key, { ...known, cells: known.cells.with(column, row) });
    }
  }
  return [...rows.values()];
}

type Row = Grading['grades'][number];

/** What is graded, with the row of each grading; null: that one has no such threshold. */
export interface GradesBeside extends Pick<Row, 'service' | 'endpoint' | 'metric' | 'statistic'> {
  readonly key: string;
  readonly cells: readonly (Row | null)[];
}
