import type { Micros } from '../../contract/units.ts';

/** The slowest of each series before the second slowest of any, and so on; of those the slower first. */
export function slowestOfEach<Item extends { readonly series: number }>(
  items: readonly Item[],
  usOf: (item: Item) => Micros,
): Item[] {
  const ranks = new Map<number, number>();
  return items
    .map((item) => ({ item, us: usOf(item) }))
    .sort((a, b) => b.us - a.us)
    .map(({ item }) => {
      const rank = ranks.get(item.series) ?? 0;
      ranks.set(item.series, rank + 1);
      return { item, rank };
    })
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}
