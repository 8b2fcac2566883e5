import type { CapacityOverride } from '../../../contract/capacity-schema.ts';
import {
  CAPACITY_UNITS,
  type CapacityUnit,
  type Objective,
  THOROUGHNESS,
  type Thoroughness,
} from '../../../contract/capacity-search.ts';
import { parseDuration, printDuration } from '../../../contract/duration.ts';
import type { Failure } from '../../../contract/failure.ts';
import { formatMs, formatPercent } from '../../../contract/format.ts';
import { parseObjective } from '../../../contract/objective-text.ts';
import { listOf, recordOf, textOf } from '../../../contract/plan-data.ts';
import { microsToMillis } from '../../../contract/units.ts';
import type { RunDetail } from '../../../contract/wire.ts';

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

/** The settings of an earlier search, as far as they were said for it; its objectives whatever said them. */
export function formOfRun({ summary, overrides }: Pick<RunDetail, 'summary' | 'overrides'>): CapacityForm {
  const { capacity } = summary;
  const asked = overrides.capacity ?? {};
  return {
    objectives: rowsOf(capacity?.objectives ?? asked.objectives ?? []),
    by: capacity?.by ?? asked.by ?? null,
    from: asked.from === undefined ? '' : String(asked.from),
    to: asked.to === undefined ? '' : String(asked.to),
    maxTime: asked.maxMs === undefined ? '' : printDuration(asked.maxMs),
    thoroughness: asked.thoroughness ?? 'quick',
    ladder: asked.ladder ?? (capacity?.scalability ?? null) !== null,
    recovery: asked.recovery ?? ((capacity?.recovery ?? null) === null ? 'none' : 'after'),
  };
}

/** What the form asks for, and what is wrong with it. */
export function capacityOf(form: CapacityForm): {
  readonly capacity: CapacityOverride;
  readonly errors: CapacityErrors;
} {
  const errors: Record<string, string> = {};
  const objectives = readObjectives(form, errors);
  const from = readLevel(form.from, 'from', errors);
  const to = readLevel(form.to, 'to', errors);
  if (from !== null && to !== null && from > to) errors.from = 'Beyond the highest load';
  if (form.recovery === 'alone' && from === null && errors.from === undefined)
    errors.from = 'Needed: the load that it carries';
  const maxMs = readTime(form.maxTime, errors);
  const { by, thoroughness, ladder, recovery } = form;
  const capacity: CapacityOverride = {
    ...(objectives.length > 0 && { objectives }),
    ...(by !== null && { by }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
    ...(maxMs !== null && { maxMs }),
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
        text.trim() === '' ? 'Such as p95<200ms or errors<1%' : sayWrong(read.failure);
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

/** In a field there is room for one sentence, and the way out. */
function sayWrong({ message, hint }: Failure): string {
  const sentence = message.charAt(0).toUpperCase() + message.slice(1);
  return hint === '' ? sentence : `${sentence}. ${hint}`;
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

/** Where a refusal of the program belongs; null: below the form. */
export function fieldOf({ code, message }: Failure, { objectives }: CapacityForm): string | null {
  if (code === 'capacity.objective' || code === 'capacity.objectives') {
    const row = objectives.find(({ text }) => text.trim() !== '' && message.includes(text.trim()));
    return row === undefined ? 'objectives' : `objective.${row.key}`;
  }
  return FIELDS_OF_CODES.get(code) ?? null;
}

const FIELDS_OF_CODES: ReadonlyMap<string, string> = new Map([
  ['capacity.no_objective', 'objectives'],
  ['capacity.range', 'from'],
  ['capacity.time', 'maxTime'],
  ['capacity.recovery', 'from'],
]);
