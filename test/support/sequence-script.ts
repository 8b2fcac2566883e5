import { distinctIntegers, seededRandom } from './seeded-random.ts';

export interface SequenceFaults {
  readonly seed: number;
  /** Shares of all numbers, 0…1: left out, sent twice, sent after their successor. */
  readonly drop: number;
  readonly duplicate: number;
  readonly swap: number;
}

export interface SequenceScript {
  /** The numbers in the order in which they are sent. */
  readonly order: readonly number[];
  readonly dropped: readonly number[];
  readonly duplicated: readonly number[];
  /** `n` was sent after `n + 1`. */
  readonly swapped: readonly number[];
}

/** Fault positions lie this far apart, so that no two faults touch the same numbers and each is counted once. */
const SPACING = 4;

/**
 * The numbers 0 … count−1 with exactly `round(count · share)` faults of each kind. The first and the last numbers
 * are always sent in place: a gap at the end could not be seen by anybody. Throws when the faults do not fit.
 */
export function sequenceWithFaults(count: number, faults: SequenceFaults): SequenceScript {
  const wanted = [faults.drop, faults.duplicate, faults.swap].map((share) => Math.round(count * share));
  const total = wanted.reduce((sum, n) => sum + n, 0);
  const random = seededRandom(faults.seed);
  const slots = Math.floor((count - 2) / SPACING);
  const positions = distinctIntegers(random, total, { from: 0, to: slots }).map((slot) => 1 + slot * SPACING);
  // A seeded shuffle decides which kind falls where.
  for (let i = positions.length - 1; i > 0; i -= 1) {
    const j = Math.floor(random() * (i + 1));
    [positions[i], positions[j]] = [positions[j] ?? 0, positions[i] ?? 0];
  }
  const [drops = 0, duplicates = 0] = wanted;
  const ascending = (from: number, to?: number): number[] => positions.slice(from, to).sort((a, b) => a - b);
  const dropped = ascending(0, drops);
  const duplicated = ascending(drops, drops + duplicates);
  const swapped = ascending(drops + duplicates);
  return { order: orderOf(count, { dropped, duplicated, swapped }), dropped, duplicated, swapped };
}

function orderOf(count: number, faults: Omit<SequenceScript, 'order'>): number[] {
  const [dropped, duplicated, swapped] = [faults.dropped, faults.duplicated, faults.swapped].map(
    (n) => new Set(n),
  );
  const order: number[] = [];
  for (let n = 0; n < count; n += 1) {
    if (dropped?.has(n)) continue;
    if (swapped?.has(n)) {
      order.push(n + 1, n);
      n += 1;
    } else if (duplicated?.has(n)) order.push(n, n);
    else order.push(n);
  }
  return order;
}
