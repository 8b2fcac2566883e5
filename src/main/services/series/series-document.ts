import { overrideRows } from '../../../contract/override-rows.ts';
import type { RepeatedFigure, SeriesDocument, SeriesRun } from '../../../contract/run-series-schema.ts';
import { SERIES_SIDES, type SeriesVerdict } from '../../../contract/series-verdict.ts';
import type { RunStore } from '../../storage/run-record.ts';
import type { SeriesRecord, SeriesRunRecord } from '../../storage/series-record.ts';
import { judgeSeries } from '../compare/statistics/judge-series.ts';
import { repeatedFigures } from '../compare/statistics/repeated-runs.ts';
import type { SeriesRun as JudgedRun, RunEndpoint } from '../compare/statistics/series-input.ts';
import { rowOf } from '../runs/run-row.ts';
import { hideInListing } from '../runs/stored-texts.ts';
import { oddSentences, repeatedLead } from './series-words.ts';

/** What stands beside the record of a series. */
export interface SeriesReadings {
  readonly store: Pick<RunStore, 'listing'>;
  /** What each run that counts measured, by its id. */
  readonly measured: ReadonlyMap<string, readonly RunEndpoint[]>;
  /** What else differs between the sides. */
  readonly context: SeriesDocument['context'];
}

/** All that is known of a series, its verdict included. */
export function seriesDocument(record: SeriesRecord, readings: SeriesReadings): SeriesDocument {
  const isAlternated = record.sides.length > 1;
  const rows = record.runs.map((run) => runRow(run, readings.store));
  const judged = judgedRuns(record, readings.measured);
  const verdict = isAlternated ? verdictOf(record, judged) : null;
  const repeated = isAlternated ? [] : repeatedFigures(judged);
  return {
    schema: 'plimsoll.series/1',
    series: aboutOf(record),
    lead: leadOf(rows, verdict, repeated),
    context: [...readings.context],
    odd: oddSentences({
      record,
      rows,
      verdict,
      isSame: isAlternated && readings.context.length === 0 && isSame(record),
    }),
    runs: rows,
    verdict,
    repeated,
  };
}

function aboutOf(record: SeriesRecord): SeriesDocument['series'] {
  const { looks, runsPerSide, pauseMs, discard, primary, minChangePercent } = record.settings;
  return {
    id: record.seriesId,
    name: record.name,
    kind: record.sides.length > 1 ? 'alternated' : 'repeated',
    state: record.state,
    createdAt: new Date(record.createdAt).toISOString(),
    endedAt: record.endedAt === null ? null : new Date(record.endedAt).toISOString(),
    endReason: record.damage ?? record.endReason,
    looks,
    runsPerSide,
    pauseMs,
    discard,
    primary,
    minChangePercent,
    sides: record.sides.map(({ label, planName, overrides }, nth) => ({
      side: SERIES_SIDES[nth] ?? 'A',
      label,
      plan: planName,
      overrides: overrideRows(overrides).map(([name, text]) => ({ name, text })),
    })),
  };
}

/** Warm-up runs and those that go on are none of them. */
function judgedRuns({ seriesId, runs }: SeriesRecord, measured: SeriesReadings['measured']): JudgedRun[] {
  return runs.flatMap(({ runId, side, nth, slot, leftOut }) => {
    if (slot < 0 || leftOut === null) return [];
    const endpoints = measured.get(runId);
    const excluded = leftOut === '' && endpoints === undefined ? 'It cannot be read any more.' : leftOut;
    return [
      {
        id: runId,
        side,
        order: nth,
        session: seriesId,
        excluded: excluded === '' ? null : excluded,
        endpoints: endpoints ?? [],
      },
    ];
  });
}

function verdictOf({ settings }: SeriesRecord, runs: readonly JudgedRun[]): SeriesVerdict {
  const { looks, runsPerSide, primary, minChangePercent } = settings;
  return judgeSeries({
    runs,
    kind: 'alternated',
    rule: looks === 'open' ? { kind: 'open' } : { kind: 'declared', runs: runsPerSide },
    primary,
    minChange: minChangePercent / 100,
  });
}

/** Empty while no run counts. */
function leadOf(
  rows: readonly SeriesRun[],
  verdict: SeriesVerdict | null,
  repeated: readonly RepeatedFigure[],
): string {
  if (rows.every(({ role }) => role !== 'counted')) return '';
  return verdict === null ? repeatedLead(repeated) : verdict.sentence;
}

/** Whether both sides ask for the same. */
function isSame({ sides: [a, b] }: SeriesRecord): boolean {
  const askedOf = (side: typeof a) => JSON.stringify([side?.planText, side?.overrides, side?.onSamples]);
  return askedOf(a) === askedOf(b);
}

function runRow(run: SeriesRunRecord, store: Pick<RunStore, 'listing'>): SeriesRun {
  const { nth, runId, side, slot, leftOut } = run;
  const listing = store.listing(runId);
  const row = listing === null ? null : rowOf(hideInListing(listing));
  return {
    nth,
    runId,
    side,
    role: leftOut === null ? 'pending' : slot < 0 ? 'warm-up' : leftOut === '' ? 'counted' : 'left out',
    why: slot < 0 ? '' : (leftOut ?? ''),
    startedAt: row?.startedAt ?? null,
    durationMs: row?.durationMs ?? null,
    state: row?.state ?? null,
    trust: row?.trust ?? null,
    grade: row?.overallGrade ?? null,
    passed: row?.passed ?? null,
    p95Ms: row?.p95Ms ?? null,
    errorRatePercent: row?.errorRatePercent ?? null,
  };
}
