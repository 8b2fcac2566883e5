/** What is wrong with the size of data; null: nothing. */
type Oversize = 'deep' | 'big' | null;

/**
 * Walks data as if every alias were written out: the same object in two places counts twice, one that contains itself
 * is deeper than any limit. Stops at the first limit it meets, so it costs no more than the limits allow.
 */
export function oversizeOf(
  data: unknown,
  limits: { readonly depth: number; readonly nodes: number },
): Oversize {
  let nodes = 0;
  const work: { readonly value: unknown; readonly depth: number }[] = [{ value: data, depth: 0 }];
  for (let next = work.pop(); next !== undefined; next = work.pop()) {
    nodes += 1;
    if (nodes > limits.nodes) return 'big';
    if (typeof next.value !== 'object' || next.value === null) continue;
    if (next.depth >= limits.depth) return 'deep';
    for (const value of Object.values(next.value)) work.push({ value, depth: next.depth + 1 });
  }
  return null;
}
