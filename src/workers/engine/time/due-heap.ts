import type { Micros } from '../../../contract/units.ts';

export interface Due {
  dueUs: Micros;
}

/** A binary heap: whatever is due first comes out first. Adding and taking cost log2(n) comparisons, no allocation. */
export class DueHeap<Item extends Due> {
  readonly #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(item: Item): void {
    const items = this.#items;
    let place = items.length;
    items.push(item);
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = items[above] as Item;
      if (parent.dueUs <= item.dueUs) break;
      items[place] = parent;
      place = above;
    }
    items[place] = item;
  }

  /** Takes the earliest item due before `untilUs`; undefined where there is none. */
  takeBefore(untilUs: Micros): Item | undefined {
    const first = this.#items[0];
    if (first === undefined || first.dueUs >= untilUs) return undefined;
    const last = this.#items.pop() as Item;
    if (this.#items.length > 0) this.#sink(last);
    return first;
  }

  /** Takes all items, in no order. */
  takeAll(): Item[] {
    return this.#items.splice(0);
  }

  #sink(item: Item): void {
    const items = this.#items;
    const { length } = items;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= length) break;
      if (below + 1 < length && (items[below + 1] as Item).dueUs < (items[below] as Item).dueUs) below += 1;
      const child = items[below] as Item;
      if (child.dueUs >= item.dueUs) break;
      items[place] = child;
      place = below;
    }
    items[place] = item;
  }
}
