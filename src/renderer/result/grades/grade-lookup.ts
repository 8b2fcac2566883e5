import type { GradeMetric } from '../../../contract/grade-metrics.ts';
import { worstGraded } from '../../../contract/grades.ts';
import type { EndpointSummary, Summary } from '../../../contract/summary.ts';
import type { GradeResult, GradeRow } from '../../../contract/threshold.ts';

/** Identifies an endpoint within a run. */
export function endpointKey(row: Pick<EndpointSummary, 'service' | 'endpoint' | 'protocol'>): string {
  return `${row.service} ${row.endpoint} ${row.protocol}`;
}

/** The latency grade of an endpoint; null where no threshold is set for it. */
export function latencyGradeOf(summary: Summary, row: EndpointSummary): GradeResult | null {
  const graded = summary.grades.find(
    (grade) => grade.metric === 'latency' && grade.service === row.service && grade.endpoint === row.endpoint,
  );
  return graded?.grade ?? null;
}

export interface MatrixCell {
  readonly metric: GradeMetric;
  /** The row that decides: the worst of its kind. */
  readonly row: GradeRow;
  readonly count: number;
}
export interface MatrixLine {
  readonly service: string;
  readonly cells: readonly MatrixCell[];
}

/** Grades by service and metric; where several grades fall into one cell, the worst stands for them. */
export function gradeMatrix(grades: readonly GradeRow[]): MatrixLine[] {
  const services = [...new Set(grades.map((row) => row.service))];
  return services.map((service) => {
    const mine = grades.filter((row) => row.service === service);
    const metrics = [...new Set(mine.map((row) => row.metric))];
    return {
      service,
      cells: metrics.flatMap((metric): MatrixCell[] => {
        const same = mine.filter((row) => row.metric === metric);
        const row = worstGraded(same);
        return row === null ? [] : [{ metric, row, count: same.length }];
      }),
    };
  });
}
