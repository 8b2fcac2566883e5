import {
  decodeLightRequests,
  encodeLightRequests,
  LIGHT_ROW_BYTES,
  LIGHT_WERE_DROPPED,
  type LightRequest,
  MAX_LIGHT_BYTES,
} from '../../contract/light-requests.ts';
import type { Bytes } from '../../contract/units.ts';
import { responseUs, sampledRequests } from '../engine/measure/sampled-requests.ts';
import { slowestOfEach } from './slowest-of-each.ts';

/** With less than this a second tells nothing: every n-th has the share of n, the others have none. */
const LEAST_BYTES: Bytes = 1_024;
/** No second is given less than a share of so many: a run whose end is not known goes on. */
const FEWEST_SECONDS = 60;

/**
 * Keeps what is stored of the requests of a run under a bound, at any rate, length and number of threads: every second may
 * have its share of what is left. One that has more says that some were dropped.
 *
 * | of its room  | is for                                                                                             |
 * |--------------|----------------------------------------------------------------------------------------------------|
 * | a quarter    | one failure of each series and code, and the slowest of those that are kept with their texts       |
 * | the half     | with it, the slowest of each series, then the second slowest of each …                             |
 * | what is left | all others, picked evenly by what they stand for: what stays stands for as many as there were      |
 */
export class LightBudget {
  readonly #seconds: number;
  #left: Bytes = MAX_LIGHT_BYTES;
  #taken = 0;

  /** @param seconds planned; the run may be longer, or end before */
  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  /** What is stored of a second; null: nothing. @param blocks one of each thread that has any */
  take(blocks: readonly Uint8Array[]): Uint8Array | null {
    const share = this.#left / Math.max(FEWEST_SECONDS, this.#seconds - this.#taken);
    const every = Math.ceil(LEAST_BYTES / share);
    const isTurn = this.#taken % every === 0;
    this.#taken += 1;
    if (blocks.length === 0 || this.#left < LIGHT_WERE_DROPPED.length) return null;
    const all = joined(blocks);
    const kept = all.length <= share ? all : thinned(all, isTurn ? Math.min(this.#left, every * share) : 0);
    this.#left -= kept.length;
    return kept;
  }
}

function thinned(all: Uint8Array, room: Bytes): Uint8Array {
  if (all.length <= room) return all;
  const rows = decodeLightRequests(all);
  for (let most = Math.floor(room / LIGHT_ROW_BYTES); most > 0; ) {
    const kept = joined([LIGHT_WERE_DROPPED, ...blocksOf(picked(rows, most))]);
    if (kept.length <= room) return kept;
    most -= Math.ceil((kept.length - room) / LIGHT_ROW_BYTES);
  }
  return LIGHT_WERE_DROPPED;
}

function picked(rows: readonly LightRequest[], most: number): LightRequest[] {
  const stay = new Set(
    [...failuresOf(rows), ...slowestOf(rows, ({ weight }) => weight === 0)].slice(0, most >> 2),
  );
  for (const row of slowestOf(rows, ({ weight }) => weight > 0)) {
    if (stay.size >= most >> 1) break;
    stay.add(row);
  }
  const others = rows.filter((row) => !stay.has(row));
  return [...stay, ...sampledRequests(others, most - stay.size)];
}

/** One of each series and code: one that is kept for its texts alone, where there is any. */
function failuresOf(rows: readonly LightRequest[]): LightRequest[] {
  const failed = rows.filter(({ code }) => code !== null);
  return [...Map.groupBy(failed, ({ series, code }) => `${series} ${code}`).values()].flatMap((some) =>
    some.toSorted((a, b) => a.weight - b.weight).slice(0, 1),
  );
}

function slowestOf(rows: readonly LightRequest[], which: (row: LightRequest) => boolean): LightRequest[] {
  return slowestOfEach(
    rows.filter((row) => row.code === null && which(row)),
    responseUs,
  );
}

function blocksOf(rows: readonly LightRequest[]): Uint8Array[] {
  const byThread = Map.groupBy(rows, ({ thread }) => thread);
  return [...byThread].map(([thread, own]) => encodeLightRequests(thread, own));
}

function joined(blocks: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(blocks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const block of blocks) {
    all.set(block, at);
    at += block.length;
  }
  return all;
}
