import { isDeepStrictEqual } from 'node:util';
import type { Result } from '../../src/contract/failure.ts';
import type { PlanPlace, VisualEdit } from '../../src/contract/plan-editing.ts';
import { editPlan, planData } from '../../src/main/services/plans/text/edit-plan.ts';

/** The text changed so that it holds `data`, by as few edits as that takes. The same data gives the same text. */
export function updatePlanText(text: string, data: unknown): Result<string> {
  const before = planData(text);
  if (!before.ok) return before;
  return editPlan(text, editsBetween(before.value, data, []));
}

/** Edits that turn one value into the other. Keys that come and go are removed and added; `rename` is for people. */
export function editsBetween(before: unknown, after: unknown, path: PlanPlace): VisualEdit[] {
  if (isDeepStrictEqual(before, after) && sameOrder(before, after)) return [];
  if (isRecord(before) && isRecord(after)) return recordEdits(before, after, path);
  if (Array.isArray(before) && Array.isArray(after)) return listEdits(before, after, path);
  return [{ op: 'set', path: [...path], value: after }];
}

function recordEdits(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
  path: PlanPlace,
): VisualEdit[] {
  const removed = Object.keys(before).filter((key) => !Object.hasOwn(after, key) || after[key] === undefined);
  const kept = Object.keys(after).filter((key) => after[key] !== undefined);
  const edits: VisualEdit[] = removed.map((key) => ({ op: 'remove', path: [...path, key] }));
  for (const key of kept) {
    const at = [...path, key];
    if (Object.hasOwn(before, key)) edits.push(...editsBetween(before[key], after[key], at));
    else edits.push({ op: 'set', path: at, value: after[key] });
  }
  const was = Object.keys(before).filter((key) => kept.includes(key));
  const now = [...was, ...kept.filter((key) => !Object.hasOwn(before, key))];
  if (!isDeepStrictEqual(now, kept)) edits.push({ op: 'order', path: [...path], keys: kept });
  return edits;
}

/** What both lists begin and end with stays; the middle is changed in place, then cut or filled. */
function listEdits(before: readonly unknown[], after: readonly unknown[], path: PlanPlace): VisualEdit[] {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && same(before[head], after[head])) head += 1;
  let tail = 0;
  while (tail < most - head && same(before.at(-1 - tail), after.at(-1 - tail))) tail += 1;
  const edits: VisualEdit[] = [];
  for (let at = head; at < most - tail; at += 1)
    edits.push(...editsBetween(before[at], after[at], [...path, at]));
  for (let at = before.length - tail - 1; at >= most - tail; at -= 1)
    edits.push({ op: 'remove', path: [...path, at] });
  for (let at = most - tail; at < after.length - tail; at += 1) {
    edits.push({ op: 'insert', path: [...path, at], value: after[at] });
  }
  return edits;
}

function sameOrder(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(a, b) && sameOrder(a, b);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
