import { actLabel } from '../../contract/load-words.ts';
import type { Marker } from '../../contract/marker.ts';
import type { SteeringLogEntry } from '../../contract/steering.ts';
import type { Mark } from './plot-model.ts';

/** Two acts of one key (of a plan with users and connections) are at one moment: one line tells of both. */
const SAME_MOMENT_MS = 50;

/** The moments of a run that stand on its charts: where its load was changed, and over them what people marked. */
export function marksOf(steering: readonly SteeringLogEntry[] = [], markers: readonly Marker[] = []): Mark[] {
  const notes = markers.map(({ atMs, text }): Mark => ({ at: atMs / 1_000, text, kind: 'note' }));
  return [...loadMarks(steering), ...notes];
}

function loadMarks(steering: readonly SteeringLogEntry[]): Mark[] {
  const marks: { at: number; text: string; kind: 'load' }[] = [];
  for (const { atMs, act, by } of steering) {
    const last = marks.at(-1);
    // A search changes the load so often that labels would cover one another: its steps are listed.
    const label = by === 'search' ? '' : actLabel(act);
    if (last !== undefined && atMs - last.at * 1_000 < SAME_MOMENT_MS)
      last.text += label === '' ? '' : `, ${label}`;
    else marks.push({ at: atMs / 1_000, text: label, kind: 'load' });
  }
  return marks;
}
