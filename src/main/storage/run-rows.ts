import { z } from 'zod';
import { GRADE_RESULTS } from '../../contract/grades.ts';
import { overridesSchema } from '../../contract/plan.ts';
import { recordOf as dataOf, listOf, parsedJson } from '../../contract/plan-data.ts';
import type { RunHeadline } from '../../contract/run-headline.ts';
import { PURPOSES, RUN_STATES } from '../../contract/run-state.ts';
import { type Environment, environmentSchema, TRUST_VERDICTS } from '../../contract/summary.ts';
import { rowSeal } from './crc.ts';
import { numberIn, numberOrNullIn, type SqlRow, textIn } from './database.ts';
import { capacityIn } from './run-capacity.ts';
import { factsIn } from './run-figures.ts';
import { markersIn } from './run-markers.ts';
import { outcomeIn } from './run-outcomes.ts';
import { isPinned } from './run-pins.ts';
import type { RunListing, RunRecord } from './run-record.ts';
import { DamagedRunError } from './storage-failure.ts';
import { wholePlan } from './stored-plan.ts';

/** Columns of `runs` under its seal: all but the row's number and the seal. */
export const RUN_COLUMNS = [
  'run_id',
  'name',
  'purpose',
  'state',
  'started_at',
  'ended_at',
  'duration_ms',
  'planned_duration_ms',
  'last_second',
  'notes',
  'tags',
  'end_reason',
  'requests',
  'errors',
  'p95_ms',
  'overall_grade',
  'passed',
  'trust',
  'deleted',
] as const;

/** Columns of `run_plans` under its seal. */
export const PLAN_COLUMNS = ['plan', 'plan_text', 'overrides', 'environment'] as const;

/** As any version may have stored them: levels had fractions once, and what another version says beside it is passed over. */
const storedOverrides = z.object({
  ...overridesSchema.shape,
  users: z.number().optional(),
  connections: z.number().optional(),
});
const { targets } = environmentSchema.shape;
const storedEnvironment = z.object({
  ...environmentSchema.shape,
  targets: z.array(z.object(targets.element.shape)),
});
const NO_ENVIRONMENT: Environment = {
  plimsoll: 'unknown',
  engine: 'unknown',
  node: 'unknown',
  os: 'unknown',
  cpu: 'unknown',
  cores: 0,
  memoryBytes: 0,
  hostname: 'unknown',
  threads: 0,
  targets: [],
  deviations: [],
};

const DAMAGE = 'The record of this run was changed on disk; what is shown of it may be wrong.';

/** A row of `runs`. One that was changed on disk is shown as what it can still be: named, failed, without figures. */
export function listingOf(row: SqlRow): RunListing {
  if (rowSeal(row, RUN_COLUMNS) !== row.seal) return damagedListing(row);
  return {
    runId: textIn(row, 'run_id'),
    name: textIn(row, 'name'),
    purpose: oneOf(PURPOSES, row.purpose),
    state: oneOf(RUN_STATES, row.state),
    startedAt: numberIn(row, 'started_at'),
    endedAt: numberOrNullIn(row, 'ended_at'),
    durationMs: numberIn(row, 'duration_ms'),
    plannedDurationMs: numberIn(row, 'planned_duration_ms'),
    notes: textIn(row, 'notes'),
    tags: listOf(JSON.parse(textIn(row, 'tags'))).map(String),
    markers: markersIn(row),
    endReason: textIn(row, 'end_reason'),
    headline: headlineOf(row),
    deleted: row.deleted === 1,
    ...(isPinned(row) && { pinned: true as const }),
    ...foundBy(row),
  };
}

function foundBy(row: SqlRow): Pick<RunListing, 'planName' | 'machine'> {
  const { plan = '', machine = '' } = factsIn(row) ?? {};
  return { ...(plan !== '' && { planName: plan }), ...(machine !== '' && { machine }) };
}

/**
 * The rest of a record, from its row of `run_plans`. What of its overrides and environment is not as it should be is left
 * out.
 * @throws DamagedRunError where its plan cannot be read
 */
export function recordOf(listing: RunListing, plans: SqlRow): RunRecord {
  const { plannedDurationMs: _, planName: __, machine: ___, ...rest } = listing;
  const intact = rowSeal(plans, PLAN_COLUMNS) === plans.seal;
  try {
    return {
      ...rest,
      ...(intact ? {} : { damage: DAMAGE }),
      plan: wholePlan(JSON.parse(textIn(plans, 'plan'))),
      planText: textIn(plans, 'plan_text'),
      overrides: readable(storedOverrides, textIn(plans, 'overrides'), {}),
      environment: readable(storedEnvironment, textIn(plans, 'environment'), NO_ENVIRONMENT),
    };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new DamagedRunError(rest.runId);
    throw error;
  }
}

/** The fields of stored JSON that a schema takes. @param otherwise what stands for the others */
function readable<Stored>(schema: z.ZodType<Stored>, json: string, otherwise: Stored): Stored {
  const stored = dataOf(parsedJson(json));
  const read = schema.safeParse({ ...otherwise, ...stored });
  if (read.success) return read.data;
  const wrong = new Set(read.error.issues.map(({ path }) => path[0]));
  const rest = Object.entries(stored).filter(([key]) => !wrong.has(key));
  return schema.safeParse({ ...otherwise, ...Object.fromEntries(rest) }).data ?? otherwise;
}

function headlineOf(row: SqlRow): RunHeadline {
  const old = {
    errors: numberIn(row, 'errors'),
    overallGrade: oneOf(GRADE_RESULTS, row.overall_grade),
    passed: row.passed === 1,
  };
  return {
    ...old,
    requests: numberIn(row, 'requests'),
    p95Ms: numberOrNullIn(row, 'p95_ms'),
    ...outcomeIn(row, old),
    trust: oneOf(TRUST_VERDICTS, row.trust),
    ...capacityIn(row),
  };
}

function damagedListing(row: SqlRow): RunListing {
  const text = (column: string) => (typeof row[column] === 'string' ? String(row[column]) : '');
  const number = (column: string) => (typeof row[column] === 'number' ? Number(row[column]) : 0);
  return {
    runId: text('run_id'),
    name: text('name'),
    purpose: 'validation',
    state: 'failed',
    startedAt: number('started_at'),
    endedAt: null,
    durationMs: number('duration_ms'),
    plannedDurationMs: number('planned_duration_ms'),
    notes: text('notes'),
    tags: [],
    markers: [],
    endReason: DAMAGE,
    headline: NO_HEADLINE,
    deleted: row.deleted === 1,
    ...(isPinned(row) && { pinned: true as const }),
    damage: DAMAGE,
  };
}

/** Of a run that has no second yet. */
export const NO_HEADLINE: RunHeadline = {
  requests: 0,
  errors: 0,
  errorRatePercent: null,
  failed: 0,
  leftOut: 0,
  p95Ms: null,
  p95Evidence: null,
  overallGrade: 'no-data',
  outcome: 'not gradable',
  passed: false,
  trust: 'not judged',
};

function oneOf<Value extends string>(values: readonly Value[], value: unknown): Value {
  const found = values.find((candidate) => candidate === value);
  if (found === undefined) throw new TypeError(`unknown value ${String(value)}`);
  return found;
}
