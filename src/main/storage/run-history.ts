import type { CapacityHeadline } from '../../contract/capacity-text.ts';
import type { CountedName, HistoryChoices, HistoryFilter } from '../../contract/history-filter.ts';
import { listOf, parsedJson } from '../../contract/plan-data.ts';
import {
  FIGURES_VERSION,
  type FigurePlace,
  type PlaceFigures,
  type RunFigures,
} from '../../contract/run-figures.ts';
import { RUN_STATES, type RunState } from '../../contract/run-state.ts';
import { hasWords, wordsOf } from '../../contract/run-words.ts';
import { TRUST_VERDICTS } from '../../contract/summary.ts';
import type { EpochMillis } from '../../contract/units.ts';
import {
  type Connection,
  numberIn,
  type Queries,
  queriesOf,
  type SqlRow,
  textIn,
  writing,
} from './database.ts';
import { CAPACITY, capacityIn } from './run-capacity.ts';
import {
  factsIn,
  figuresOfRun,
  findingsIn,
  keepFigures,
  keepMissingFacts,
  placeIn,
  type RunFacts,
  storedPlace,
} from './run-figures.ts';
import { conditionsOf } from './run-filter.ts';
import { OUTCOME, WITH_OUTCOMES } from './run-outcomes.ts';
import type { RunListing } from './run-record.ts';
import { listingOf } from './run-rows.ts';

/** A run as one of a series. */
interface TrendSeries {
  readonly id: string;
  readonly name: string;
  /** Empty where the series has one side. */
  readonly side: string;
  /** Why it does not count there; empty: it does. */
  readonly leftOut: string;
}

/** One run in a trend. */
export interface TrendRow extends RunFacts {
  readonly runId: string;
  /** The series that it belongs to; null: it was run alone. */
  readonly series: TrendSeries | null;
  readonly name: string;
  readonly state: RunState;
  readonly trust: RunListing['headline']['trust'];
  readonly startedAt: EpochMillis;
  /** Null: it did not measure that place, or what was kept of it was changed on disk. */
  readonly figures: PlaceFigures | null;
  readonly capacity: CapacityHeadline | null;
}

/** Some of the runs of a filter, newest first. */
export interface RunPage {
  readonly filter: HistoryFilter;
  /** So many of them are passed over. */
  readonly from: number;
  readonly limit: number;
}

/** Runs as histories ask for them: found by what they are, without their plans and seconds. */
export interface HistoryStore {
  /** Newest first. */
  find(page: RunPage): RunListing[];
  choices(filter: HistoryFilter): HistoryChoices;
  /** The figures of one place, in order of time. */
  trend(filter: HistoryFilter, place: FigurePlace): TrendRow[];
  /** Null: none are kept yet, or by an older version, or they were changed on disk. */
  figures(runId: string): RunFigures | null;
  /** In the place of those that were kept before. */
  keepFigures(runId: string, figures: RunFigures): void;
  /** Titles of the first findings of a run; empty where none are kept. */
  findings(runId: string): readonly string[];
  /** Ids of runs that are over and of which no figures are kept, newest first; where they measured is not known of these. */
  withoutFigures(filter: HistoryFilter): string[];
  /** Makes some of the older runs findable. @returns whether there may be others */
  keepMissingFacts(most: number): boolean;
}

const FACTS = 'plan_name, plan_mark, machine, program, run_facts.seal AS facts_seal';
const NO_FACTS: RunFacts = { plan: '', planMark: '', machine: '', program: '' };
const SERIES = `series_id, run_series.name AS series_name, side, slot, left_out,
  CASE WHEN json_valid(sides) THEN json_array_length(sides) END AS sides_count`;
const MAX_CHOICES = 1_000;
/** A run that is over and whose figures are not those of this version. */
const UNREAD = `state <> 'running' AND NOT EXISTS
  (SELECT 1 FROM run_heads WHERE run_heads.run = runs.run AND figures_version >= ${FIGURES_VERSION})`;

export function createHistoryStore(connection: Connection): HistoryStore {
  const queries = queriesOf(connection);
  const write = writing(connection);
  const numberOf = (runId: string) => {
    const row = queries('SELECT run FROM runs WHERE run_id = ?').get(runId);
    return row === undefined ? null : numberIn(row, 'run');
  };
  return {
    find: (page) => findRuns(queries, page),
    choices: (filter) => choicesOf(queries, filter),
    trend: (filter, place) => trendRows(queries, filter, place),
    figures(runId) {
      const run = numberOf(runId);
      return run === null ? null : figuresOfRun(queries, run);
    },
    keepFigures: write((runId, figures) => {
      const run = numberOf(runId);
      if (run !== null) keepFigures(queries, run, figures);
    }),
    findings(runId) {
      const row = queries('SELECT findings FROM run_heads JOIN runs USING (run) WHERE run_id = ?').get(runId);
      return row === undefined ? [] : findingsIn(row);
    },
    withoutFigures: (filter) => withoutFigures(queries, filter),
    keepMissingFacts: write((most) => keepMissingFacts(queries, most) === most),
  };
}

function findRuns(queries: Queries, { filter, from, limit }: RunPage): RunListing[] {
  const page = JSON.stringify(numbersOf(queries, filter).slice(from, from + limit));
  const among = 'runs.run IN (SELECT value FROM json_each(?))';
  return queries(`${WITH_OUTCOMES} WHERE ${among} ORDER BY started_at DESC, run DESC`)
    .all(page)
    .map(listingOf);
}

