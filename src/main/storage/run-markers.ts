import type { Marker } from '../../contract/marker.ts';
import { markerSchema } from '../../contract/marker-schema.ts';
import { listOf, parsedJson } from '../../contract/plan-data.ts';
import { rowSeal, sealOf } from './crc.ts';
import type { Queries, SqlRow } from './database.ts';

/** What of a row with markers is under their own seal. */
const COLUMNS = ['markers'];

/** Keeps these in the place of what was marked before. The caller holds the transaction. */
export function keepMarkers(queries: Queries, run: number, markers: readonly Marker[]): void {
  const texts = markers.map(({ atMs, text }) => ({ atMs, text: text.toWellFormed() }));
  const json = JSON.stringify(texts);
  queries('INSERT OR REPLACE INTO run_markers VALUES (?, ?, ?)').run(run, json, sealOf([json]));
}

/** The markers in a row of `WITH_OUTCOMES`: none where nothing was marked, or where they were changed on disk. */
export function markersIn(row: SqlRow): Marker[] {
  if (typeof row.markers !== 'string' || row.markers_seal !== rowSeal(row, COLUMNS)) return [];
  return listOf(parsedJson(row.markers)).flatMap((one) => markerSchema.safeParse(one).data ?? []);
}
