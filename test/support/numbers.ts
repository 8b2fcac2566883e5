/** Every finite number that stands anywhere in a JSON document. */
export function numbersIn(value: unknown, found: Set<number> = new Set()): Set<number> {
  if (typeof value === 'number') found.add(value);
  else if (Array.isArray(value)) for (const item of value) numbersIn(item, found);
  else if (value !== null && typeof value === 'object') {
    for (const item of Object.values(value)) numbersIn(item, found);
  }
  return found;
}