/** Numbers of the runs of a filter, newest first. */
function numbersOf(queries: Queries, filter: HistoryFilter): number[] {
  const { where, values } = conditionsOf(filter);
  const words = wordsOf(filter.text ?? '');
  const order = 'ORDER BY started_at DESC, runs.run DESC';
  if (words.length === 0) {
    const rows = queries(`SELECT runs.run FROM runs WHERE ${where} ${order}`).all(...values);
    return rows.map((row) => numberIn(row, 'run'));
  }
  const found: number[] = [];
  const worded = `SELECT runs.run, run_id, name, tags, notes, overall_grade, state, purpose, trust, ${OUTCOME} AS outcome,
    plan_name, machine FROM runs LEFT JOIN run_outcomes USING (run) LEFT JOIN run_facts USING (run) WHERE ${where} ${order}`;
  for (const row of queries(worded).iterate(...values))
    if (hasWords(wordedRun(row), words)) found.push(numberIn(row, 'run'));
  return found;
}

function wordedRun(row: SqlRow): Parameters<typeof hasWords>[0] {
  const text = (column: string) => (typeof row[column] === 'string' ? row[column] : '');
  return {
    runId: text('run_id'),
    name: text('name'),
    tags: listOf(parsedJson(text('tags'))).map(String),
    notes: text('notes'),
    planName: text('plan_name'),
    machine: text('machine'),
    outcome: text('outcome'),
    overallGrade: text('overall_grade'),
    state: text('state'),
    purpose: text('purpose'),
    trust: text('trust'),
  };
}

function choicesOf(queries: Queries, filter: HistoryFilter): HistoryChoices {
  const runs = JSON.stringify(numbersOf(queries, filter));
  const among = 'run IN (SELECT value FROM json_each(?))';
  const counted = (name: string, from: string): CountedName[] =>
    queries(
      `SELECT ${name} AS name, count(*) AS runs FROM ${from} AND ${name} <> '' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${MAX_CHOICES}`,
    )
      .all(runs)
      .map((row) => ({ name: textIn(row, 'name'), runs: numberIn(row, 'runs') }));
  return {
    total: numberIn(queries('SELECT json_array_length(?) AS total').get(runs) ?? {}, 'total'),
    plans: counted('plan_name', `run_facts WHERE ${among}`),
    machines: counted('machine', `run_facts WHERE ${among}`),
    tags: counted('json_each.value', `runs, json_each(runs.tags) WHERE json_valid(tags) AND ${among}`),
    places: queries(
      `SELECT DISTINCT service, endpoint FROM run_figures WHERE ${among} ORDER BY 1, 2 LIMIT ${MAX_CHOICES}`,
    )
      .all(runs)
      .map(placeOf),
    unread: withoutFigures(queries, filter).length,
  };
}

function seriesIn(row: SqlRow): TrendSeries | null {
  if (typeof row.series_id !== 'string') return null;
  const isOneSided = row.sides_count === 1;
  const why = row.slot === -1 ? 'a warm-up run of its series' : 'left out of its series';
  const counts = row.slot !== -1 && (row.left_out === null || row.left_out === '');
  return {
    id: row.series_id,
    name: textIn(row, 'series_name'),
    side: isOneSided ? '' : textIn(row, 'side'),
    leftOut: counts ? '' : why,
  };
}

function withoutFigures(queries: Queries, { service: _, endpoint: __, ...filter }: HistoryFilter): string[] {
  const { where, values } = conditionsOf(filter);
  return queries(`SELECT run_id FROM runs WHERE ${where} AND ${UNREAD} ORDER BY started_at DESC`)
    .all(...values)
    .map((row) => textIn(row, 'run_id'));
}

function placeOf(row: SqlRow): FigurePlace {
  return { service: textIn(row, 'service') || null, endpoint: textIn(row, 'endpoint') || null };
}

function trendRows(queries: Queries, filter: HistoryFilter, place: FigurePlace): TrendRow[] {
  const runs = JSON.stringify(numbersOf(queries, filter));
  return queries(
    `SELECT runs.run, runs.run_id, runs.name, runs.state, trust, started_at, ${FACTS}, service, endpoint, figures, run_figures.seal, ${SERIES}, ${CAPACITY}
       FROM runs LEFT JOIN run_facts USING (run) LEFT JOIN run_capacity USING (run)
       LEFT JOIN series_runs ON series_runs.run_id = runs.run_id LEFT JOIN run_series USING (series)
       LEFT JOIN run_figures ON run_figures.run = runs.run AND service = ? AND endpoint = ?
      WHERE runs.run IN (SELECT value FROM json_each(?)) ORDER BY started_at, runs.run`,
  )
    .all(...storedPlace(place), runs)
    .flatMap((row) => trendRowOf(row) ?? []);
}

/** Null: a record that was changed on disk says nothing here. */
function trendRowOf(row: SqlRow): TrendRow | null {
  const state = RUN_STATES.find((one) => one === row.state);
  const trust = TRUST_VERDICTS.find((one) => one === row.trust);
  if (state === undefined || trust === undefined) return null;
  return {
    ...(factsIn(row) ?? NO_FACTS),
    runId: textIn(row, 'run_id'),
    series: seriesIn(row),
    name: textIn(row, 'name'),
    state,
    trust,
    startedAt: numberIn(row, 'started_at'),
    figures: row.figures === null ? null : placeIn(row),
    capacity: capacityIn(row).capacity ?? null,
  };
}
