import type { ValueSpec } from '../../../contract/plan-values.ts';
import { namesIn } from './template.ts';

/**
 * Values that a part of a plan is made with: named in a template anywhere in it, or by a value that is. Every text in
 * it counts as a template, so there may be more of them than are really used.
 * @param part any JSON: a class, a scenario, some steps
 */
export function usedNames(part: unknown, values: Readonly<Record<string, ValueSpec>>): ReadonlySet<string> {
  const used = new Set<string>();
  const open: unknown[] = [part];
  for (let json = open.pop(); json !== undefined; json = open.pop()) {
    if (typeof json === 'string') {
      for (const name of namesIn(json)) {
        if (used.has(name)) continue;
        used.add(name);
        if (Object.hasOwn(values, name)) open.push(values[name]);
      }
    } else if (typeof json === 'object' && json !== null) {
      for (const inner of Object.values(json)) if (inner !== undefined) open.push(inner);
    }
  }
  return used;
}
