import type { Millis } from './units.ts';

/** So many are kept of a run. */
export const MAX_MARKERS = 200;
export const MAX_MARKER_TEXT = 200;

/** A moment of a run that somebody marked, with a note: "cache switched off". */
export interface Marker {
  /** Since run start. */
  readonly atMs: Millis;
  /** Empty: it stands for itself. */
  readonly text: string;
}

/** With one more, in order of time; one at the same moment is replaced. */
export function withMarker(markers: readonly Marker[], marker: Marker): Marker[] {
  const all = [...withoutMarker(markers, marker.atMs), marker];
  return all.sort((a, b) => a.atMs - b.atMs).slice(0, MAX_MARKERS);
}

export function withoutMarker(markers: readonly Marker[], atMs: Millis): Marker[] {
  return markers.filter((one) => one.atMs !== atMs);
}
