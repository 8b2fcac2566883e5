/** Members of what an engine answers, which may be anything. */
export function memberOf(value: unknown, ...path: readonly string[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Object.getOwnPropertyDescriptor(at, name)?.value;
  }
  return at;
}

/** @returns null where there is no finite number */
export function numberAt(value: unknown, ...path: readonly string[]): number | null {
  const found = memberOf(value, ...path);
  return typeof found === 'number' && Number.isFinite(found) ? found : null;
}

/** @returns empty where there is no text */
export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = memberOf(value, ...path);
  return typeof found === 'string' ? found : '';
}

/** @returns empty where there is no list */
export function listAt(value: unknown, ...path: readonly string[]): readonly unknown[] {
  const found = memberOf(value, ...path);
  return Array.isArray(found) ? found : [];
}
