/**
 * In which order the users of several classes start, so that each class has its share of the users at every moment:
 * first one of each, then always the class that is furthest behind.
 * @returns index of the class of each user; class c appears `counts[c]` times
 */
export function startOrder(counts: readonly number[]): number[] {
  const total = counts.reduce((a, b) => a + b, 0);
  const started = counts.map(() => 0);
  const order: number[] = [];
  const start = (index: number) => {
    started[index] = (started[index] ?? 0) + 1;
    order.push(index);
  };
  const byCount = [...counts.keys()].filter((index) => counts[index] !== 0);
  byCount.sort((a, b) => (counts[b] ?? 0) - (counts[a] ?? 0) || a - b);
  for (const index of byCount) start(index);
  while (order.length < total) {
    let next = -1;
    let behind = Number.NEGATIVE_INFINITY;
    for (const [index, count] of counts.entries()) {
      const lag = (count * (order.length + 1)) / total - (started[index] ?? 0);
      if ((started[index] ?? 0) < count && lag > behind) {
        behind = lag;
        next = index;
      }
    }
    start(next);
  }
  return order;
}
