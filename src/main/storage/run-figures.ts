import { createHash } from 'node:crypto';
import { listOf, parsedJson } from '../../contract/plan-data.ts';
import {
  FIGURES_VERSION,
  type FigurePlace,
  type PlaceFigures,
  type RunFigures,
} from '../../contract/run-figures.ts';
import { hideInAddresses } from '../../contract/token-shape.ts';
import { rowSeal, sealOf } from './crc.ts';
import { insertOf, numberIn, type Queries, type SqlRow, textIn } from './database.ts';

/** What a run is found and grouped by; empty where its record does not say. */
export interface RunFacts {
  readonly plan: string;
  /** Of the text of its plan and its overrides: the same for runs that were asked the same. */
  readonly planMark: string;
  readonly machine: string;
  readonly program: string;
}

const FACT_COLUMNS = ['plan_name', 'plan_mark', 'machine', 'program'];
const HEAD_COLUMNS = ['findings', 'figures_version'];
const FIGURE_COLUMNS = ['service', 'endpoint', 'figures'];
const MARK_LENGTH = 12;

/** How the names of a place are stored: those of none are empty. */
export function storedPlace({
  service,
  endpoint,
}: FigurePlace): readonly [service: string, endpoint: string] {
  return [service ?? '', endpoint ?? ''];
}

/** Rows as `keepFacts` takes them: whole plans of thousands of runs are not read for their names. */
const PLANS_OF = `SELECT run, plan_text, overrides, ${nameIn('plan', 'name')} AS plan,
  ${nameIn('environment', 'hostname')} AS hostname, ${nameIn('environment', 'plimsoll')} AS plimsoll FROM run_plans`;

function nameIn(column: string, key: string): string {
  return `COALESCE(CASE WHEN json_valid(${column}) THEN json_extract(${column}, '$.${key}') END, '')`;
}

/** Keeps what a run is found by, from its row of `run_plans`. The caller holds the transaction. */
function keepFacts(queries: Queries, run: number, plans: SqlRow): void {
  const { plan = '', hostname = '', plimsoll = '' } = plans;
  const mark = createHash('sha256').update(`${plans.plan_text}\n${plans.overrides}`).digest('hex');
  // Runs of early versions may have passwords of addresses in their names.
  const name = hideInAddresses(String(plan));
  const values = [name, mark.slice(0, MARK_LENGTH), String(hostname), String(plimsoll)];
  const insert = queries('INSERT OR REPLACE INTO run_facts VALUES (?, ?, ?, ?, ?, ?)');
  insert.run(run, ...values, sealOf(values));
}

/** Keeps what a run is found by. The caller holds the transaction. */
export function keepFactsOf(queries: Queries, run: number): void {
  const plans = queries(`${PLANS_OF} WHERE run = ?`).get(run);
  if (plans !== undefined) keepFacts(queries, run, plans);
}

/**
 * Keeps what some runs are found by that were stored before anything was, newest first. The caller holds the transaction.
 * @returns how many those were; fewer than `most`: there are no others
 */
export function keepMissingFacts(queries: Queries, most: number): number {
  const without = queries(
    `${PLANS_OF} WHERE run NOT IN (SELECT run FROM run_facts) ORDER BY run DESC LIMIT ?`,
  );
  const rows = without.all(most);
  for (const row of rows) keepFacts(queries, numberIn(row, 'run'), row);
  return rows.length;
}

/** Null: none are kept yet, or they were changed on disk. */
export function factsIn(row: SqlRow): RunFacts | null {
  if (typeof row.plan_name !== 'string' || row.facts_seal !== rowSeal(row, FACT_COLUMNS)) return null;
  return {
    plan: row.plan_name,
    planMark: textIn(row, 'plan_mark'),
    machine: textIn(row, 'machine'),
    program: textIn(row, 'program'),
  };
}

/** Keeps the figures of a run in the place of those that were kept before. The caller holds the transaction. */
export function keepFigures(queries: Queries, run: number, { places, findings, version }: RunFigures): void {
  queries('DELETE FROM run_figures WHERE run = ?').run(run);
  const insert = queries(insertOf('run_figures', ['run', ...FIGURE_COLUMNS, 'seal'], 'INSERT OR REPLACE'));
  for (const place of places) {
    const values = [...storedPlace(place), JSON.stringify(place)];
    insert.run(run, ...values, sealOf([run, ...values]));
  }
  const head = [JSON.stringify(findings), version];
  queries('INSERT OR REPLACE INTO run_heads VALUES (?, ?, ?, ?)').run(run, ...head, sealOf(head));
}

/** Null: none were kept, or by an older version, or a row of them was changed on disk. */
export function figuresOfRun(queries: Queries, run: number): RunFigures | null {
  const head = queries('SELECT * FROM run_heads WHERE run = ?').get(run);
  if (head === undefined || head.seal !== rowSeal(head, HEAD_COLUMNS)) return null;
  const version = numberIn(head, 'figures_version');
  if (version < FIGURES_VERSION) return null;
  const rows = queries('SELECT * FROM run_figures WHERE run = ?').all(run);
  const places = rows.map(placeIn).filter((place) => place !== null);
  if (places.length < rows.length) return null;
  return { version, findings: findingsIn(head), places: inOrder(places) };
}

/** The figures in a row of `run_figures`; null where it was changed on disk. */
export function placeIn(row: SqlRow): PlaceFigures | null {
  if (row.seal !== rowSeal(row, ['run', ...FIGURE_COLUMNS])) return null;
  // Under its seal it is what `keepFigures` wrote.
  return JSON.parse(textIn(row, 'figures')) as PlaceFigures;
}

/** Of a row of `run_heads`. */
export function findingsIn(row: SqlRow): string[] {
  return listOf(parsedJson(textIn(row, 'findings'))).map(String);
}

/** The run as a whole, its services, its endpoints; each by name. */
function inOrder(places: readonly PlaceFigures[]): PlaceFigures[] {
  const rank = ({ service, endpoint }: FigurePlace) => Number(service !== null) + Number(endpoint !== null);
  return places.toSorted((one, other) => rank(one) - rank(other));
}
