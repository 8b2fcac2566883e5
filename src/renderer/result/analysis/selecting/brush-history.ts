import type { Area } from '../../../../contract/area.ts';
import { isSameArea } from './area-edit.ts';

/** What is selected: A, and a second area it is compared with; without one it is compared with the rest of the run. */
export interface Brush {
  readonly a: Area | null;
  readonly b: Area | null;
}

/** What is selected now, and what was and would be again. */
export interface BrushHistory {
  readonly past: readonly Brush[];
  readonly now: Brush;
  readonly future: readonly Brush[];
}

const MAX_STEPS = 50;
export const NOTHING_SELECTED: BrushHistory = { past: [], now: { a: null, b: null }, future: [] };

/** Selects something else; what is selected already is no step. */
export function brushed(history: BrushHistory, change: Partial<Brush>): BrushHistory {
  const next = { ...history.now, ...change };
  if (isSameArea(next.a, history.now.a) && isSameArea(next.b, history.now.b)) return history;
  return { past: [...history.past, history.now].slice(-MAX_STEPS), now: next, future: [] };
}

export function undone({ past, now, future }: BrushHistory): BrushHistory {
  const before = past.at(-1);
  if (before === undefined) return { past, now, future };
  return { past: past.slice(0, -1), now: before, future: [now, ...future] };
}

export function redone({ past, now, future }: BrushHistory): BrushHistory {
  const [next, ...later] = future;
  if (next === undefined) return { past, now, future };
  return { past: [...past, now], now: next, future: later };
}

/** B first, then A. */
export function clearedOnce(history: BrushHistory): BrushHistory {
  return brushed(history, history.now.b === null ? { a: null } : { b: null });
}

export function exchanged(history: BrushHistory): BrushHistory {
  const { a, b } = history.now;
  return b === null ? history : brushed(history, { a: b, b: a });
}
