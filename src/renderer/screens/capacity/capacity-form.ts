import type { CapacityOverride } from '../../../contract/capacity-schema.ts';
import {
  CAPACITY_UNITS,
  type CapacityUnit,
  type Objective,
  overridden,
  THOROUGHNESS,
  type Thoroughness,
} from '../../../contract/capacity-search.ts';
import { parseDuration, printDuration } from '../../../contract/duration.ts';
import { formatMs, formatPercent } from '../../../contract/format.ts';
import { parseObjective } from '../../../contract/objective-text.ts';
import { listOf, recordOf, textOf } from '../../../contract/plan-data.ts';
import { microsToMillis } from '../../../contract/units.ts';
import { sentenceOf } from './capacity-refusal.ts';

/** One objective as typed. */
interface ObjectiveRow {
  readonly key: number;
  readonly text: string;
}

export type RecoveryChoice = NonNullable<CapacityOverride['recovery']>;

/** What is asked of a search, as typed; an empty text leaves it to the search. */
export interface CapacityForm {
  /** None: what follows from the thresholds of the plan. */
  readonly objectives: readonly ObjectiveRow[];
  /** Null: what the load of the plan counts. */
  readonly by: CapacityUnit | null;
  readonly from: string;
  readonly to: string;
  readonly maxTime: string;
  readonly thoroughness: Thoroughness;
  readonly ladder: boolean;
  readonly recovery: RecoveryChoice;
}

/** By `objective.KEY` and name of a field; `objectives` is said below all rows. */
export type CapacityErrors = Readonly<Record<string, string>>;

export const EXAMPLES = ['p95<200ms', 'p99<1s', 'errors<1%', 'errors<0.1%'] as const;

export const EMPTY_FORM: CapacityForm = {
  objectives: [],
  by: null,
  from: '',
  to: '',
  maxTime: '',
  thoroughness: 'quick',
  ladder: false,
  recovery: 'after',
};

/** Of a bare address, which has no thresholds that objectives could follow from. */
export const USUAL_FORM: CapacityForm = {
  ...EMPTY_FORM,
  objectives: rowsOf(['p95<200ms', 'errors<1%']),
  by: 'rate',
};

function rowsOf(texts: readonly string[]): ObjectiveRow[] {
  return texts.map((text, at) => ({ key: at + 1, text }));
}

/** One more row, its key above all others. */
export function withObjective(form: CapacityForm, text: string): CapacityForm {
  const key = 1 + Math.max(0, ...form.objectives.map((row) => row.key));
  return { ...form, objectives: [...form.objectives, { key, text }] };
}

/** What the block `capacity` of a plan says; what it does not say, or says wrongly, as usual. */
export function formOfBlock(block: unknown): CapacityForm {
  const { objectives, by, from, to, thoroughness, maxTime, ladder, recovery } = recordOf(block);
  return {
    objectives: rowsOf(listOf(objectives).map(textOf)),
    by: CAPACITY_UNITS.find((one) => one === by) ?? null,
    from: textOf(from),
    to: textOf(to),
    maxTime: textOf(maxTime),
    thoroughness: THOROUGHNESS.find((one) => one === thoroughness) ?? 'quick',
    ladder: ladder === true,
    recovery: recovery === 'alone' ? 'alone' : recovery === false ? 'none' : 'after',
  };
}

/** What an earlier search was asked: the block of its plan, and what was said for the run in its place. Not what became of it. */
export function formOfSearch(written: CapacityForm, asked: CapacityOverride): CapacityForm {
  const { objectives, by, from, to, maxMs } = asked;
  return {
    objectives: objectives === undefined ? written.objectives : rowsOf(objectives ?? []),
    by: overridden(by, written.by) ?? null,
    from: typedLevel(from, written.from),
    to: typedLevel(to, written.to),
    maxTime: maxMs === undefined ? written.maxTime : maxMs === null ? '' : printDuration(maxMs),
    thoroughness: asked.thoroughness ?? written.thoroughness,
    ladder: asked.ladder ?? written.ladder,
    recovery: asked.recovery ?? written.recovery,
  };
}

