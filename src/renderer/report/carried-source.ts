import { fail, type Result, testFailure } from '../../contract/failure.ts';
import { CarriedAnswers } from '../../main/services/analysis/carrying/carried-answers.ts';
import type { CarriedRun } from '../../main/services/analysis/carrying/carried-run.ts';
import type { AnalysisSource } from '../result/analysis/analysis-source.ts';

/** Answers from what the report carries, each after the page has been drawn. */
export function carriedSource(run: CarriedRun): AnalysisSource {
  const answers = new CarriedAnswers(run);
  return {
    heatmap: (scope) => later(() => answers.heatmap(scope)),
    select: (of) => later(() => answers.select(of)),
    why: (of) => later(() => answers.why(of)),
    requests: (of) => later(() => answers.requests(of)),
    request: (id, clock) => later(() => answers.request(id, clock)),
    grades: (of) => later(() => answers.grades(of)),
  };
}

async function later<Value>(answer: () => Result<Value>): Promise<Result<Value>> {
  await new Promise((resolve) => setTimeout(resolve));
  try {
    return answer();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(testFailure('report.damaged', `this report cannot be read: ${why}`, 'Export it again.'));
  }
}
