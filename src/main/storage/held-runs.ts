import type { KeptBecause } from '../../contract/retention.ts';
import { type Queries, textIn } from './database.ts';

/** What holds on to a run, and which runs it holds; of two reasons the first is told. */
const HOLDERS: readonly (readonly [because: KeptBecause, sql: string])[] = [
  ['pinned', 'SELECT run_id FROM runs JOIN run_pins USING (run)'],
  [
    'baseline',
    `SELECT run.value AS run_id
       FROM baselines, json_each(CASE WHEN json_valid(sessions) THEN sessions ELSE '[]' END) AS session,
         json_each(session.value, '$.runIds') AS run
      WHERE removed_at IS NULL`,
  ],
  ['series', 'SELECT run_id FROM series_runs JOIN run_series USING (series) WHERE deleted = 0'],
];

/** Runs that something holds on to, by id, and what. Neither emptying the bin nor a rule takes these. */
export function heldRuns(queries: Queries): ReadonlyMap<string, KeptBecause> {
  const held = new Map<string, KeptBecause>();
  for (const [because, sql] of HOLDERS.toReversed())
    for (const row of queries(sql).all()) held.set(textIn(row, 'run_id'), because);
  return held;
}