function typedLevel(own: number | null | undefined, written: string): string {
  return own === undefined ? written : (own?.toString() ?? '');
}

/**
 * What the form asks for, and what is wrong with it.
 * @param written what the plan's own block fills the form with: what was emptied of that is taken back
 */
export function capacityOf(
  form: CapacityForm,
  written: CapacityForm = EMPTY_FORM,
): {
  readonly capacity: CapacityOverride;
  readonly errors: CapacityErrors;
} {
  const errors: Record<string, string> = {};
  const objectives = readObjectives(form, errors);
  const from = readLevel(form.from, 'from', errors);
  const to = readLevel(form.to, 'to', errors);
  if (from !== null && to !== null && from > to)
    errors.from = 'Beyond “No more than”: lower it, or raise that';
  if (form.recovery === 'alone' && from === null && errors.from === undefined)
    errors.from = 'Needed: the load that it carries';
  const maxMs = readTime(form.maxTime, errors);
  const { by, thoroughness, ladder, recovery } = form;
  const capacity: CapacityOverride = {
    ...(form.objectives.length > 0 && objectives.length > 0 && { objectives }),
    ...(form.objectives.length === 0 && written.objectives.length > 0 && { objectives: null }),
    ...((by !== null || written.by !== null) && { by }),
    ...((from !== null || written.from !== '') && { from }),
    ...((to !== null || written.to !== '') && { to }),
    ...((maxMs !== null || written.maxTime !== '') && { maxMs }),
    thoroughness,
    ladder: ladder && recovery !== 'alone' && by !== 'connections',
    recovery,
  };
  return { capacity, errors };
}

function readObjectives({ objectives }: CapacityForm, errors: Record<string, string>): string[] {
  const seen = new Map<string, string>();
  return objectives.flatMap(({ key, text }) => {
    const read = parseObjective(text);
    if (!read.ok) {
      errors[`objective.${key}`] =
        text.trim() === '' ? 'Such as p95<200ms or errors<1%' : sentenceOf(read.failure);
      return [];
    }
    const objective = read.value;
    const metric = objective.metric === 'errors' ? 'errors' : String(objective.quantile);
    const other = seen.get(metric);
    if (other !== undefined)
      errors[`objective.${key}`] = `${other} is there already: leave one of the two out`;
    seen.set(metric, objective.text);
    return [objective.text];
  });
}

function readLevel(typed: string, at: 'from' | 'to', errors: Record<string, string>): number | null {
  const text = typed.trim().replaceAll(',', '');
  if (text === '') return null;
  const level = Number(text);
  if (level > 0 && level <= MAX_LEVEL) return level;
  errors[at] = 'A number above 0';
  return null;
}

const MAX_LEVEL = 1_000_000;
/** A search that is cut before says nothing. */
const LEAST_MS = 60_000;

function readTime(typed: string, errors: Record<string, string>): number | null {
  if (typed.trim() === '') return null;
  const ms = parseDuration(typed);
  if (ms === null) errors.maxTime = 'Such as 10m';
  else if (ms < LEAST_MS) errors.maxTime = 'A minute or more: less finds nothing';
  return ms;
}

/** What an objective means, in words: `95% of the requests succeed within 200 ms`. */
export function objectiveWords(text: string): string {
  const read = parseObjective(text);
  return read.ok ? meaningOf(read.value) : '';
}

function meaningOf(objective: Objective): string {
  if (objective.metric === 'errors')
    return `Fewer than ${formatPercent(objective.limit * 100)} of the requests fail`;
  const within = formatMs(microsToMillis(objective.limitUs));
  return `${formatPercent(objective.quantile * 100)} of the responses take less than ${within}`;
}
