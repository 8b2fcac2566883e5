import type { HistoryFilter } from '../../contract/history-filter.ts';
import type { SqlValue } from './database.ts';
import { OUTCOME } from './run-outcomes.ts';

/** What a filter asks of a row of `runs`, its words left out: conditions joined with AND, and what stands for each `?`. */
export function conditionsOf(filter: HistoryFilter): { readonly where: string; readonly values: SqlValue[] } {
  const { deleted = false, plan, machine, tag, from, before } = filter;
  const asked: (readonly [condition: string, ...values: SqlValue[]] | null)[] = [
    ['deleted = ?', deleted ? 1 : 0],
    plan === undefined ? null : [fact('plan_name'), plan],
    machine === undefined ? null : [fact('machine'), machine],
    placeCondition(filter),
    anyOf('overall_grade', filter.grades),
    anyOf('state', filter.states),
    anyOf('purpose', filter.purposes),
    outcomeCondition(filter.outcomes),
    tag === undefined
      ? null
      : ['json_valid(tags) AND EXISTS (SELECT 1 FROM json_each(tags) WHERE value = ?)', tag],
    from === undefined ? null : ['started_at >= ?', from],
    before === undefined ? null : ['started_at < ?', before],
  ];
  const conditions = asked.filter((one) => one !== null);
  return {
    where: conditions.map(([condition]) => `(${condition})`).join(' AND '),
    values: conditions.flatMap(([, ...values]) => values),
  };
}

function fact(column: string): string {
  return `runs.run IN (SELECT run FROM run_facts WHERE ${column} = ?)`;
}

function placeCondition({ service, endpoint }: HistoryFilter): readonly [string, ...SqlValue[]] | null {
  if (service === undefined && endpoint === undefined) return null;
  const names = [
    ...(service === undefined ? [] : [['service = ?', service] as const]),
    ...(endpoint === undefined ? [] : [['endpoint = ?', endpoint] as const]),
  ];
  const where = names.map(([condition]) => condition).join(' AND ');
  return [`runs.run IN (SELECT run FROM run_figures WHERE ${where})`, ...names.map(([, name]) => name)];
}

function anyOf(column: string, values: readonly string[] | undefined): readonly [string, ...string[]] | null {
  if (values === undefined) return null;
  return [`${column} IN (${values.map(() => '?').join(', ')})`, ...values];
}

function outcomeCondition(outcomes: readonly string[] | undefined): readonly [string, ...string[]] | null {
  const condition = anyOf(OUTCOME, outcomes);
  if (condition === null) return null;
  const [isOne, ...values] = condition;
  return [
    `runs.run IN (SELECT runs.run FROM runs LEFT JOIN run_outcomes USING (run) WHERE ${isOne})`,
    ...values,
  ];
}
