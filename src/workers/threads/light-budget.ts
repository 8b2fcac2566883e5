import { decodeLightRequests, encodeLightRequests, LIGHT_ROW_BYTES } from '../../contract/light-requests.ts';
import type { Bytes } from '../../contract/units.ts';

/** What a run keeps of its requests as figures, in all. */
const MOST_BYTES: Bytes = 64 * 1_048_576;
/** Less than this of a thread is not worth its head. */
const LEAST_BYTES: Bytes = 512;
/** No second is given less than a share of so many: a run whose end is not known goes on. */
const FEWEST_SECONDS = 60;

/**
 * Keeps what is stored of the requests of a run under a bound, at any rate and length: every second may have its share of
 * what is left. Beyond it the slowest of the second stay, and of the others every n-th, standing for n.
 */
export class LightBudget {
  readonly #seconds: number;
  #left: Bytes = MOST_BYTES;
  #taken = 0;

  /** @param seconds planned; the run may be longer, or end before */
  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** What is stored of a second. @param blocks one of each thread that has any */
  take(blocks: readonly Uint8Array[]): Uint8Array | null {
    const room = this.#left / Math.max(FEWEST_SECONDS, this.#seconds - this.#taken);
    this.#taken += 1;
    if (blocks.length === 0 || room < blocks.length * LEAST_BYTES) return null;
    const all = joined(blocks);
    const kept =
      all.byteLength <= room ? all : joined(blocks.map((block) => thinned(block, room / blocks.length)));
    this.#left -= kept.byteLength;
    return kept;
  }
}

/** @param block of one thread */
function thinned(block: Uint8Array, room: Bytes): Uint8Array {
  const rows = decodeLightRequests(block);
  const most = Math.max(2, Math.floor(room / LIGHT_ROW_BYTES) - 1);
  const [first] = rows;
  if (first === undefined || rows.length <= most) return block;
  const wholes = rows.filter(({ weight }) => weight === 0);
  const slowest = rows
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => durationOf(b.phasesUs) - durationOf(a.phasesUs));
  const exact = [...wholes, ...slowest].slice(0, Math.ceil(most / 2));
  const others = slowest.slice(Math.max(0, exact.length - wholes.length));
  const step = Math.max(1, Math.ceil(others.length / (most - exact.length)));
  const picked = others.filter((_, place) => place % step === 0);
  const scale = sumOf(others.map(({ weight }) => weight)) / sumOf(picked.map(({ weight }) => weight));
  return encodeLightRequests(first.thread, [
    ...exact,
    ...picked.map((row) => ({ ...row, weight: row.weight * scale })),
  ]);
}

function durationOf(phasesUs: readonly number[]): number {
  return sumOf(phasesUs);
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const [only, ...others] = blocks;
  if (only !== undefined && others.length === 0) return only;
  const all = new Uint8Array(blocks.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.byteLength;
  }
  return all;
}
