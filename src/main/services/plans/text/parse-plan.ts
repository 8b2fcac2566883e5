import { type Failure, fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import { type Plan, planSchema } from '../../../../contract/plan.ts';
import type { PlanPlace, PlanProblem } from '../../../../contract/plan-editing.ts';
import { checkPlan } from '../check/check-plan.ts';
import { type Expanded, expandPlan, type Suites } from '../compile/expand-plan.ts';
import type { Followers } from '../compile/follow-workspace.ts';
import type { Issue } from './issue.ts';
import { type PlanDocument, readPlanDocument } from './plan-document.ts';
import { issuesOf } from './plan-issues.ts';

export interface GoodReading extends Followers {
  readonly ok: true;
  readonly data: unknown;
  readonly plan: Plan;
  /** Where the services without an address stand in the text, by name. */
  readonly placesOf: ReadonlyMap<string, { readonly line: number; readonly column: number }>;
}

/** With the data as it was written, nothing expanded or filled in; a text that is no data has none. */
export type PlanReading =
  | GoodReading
  | { readonly ok: false; readonly data: unknown; readonly problems: readonly PlanProblem[] };

/** Reads a plan, YAML or JSON, and says everything that is wrong with it, in the order of the text. */
export function readPlan(text: string, suites: Suites = {}): PlanReading {
  const read = readPlanDocument(text);
  if (!read.ok) return { ...read, data: undefined };
  const { document } = read;
  const { data } = document;
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const message = 'a plan is a block of keys, beginning with "plimsoll: 1"';
    return { ok: false, data, problems: [{ line: 1, column: 1, path: [], code: 'plan.invalid', message }] };
  }
  const parsed = planSchema.safeParse(data);
  if (!parsed.success) return problemsOf(issuesOf(parsed.error, data), document);
  const expanded = expandPlan(parsed.data, suites);
  const issues = [...expanded.issues, ...(expanded.issues.length > 0 ? [] : checkPlan(expanded.plan))];
  return issues.length > 0 ? problemsOf(issues, document) : goodReading(expanded, document);
}

function goodReading({ plan, borrowed, unaddressed }: Expanded, document: PlanDocument): GoodReading {
  const placesOf = new Map(
    unaddressed.map((name) => [name, document.locate(['services', name, 'url'], 'key')]),
  );
  return { ok: true, data: document.data, plan, borrowed, unaddressed, placesOf };
}

/** The same as a result: the first problem is the failure, and says how many more there are. */
export function parsePlan(text: string, suites: Suites = {}): Result<Plan> {
  const reading = readPlan(text, suites);
  return reading.ok ? succeed(reading.plan) : fail(failureOf(reading.problems));
}

/** Problems as one failure. */
export function failureOf(problems: readonly PlanProblem[]): Failure {
  const [first] = problems;
  const more = problems.length - 1;
  const rest = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'problem' : 'problems'})`;
  return testFailure(
    first?.code ?? 'plan.invalid',
    first === undefined ? 'the plan cannot be read' : `${sentenceOf(first)}${rest}`,
    more > 0 ? 'plimsoll validate PLAN lists every problem.' : '',
  );
}

/** `line 3, column 5 (classes.A.tasks): …` */
export function sentenceOf({ line, column, path, message }: PlanProblem): string {
  const place = path.length === 0 ? '' : ` (${printPath(path)})`;
  return `line ${line}, column ${column}${place}: ${message}`;
}

function problemsOf(issues: readonly Issue[], document: PlanDocument): PlanReading {
  const problems = issues.map((issue): PlanProblem => {
    const what = issue.code === 'plan.unknown_key' || issue.code === 'plan.bad_name' ? 'key' : 'value';
    return { ...issue, ...document.locate(issue.path, what) };
  });
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, data: document.data, problems };
}

/** `classes.A.tasks[0]` */
export function printPath(path: PlanPlace): string {
  return path
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`))
    .join('');
}
