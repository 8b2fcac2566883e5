import type { PlanPlace, VisualEdit } from '../../contract/plan-editing.ts';

/**
 * Where what stood at a place stands after edits: an item moves as those before it come and go, a name becomes another.
 * Null: the item was taken away. A block that was taken away keeps its place: what is set in it makes it anew.
 */
export function followEdits(path: PlanPlace, edits: readonly VisualEdit[]): PlanPlace | null {
  return edits.reduce<PlanPlace | null>((place, edit) => place && followEdit(place, edit), path);
}

function followEdit(place: PlanPlace, edit: VisualEdit): PlanPlace | null {
  const depth = edit.path.length - 1;
  const step = edit.path[depth];
  const here = place[depth];
  const isBeside = edit.path.every((one, at) => at === depth || one === place[at]);
  if (step === undefined || here === undefined || !isBeside) return place;
  if (edit.op === 'rename') return here === step ? place.with(depth, edit.to) : place;
  if (typeof here !== 'number' || typeof step !== 'number') return place;
  if (edit.op === 'insert') return here >= step ? place.with(depth, here + 1) : place;
  if (edit.op !== 'remove' || here < step) return place;
  return here === step ? null : place.with(depth, here - 1);
}
