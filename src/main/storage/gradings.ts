import {
  type GradingOrigin,
  type GradingResult,
  gradingOriginSchema,
  gradingResultSchema,
} from '../../contract/grading.ts';
import { type Gate, gateSchema } from '../../contract/plan.ts';
import { listOf, parsedJson } from '../../contract/plan-data.ts';
import { type Threshold, thresholdSchema } from '../../contract/threshold.ts';
import type { EpochMillis } from '../../contract/units.ts';
import { sealOf } from './crc.ts';
import { insertOf, numberIn, type Queries, type SqlRow, textIn } from './database.ts';

/** A set of grades a run was given; regrading adds another, none is ever replaced. */
export interface NewGrading {
  readonly gradedAt: EpochMillis;
  readonly origin: GradingOrigin;
  readonly gate: Gate;
  /** As they were graded with: one for each endpoint where every endpoint is graded. */
  readonly thresholds: readonly Threshold[];
  readonly result: GradingResult;
}

export interface StoredGrading extends NewGrading {
  /** Of all gradings of all runs. */
  readonly id: number;
}

/** What is read of the gradings of a run: in the order they were added, and which one somebody chose to count. */
export interface RunGradings {
  readonly gradings: readonly StoredGrading[];
  /** Its id; null: nobody chose. */
  readonly chosen: number | null;
}

const COLUMNS = [
  'graded_at',
  'thresholds_version',
  'thresholds',
  'grades',
  'origin',
  'gate',
  'result',
] as const;

/** Adds one. The caller holds the transaction. */
export function addGrading(queries: Queries, run: number, grading: NewGrading): void {
  const { gradedAt, origin, gate, thresholds, result } = grading;
  const version = origin.kind === 'plan' ? (origin.version ?? 0) : 0;
  const { grades, ...rest } = result;
  const values = [
    gradedAt,
    version,
    JSON.stringify(thresholds),
    JSON.stringify(grades),
    JSON.stringify(origin),
    gate,
    JSON.stringify(rest),
  ];
  queries(insertOf('gradings', ['run', ...COLUMNS, 'seal'])).run(run, ...values, sealOf(values));
}

/** Says which one counts from now on. The caller holds the transaction. */
export function chooseGrading(queries: Queries, run: number, grading: number, at: EpochMillis): void {
  const values = [grading, at];
  queries('INSERT OR REPLACE INTO grading_choices VALUES (?, ?, ?, ?)').run(run, ...values, sealOf(values));
}

/** One that was changed on disk is left out, as are rows of before, which say no more than the run itself. */
export function gradingsOf(queries: Queries, run: number): RunGradings {
  const rows = queries('SELECT * FROM gradings WHERE run = ? AND origin IS NOT NULL ORDER BY id').all(run);
  const gradings = rows.flatMap((row) => gradingIn(row) ?? []);
  const choice = queries('SELECT * FROM grading_choices WHERE run = ?').get(run);
  const isIntact =
    choice !== undefined &&
    choice.seal === sealOf([numberIn(choice, 'grading'), numberIn(choice, 'chosen_at')]);
  const chosen = isIntact ? numberIn(choice, 'grading') : null;
  return { gradings, chosen: gradings.some(({ id }) => id === chosen) ? chosen : null };
}

function gradingIn(row: SqlRow): StoredGrading | null {
  const values = COLUMNS.map((column) =>
    column === 'graded_at' || column === 'thresholds_version' ? numberIn(row, column) : textIn(row, column),
  );
  if (row.seal !== sealOf(values)) return null;
  const origin = gradingOriginSchema.safeParse(parsedJson(textIn(row, 'origin')));
  const gate = gateSchema.safeParse(row.gate);
  const rest = parsedJson(textIn(row, 'result'));
  const result = gradingResultSchema.safeParse({
    ...(typeof rest === 'object' ? rest : {}),
    grades: parsedJson(textIn(row, 'grades')),
  });
  if (!origin.success || !gate.success || !result.success) return null;
  return {
    id: numberIn(row, 'id'),
    gradedAt: numberIn(row, 'graded_at'),
    origin: origin.data,
    gate: gate.data,
    thresholds: thresholdsIn(textIn(row, 'thresholds')),
    result: result.data,
  };
}

/** Thresholds as JSON; one that is none is left out. */
export function thresholdsIn(json: string): Threshold[] {
  return listOf(parsedJson(json)).flatMap((one) => thresholdSchema.safeParse(one).data ?? []);
}
