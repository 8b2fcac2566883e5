import { type Gate, gateSchema } from '../../contract/plan.ts';
import type { Threshold } from '../../contract/threshold.ts';
import type { EpochMillis } from '../../contract/units.ts';
import { sealOf } from './crc.ts';
import { insertOf, numberIn, type Queries, textIn } from './database.ts';
import { thresholdsIn } from './gradings.ts';

/** A set of thresholds that a plan had. */
export interface StoredThresholds {
  /** From 1; the last is the present one. */
  readonly version: number;
  readonly cameAt: EpochMillis;
  readonly gate: Gate;
  readonly thresholds: readonly Threshold[];
}

const COLUMNS = ['gate', 'version', 'came_at', 'thresholds'] as const;

/** In order of their versions. One that was changed on disk is left out. */
export function thresholdsOfPlan(queries: Queries, plan: number): StoredThresholds[] {
  return queries('SELECT * FROM plan_thresholds WHERE plan = ? ORDER BY version')
    .all(plan)
    .flatMap((row) => {
      const [gate, version, cameAt] = [
        textIn(row, 'gate'),
        numberIn(row, 'version'),
        numberIn(row, 'came_at'),
      ];
      const json = textIn(row, 'thresholds');
      const known = gateSchema.safeParse(gate).data;
      if (known === undefined || row.seal !== sealOf([gate, version, cameAt, json])) return [];
      return [{ version, cameAt, gate: known, thresholds: thresholdsIn(json) }];
    });
}

/**
 * Keeps a set as the next version, unless the last one is the same. The caller holds the transaction.
 * @returns the version it has
 */
export function keepThresholds(
  queries: Queries,
  plan: number,
  { cameAt, gate, thresholds }: Omit<StoredThresholds, 'version'>,
): number {
  const last = queries(
    'SELECT version, gate, thresholds FROM plan_thresholds WHERE plan = ? ORDER BY version DESC LIMIT 1',
  ).get(plan);
  const json = JSON.stringify(thresholds);
  if (last !== undefined && last.gate === gate && last.thresholds === json) return numberIn(last, 'version');
  const version = last === undefined ? 1 : numberIn(last, 'version') + 1;
  const values = [gate, version, cameAt, json];
  queries(insertOf('plan_thresholds', ['plan', ...COLUMNS, 'seal'])).run(plan, ...values, sealOf(values));
  return version;
}
