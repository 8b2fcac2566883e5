import { overrideRows } from '../../../contract/override-rows.ts';
import { SERIES_SIDES } from '../../../contract/run-series.ts';
import type { SeriesDocument, SeriesRun } from '../../../contract/run-series-schema.ts';
import type { RunStore } from '../../storage/run-record.ts';
import type { SeriesRecord, SeriesRunRecord } from '../../storage/series-record.ts';
import { rowOf } from '../runs/run-row.ts';
import { hideInListing } from '../runs/stored-texts.ts';

/** All that is known of a series. */
export function seriesDocument(record: SeriesRecord, store: Pick<RunStore, 'listing'>): SeriesDocument {
  const { settings, sides, runs } = record;
  const { looks, runsPerSide, pauseMs, discard, primary, minChangePercent } = settings;
  const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());
  const rows = runs.map((run) => runRow(run, store));
  return {
    schema: 'plimsoll.series/1',
    series: {
      id: record.seriesId,
      name: record.name,
      kind: sides.length > 1 ? 'alternated' : 'repeated',
      state: record.state,
      createdAt: new Date(record.createdAt).toISOString(),
      endedAt: iso(record.endedAt),
      endReason: record.damage ?? record.endReason,
      looks,
      runsPerSide,
      pauseMs,
      discard,
      primary,
      minChangePercent,
      sides: sides.map(({ label, planName, overrides }, nth) => ({
        side: SERIES_SIDES[nth] ?? 'A',
        label,
        plan: planName,
        overrides: overrideRows(overrides).map(([name, text]) => ({ name, text })),
      })),
    },
    lead: record.lead,
    context: [],
    odd: [],
    runs: rows,
  };
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
    why: leftOut ?? '',
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
