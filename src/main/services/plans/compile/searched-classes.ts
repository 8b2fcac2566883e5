import type { CapacitySearchPlan, CapacityUnit } from '../../../../contract/capacity-search.ts';
import { fail, type Result, succeed, testFailure } from '../../../../contract/failure.ts';
import type { LoadSpec, Plan } from '../../../../contract/plan.ts';
import { CLASS_PROTOCOLS } from '../../../../contract/protocols/protocols.ts';
import { type Member, memberOf, targetsOf } from './compile-load.ts';
import { isOpenLoad } from './load-shape.ts';

/** What a search varies. */
export type SearchedClasses = Pick<CapacitySearchPlan, 'by' | 'classes'>;

/**
 * The classes whose load a search orders, as `--rate`, `--users` and `--connections` change it: by rate and users those with
 * tasks that share the load (where none shares, all with tasks), by connections the WebSockets, without any the event streams.
 * @param asked absent: what the load of the plan counts
 * @returns failures `capacity.nothing_to_vary` and `capacity.no_weight`
 */
export function searchedClasses(plan: Plan, asked: CapacityUnit | undefined): Result<SearchedClasses> {
  const members = Object.entries(plan.classes).map(([name, spec]) => memberOf(name, spec));
  const by = asked ?? usualUnit(plan, members);
  const varied = VARIED[by](members);
  if (varied.length === 0) return refuse('capacity.nothing_to_vary', ...MISSING[by]);
  const total = varied.reduce((sum, { amount }) => sum + amount, 0);
  if (total === 0)
    return refuse(
      'capacity.no_weight',
      `there is no load to vary: ${varied.map(({ name }) => name).join(', ')} ${varied.length === 1 ? 'has' : 'have'} no weight`,
      'Give a class a weight.',
    );
  const classes = varied.flatMap(({ name, amount }) =>
    amount === 0 ? [] : [{ name, share: amount / total }],
  );
  return succeed({ by, classes });
}

/** What the load of a plan counts. One that says nothing of it is searched by rate: the limit that does not hide behind waiting users. */
function usualUnit(plan: Plan, members: readonly Member[]): CapacityUnit {
  const own = withTasks(members);
  if (own.length === 0) return 'connections';
  const loads = [plan.load, ...own.map(({ spec }) => spec.load)];
  if (loads.some(isOpenLoad)) return 'rate';
  return loads.some(countsUsers) || own.some(({ spec }) => spec.users !== undefined) ? 'users' : 'rate';
}

function countsUsers(load: LoadSpec | undefined): boolean {
  return load !== undefined && [load.users, load.stages, load.model].some((said) => said !== undefined);
}

function withTasks(members: readonly Member[]): Member[] {
  return members.filter(({ spec }) => spec.tasks !== undefined);
}

const NONE_TAKEN: ReadonlySet<string> = new Set();

const VARIED: Readonly<Record<CapacityUnit, (members: readonly Member[]) => readonly Member[]>> = {
  rate: (members) => targetsOf(withTasks(members), 'open', NONE_TAKEN),
  users: (members) => targetsOf(withTasks(members), 'closed', NONE_TAKEN),
  connections: (members) =>
    CLASS_PROTOCOLS.map((kind) => members.filter(({ spec }) => spec[kind] !== undefined)).find(
      (own) => own.length > 0,
    ) ?? [],
};

const NO_TASKS = 'and the plan has no class with tasks';
const MISSING: Readonly<Record<CapacityUnit, readonly [message: string, hint: string]>> = {
  rate: [`a search by rate varies requests, ${NO_TASKS}`, 'Search by connections: --by connections.'],
  users: [
    `a search by users varies who sends requests, ${NO_TASKS}`,
    'Search by connections: --by connections.',
  ],
  connections: [
    'a search by connections varies WebSockets or event streams, and the plan has no class of either',
    'Search by rate or by users: --by rate.',
  ],
};

function refuse(code: string, message: string, hint: string): Result<SearchedClasses> {
  return fail(testFailure(code, message, hint));
}
