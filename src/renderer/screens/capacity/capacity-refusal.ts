import { type Failure, failureText } from '../../../contract/failure.ts';

/** Fields a refusal can stand at. `objective`: the row whose text it quotes, else below all rows. */
type RefusedField = 'objective' | 'by' | 'from' | 'to' | 'maxTime';

/**
 * What the program refuses of a search, by code: the field it is about (null: none, it stands below the form), and the way out
 * in words of the form, where that of the program names options of the command line.
 */
const REFUSALS: ReadonlyMap<string, readonly [field: RefusedField | null, hint: string | null]> = new Map([
  ['capacity.objective', ['objective', null]],
  ['capacity.objectives', ['objective', null]],
  ['capacity.no_objective', ['objective', 'Add an objective.']],
  ['capacity.timeout', ['objective', 'Set a shorter time, or raise the timeout in the limits of the plan.']],
  ['capacity.nothing_to_vary', ['by', 'Choose another unit.']],
  ['capacity.range', ['from', 'Lower it, or raise “No more than”.']],
  ['capacity.from', ['from', 'Lower it, or raise the limit in the plan.']],
  ['capacity.to', ['to', 'Lower it, or raise the limit in the plan.']],
  [
    'capacity.recovery',
    ['from', 'Enter it: half of it is applied, one and a half times as much, and half again.'],
  ],
  ['capacity.from_level', ['from', null]],
  ['capacity.to_level', ['to', null]],
  ['capacity.cap', [null, 'Raise the limit in the plan.']],
  ['capacity.beside', [null, 'Raise the limit in the plan, or leave classes out of it.']],
  ['capacity.too_long', ['maxTime', 'Most searches are over in ten minutes.']],
  ['capacity.time', ['maxTime', 'Give it a minute or more.']],
  ['capacity.recovery_time', ['maxTime', 'Give it more time.']],
  ['capacity.ladder', [null, 'Switch off the measurement of 1, 2, 4, … 64 users.']],
  ['capacity.iterations', [null, 'Leave iterations out of the plan.']],
]);

/** A refusal in words of the form. */
export function inFormWords(failure: Failure): Failure {
  const [, hint = null] = REFUSALS.get(failure.code) ?? [];
  return hint === null ? failure : { ...failure, hint };
}

interface Rows {
  readonly objectives: readonly { readonly key: number; readonly text: string }[];
}

/** Where a refusal belongs, as a key of `CapacityErrors`; null: below the form. */
export function fieldOf({ code, message }: Failure, { objectives }: Rows): string | null {
  const [field = null] = REFUSALS.get(code) ?? [];
  if (field !== 'objective') return field;
  const quoted = message.replaceAll(/\s/g, '');
  // Of two limits of one metric the later is one too many.
  const row = objectives.findLast(
    ({ text }) => text.trim() !== '' && quoted.includes(text.replaceAll(/\s/g, '')),
  );
  return row === undefined ? 'objectives' : `objective.${row.key}`;
}

/** What stands at a field: what is wrong, and the way out. */
export function sentenceOf(failure: Failure): string {
  const text = failureText(failure);
  // An objective is written as it was typed.
  return /^p\d/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
}
