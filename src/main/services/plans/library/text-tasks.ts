import type { Result } from '../../../../contract/failure.ts';
import type { Plan } from '../../../../contract/plan.ts';
import type {
  ImportKind,
  OpenApiCoverage,
  PlanCompletion,
  VisualEdit,
} from '../../../../contract/plan-editing.ts';
import type { Suites } from '../compile/expand-plan.ts';
import { importCurl } from '../import/import-curl.ts';
import { importHar } from '../import/import-har.ts';
import { freeNames, type TakenNames } from '../import/imported-secrets.ts';
import { importOpenApi } from '../import/openapi/import-openapi.ts';
import { coverageOf, type Description } from '../import/openapi/openapi-coverage.ts';
import { type CurlRequests, readCurlRequests } from '../import/read-curl-requests.ts';
import { editPlan, planData } from '../text/edit-plan.ts';
import { type PlanReading, readPlan } from '../text/parse-plan.ts';
import { completePlan } from './complete-plan.ts';

const IMPORTS = { curl: importCurl, har: importHar, openapi: importOpenApi } as const;

/**
 * All that is done with a text somebody wrote, and that may take a text made to hurt as long as it likes: plain values in,
 * plain values out, so that it can be done elsewhere (text-reader.ts).
 */
const TEXT_TASKS = {
  read: ({ text, suites }: { text: string; suites: Suites }): PlanReading => readPlan(text, suites),
  data: ({ text }: { text: string }): Result<unknown> => planData(text),
  edit: ({ text, edits }: { text: string; edits: readonly VisualEdit[] }): Result<string> =>
    editPlan(text, edits),
  complete: ({ text, offset }: { text: string; offset: number }): PlanCompletion =>
    completePlan(text, offset),
  import: ({ text, kind, taken }: { text: string; kind: ImportKind; taken: TakenNames }) =>
    IMPORTS[kind](text, freeNames(taken)),
  coverage: ({ plan, ...description }: Description & { plan: Plan }): Result<OpenApiCoverage> =>
    coverageOf(plan, description),
  readCurl: ({ text }: { text: string }): Result<CurlRequests> => readCurlRequests(text),
} as const;

/** Told by a thread for texts when its modules are loaded. */
export const THREAD_READY = 'ready';

export type TextTask = keyof typeof TEXT_TASKS;
export type TaskArgument<Task extends TextTask> = Parameters<(typeof TEXT_TASKS)[Task]>[0];
export type TaskAnswer<Task extends TextTask> = ReturnType<(typeof TEXT_TASKS)[Task]>;

/** Those that give a result themselves. */
export type ResultTask = {
  [Task in TextTask]: TaskAnswer<Task> extends Result<unknown> ? Task : never;
}[TextTask];

/** Does a task here and now. */
export function doTask<Task extends TextTask>(task: Task, argument: TaskArgument<Task>): TaskAnswer<Task> {
  const work = TEXT_TASKS[task] as (given: TaskArgument<Task>) => TaskAnswer<Task>;
  return work(argument);
}
