/** Puts an entry into a map of so many at most; the oldest goes. */
export function keepNewest<Value>(
  map: Map<string, Value>,
  most: number,
  [key, value]: [string, Value],
): void {
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) map.delete(oldest);
}
