import { GRADE_METRICS, OF_CONNECTIONS } from '../../../contract/grade-metrics.ts';
import type { GradingOrigin, GradingResult, ThresholdSet, Untold } from '../../../contract/grading.ts';
import type { MeasuredPlan } from '../../../contract/run-plan.ts';
import type { GradeRow, Threshold } from '../../../contract/threshold.ts';
import type { NewGrading } from '../../storage/gradings.ts';
import type { RunRecord } from '../../storage/run-record.ts';
import { compileThresholds } from '../plans/compile/compile-thresholds.ts';
import { readRun } from '../runs/stored-texts.ts';

/** A grading as it is to be kept; when is told by whoever keeps it. */
type Made = Omit<NewGrading, 'gradedAt' | 'origin'>;

/** Grades and verdict of a stored run, over all its seconds, by the thresholds and the gate in its plan. */
type GradeRun = (run: RunRecord) => Pick<GradingResult, 'grades' | 'overall'>;

/**
 * Grades a stored run by other thresholds, from its stored seconds and by the code that graded it when it ran. The run keeps
 * what it has: nothing is written here.
 * @param record as it is stored
 */
export function regradeRun(grade: GradeRun, record: RunRecord, set: ThresholdSet): Made {
  const { plan } = readRun(asItRan(record)).record;
  const thresholds = compileThresholds(set.thresholds, plan.series);
  const result = resultOf(grade, record, { thresholds, gate: set.gate });
  const cannotTell = untold(set.thresholds, plan, result.grades);
  return {
    gate: set.gate,
    thresholds,
    result: { ...result, overall: withUntold(result.overall, cannotTell), cannotTell },
  };
}

/** The grading a run was given as it ran, of one that was stored without. */
export function originalGrading(grade: GradeRun, record: RunRecord): Made {
  const { thresholds, gate } = readRun(asItRan(record)).record.plan;
  return { gate, thresholds, result: resultOf(grade, record, { thresholds, gate }) };
}

/** Without what was added since. */
function asItRan({ gradings: _, ...record }: RunRecord): RunRecord {
  return record;
}

function resultOf(grade: GradeRun, record: RunRecord, set: ThresholdSet): GradingResult {
  const own = asItRan(record);
  const { grades, overall } = grade({ ...own, plan: { ...own.plan, ...set } });
  return { grades, overall, cannotTell: [] };
}

/** Whether a run was graded by these before. */
export function isSameGrading(
  known: Pick<NewGrading, 'gate' | 'thresholds' | 'origin'>,
  made: Pick<Made, 'gate' | 'thresholds'>,
  origin: GradingOrigin,
): boolean {
  const same =
    known.gate === made.gate && JSON.stringify(known.thresholds) === JSON.stringify(made.thresholds);
  return same && (known.origin.kind === 'run' || JSON.stringify(known.origin) === JSON.stringify(origin));
}

/** Thresholds that no stored second of the run can answer: what they are of is not in it, or has no such figure there. */
function untold(
  written: readonly Threshold[],
  plan: Pick<MeasuredPlan, 'series'>,
  grades: readonly GradeRow[],
): Untold[] {
  const graded = new Set(grades.map(keyOf));
  return written.flatMap((threshold) => {
    const compiled = compileThresholds([threshold], plan.series);
    const isTold = compiled.some((one) => graded.has(keyOf(one)));
    if (isTold) return [];
    const { service, endpoint = null, metric } = threshold;
    return [{ service, endpoint, metric, sentence: whyUntold(threshold, plan) }];
  });
}

function keyOf({
  service,
  endpoint,
  metric,
}: Pick<Threshold | GradeRow, 'service' | 'metric'> & {
  readonly endpoint?: string | null | undefined;
}): string {
  return JSON.stringify([service, endpoint ?? null, metric]);
}

function whyUntold(
  { service, endpoint, metric }: Threshold,
  { series }: Pick<MeasuredPlan, 'series'>,
): string {
  const own = series.filter((one) => one.service === service);
  const { word } = GRADE_METRICS[metric];
  if (own.length === 0) return `Cannot tell: the run sent nothing to ${service}.`;
  if (OF_CONNECTIONS.includes(metric) && endpoint === undefined)
    return `Cannot tell: the run opened no connections to ${service}, so there is no ${word}.`;
  if (endpoint === undefined) return `Cannot tell: the run measured no ${word} of ${service}.`;
  if (!own.some((one) => one.endpoint === endpoint))
    return `Cannot tell: the run has no endpoint ${endpoint} of ${service}.`;
  return `Cannot tell: the run measured no ${word} of ${service} ${endpoint}.`;
}

function withUntold(
  overall: GradingResult['overall'],
  cannotTell: readonly Untold[],
): GradingResult['overall'] {
  if (cannotTell.length === 0) return overall;
  const some = cannotTell.length === 1 ? 'One threshold' : `${cannotTell.length} thresholds`;
  const sentence = `${overall.sentence} ${some} the stored run cannot answer.`;
  return { ...overall, sentence: sentence.trim() };
}
