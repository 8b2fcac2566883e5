import { sealOf } from './crc.ts';
import { numberIn, type Queries, type SqlRow, textIn } from './database.ts';
import type { Grading } from './run-record.ts';

/** Adds a set of grades beside those the run has. The caller holds the transaction. */
export function addGrading(queries: Queries, run: number, grading: Grading): void {
  const thresholds = JSON.stringify(grading.thresholds);
  const grades = JSON.stringify(grading.grades);
  const seal = sealOf([grading.gradedAt, grading.thresholdsVersion, thresholds, grades]);
  queries(
    `INSERT INTO gradings (run, graded_at, thresholds_version, thresholds, grades, seal) VALUES (?, ?, ?, ?, ?, ?)`,
  ).run(run, grading.gradedAt, grading.thresholdsVersion, thresholds, grades, seal);
}

/** In the order they were given; one that was changed on disk is left out. */
export function readGradings(queries: Queries, run: number): Grading[] {
  return queries('SELECT * FROM gradings WHERE run = ? ORDER BY id').all(run).flatMap(gradingOf);
}

function gradingOf(row: SqlRow): Grading[] {
  const gradedAt = numberIn(row, 'graded_at');
  const thresholdsVersion = numberIn(row, 'thresholds_version');
  const thresholds = textIn(row, 'thresholds');
  const grades = textIn(row, 'grades');
  if (sealOf([gradedAt, thresholdsVersion, thresholds, grades]) !== row.seal) return [];
  return [
    {
      gradedAt,
      thresholdsVersion,
      thresholds: JSON.parse(thresholds) as Grading['thresholds'],
      grades: JSON.parse(grades) as Grading['grades'],
    },
  ];
}
