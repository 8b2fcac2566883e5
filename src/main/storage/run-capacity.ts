import { CAPACITY_OUTCOMES } from '../../contract/capacity.ts';
import type { CapacityHeadline } from '../../contract/capacity-text.ts';
import { listOf, parsedJson } from '../../contract/plan-data.ts';
import { rowSeal, sealOf } from './crc.ts';
import { numberOrNullIn, type Queries, type SqlRow, textIn } from './database.ts';

/** What of `run_capacity` a row is to have beside its run. */
export const CAPACITY = `run_capacity.outcome AS capacity_outcome, unit AS capacity_unit, requests_each AS capacity_requests_each,
  objectives AS capacity_objectives, value AS capacity_value, low AS capacity_low, high AS capacity_high,
  run_capacity.seal AS capacity_seal`;

/** What of a row is under its seal, under the names that a list reads it by. */
const COLUMNS = [
  'capacity_outcome',
  'capacity_unit',
  'capacity_requests_each',
  'capacity_objectives',
  'capacity_value',
  'capacity_low',
  'capacity_high',
];

/** Keeps what a search knows now, in the place of what it knew before. The caller holds the transaction. */
export function keepCapacity(queries: Queries, run: number, capacity: CapacityHeadline): void {
  const { outcome, unit, requestsPerArrival, objectives, value, low, high } = capacity;
  const values = [outcome, unit, requestsPerArrival, JSON.stringify(objectives), value, low, high];
  const insert = queries('INSERT OR REPLACE INTO run_capacity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)');
  insert.run(run, ...values, sealOf(values));
}

/** What a row of a list says of its search; nothing where it was none, or where it was changed on disk. */
export function capacityIn(row: SqlRow): { readonly capacity?: CapacityHeadline } {
  const outcome = CAPACITY_OUTCOMES.find((one) => one === row.capacity_outcome);
  if (outcome === undefined || row.capacity_seal !== rowSeal(row, COLUMNS)) return {};
  return {
    capacity: {
      outcome,
      unit: textIn(row, 'capacity_unit'),
      requestsPerArrival: numberOrNullIn(row, 'capacity_requests_each'),
      objectives: listOf(parsedJson(textIn(row, 'capacity_objectives'))).map(String),
      value: numberOrNullIn(row, 'capacity_value'),
      low: numberOrNullIn(row, 'capacity_low'),
      high: numberOrNullIn(row, 'capacity_high'),
    },
  };
}
