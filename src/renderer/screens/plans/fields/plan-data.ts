import { listOf, recordOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPlace, VisualEdit } from '../../../../contract/plan-editing.ts';

export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** Sets a value, or takes it away where it is undefined; nothing where that changes nothing, or its item is gone. */
export function putEdits(data: unknown, path: PlanPlace, value: unknown): VisualEdit[] {
  const items = path.flatMap((step, at) => (typeof step === 'number' ? [path.slice(0, at + 1)] : []));
  if (items.some((item) => valueAt(data, item) === undefined)) return [];
  const before = valueAt(data, path);
  if (value === undefined) return before === undefined ? [] : [{ op: 'remove', path: [...path] }];
  if (JSON.stringify(before) === JSON.stringify(value)) return [];
  return [{ op: 'set', path: [...path], value }];
}

/** Takes a value away, and the blocks around it that would be left with nothing in them. */
export function dropEdits(data: unknown, path: PlanPlace, keep = 1): VisualEdit[] {
  let last = path.length;
  while (last > keep + 1) {
    const around = valueAt(data, path.slice(0, last - 1));
    const size = Array.isArray(around) ? around.length : Object.keys(recordOf(around)).length;
    if (size !== 1) break;
    last -= 1;
  }
  return valueAt(data, path.slice(0, last)) === undefined
    ? []
    : [{ op: 'remove', path: path.slice(0, last) }];
}

/** Takes one of several away, item or named; the last one stays. */
export function removeOneOfMany(data: unknown, path: PlanPlace): VisualEdit[] {
  const all = valueAt(data, path.slice(0, -1));
  const count = Array.isArray(all) ? all.length : Object.keys(recordOf(all)).length;
  return count < 2 ? [] : putEdits(data, path, undefined);
}

/** Adds items behind the last of a list, which need not be there. */
export function appendEdits(data: unknown, path: PlanPlace, ...added: readonly unknown[]): VisualEdit[] {
  const { length } = listOf(valueAt(data, path));
  if (length > 0) return added.map((value, at) => ({ op: 'insert', path: [...path, length + at], value }));
  return added.length === 0 ? [] : [{ op: 'set', path: [...path], value: added }];
}

/** `base`, or `base 2`, `base 3`, … whatever is not taken. @param between what stands before the number */
export function freeName(base: string, taken: readonly string[], between = ' '): string {
  let name = base;
  for (let nth = 2; taken.includes(name); nth += 1) name = `${base}${between}${nth}`;
  return name;
}
