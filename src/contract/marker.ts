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

/**
 * A list with one more, in order of time, and without the one of another moment; one at the same moment is replaced. What is
 * written beside a run is changed one by one, so that two windows, or two quick keys, do not undo each other.
 */
export function remarked(
  markers: readonly Marker[],
  { mark, unmark }: { readonly mark?: Marker | undefined; readonly unmark?: Millis | undefined },
): Marker[] {
  const others = markers.filter(({ atMs }) => atMs !== unmark && atMs !== mark?.atMs);
  return [...others, ...(mark === undefined ? [] : [mark])].sort((a, b) => a.atMs - b.atMs);
}
