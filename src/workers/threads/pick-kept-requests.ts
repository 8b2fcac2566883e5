import { BANDS_PER_OCTAVE, bandOf } from '../../contract/latency-bands.ts';
import { type KeptRequest, MAX_ANSWER_BYTES, MAX_EXEMPLARS } from '../../contract/tick.ts';
import type { Bytes, Micros } from '../../contract/units.ts';
import { slowestOfEach } from './slowest-of-each.ts';

/**
 * The kept requests of a second over all threads: one failure per series and code, and per series and octave of
 * latency the slowest success, within the bounds of a second: the slowest of each series first. What this run has not shown yet comes first, so that in seconds with more failures than there is
 * room for the next ones get their turn.
 */
export class KeptRequestPicker {
  /** Series and code of failures that were given out with their answer. */
  readonly #shown = new Set<string>();

  pick(parts: readonly KeptRequest[]): KeptRequest[] {
    const failures = this.#inOrder(firstOfEach(parts)).slice(0, MAX_EXEMPLARS);
    const successes = slowestOfOctaves(parts).slice(0, MAX_EXEMPLARS - failures.length);
    return this.#withinBytes([...failures, ...successes]);
  }

  #inOrder(failures: readonly KeptRequest[]): KeptRequest[] {
    const isNews = (one: KeptRequest) => !this.#shown.has(keyOf(one));
    return [...failures.filter(isNews), ...failures.filter((one) => !isNews(one))];
  }

  #withinBytes(kept: readonly KeptRequest[]): KeptRequest[] {
    let left: Bytes = MAX_ANSWER_BYTES;
    return kept.map((one) => {
      const { answer, asked, ...bare } = one;
      const texts = `${asked ?? ''}${answer?.head ?? ''}${answer?.body ?? ''}${answer?.note ?? ''}`;
      const bytes = Buffer.byteLength(texts);
      if (bytes > left) return bare;
      left -= bytes;
      if (answer !== undefined) this.#shown.add(keyOf(one));
      return one;
    });
  }
}

/** Of each series and code the first, one with an answer before one without. */
function firstOfEach(parts: readonly KeptRequest[]): KeptRequest[] {
  const first = new Map<string, KeptRequest>();
  for (const part of parts) {
    if (part.code === null) continue;
    const known = first.get(keyOf(part));
    if (known === undefined || isBetter(part, known)) first.set(keyOf(part), part);
  }
  return [...first.values()];
}

function isBetter(one: KeptRequest, other: KeptRequest): boolean {
  const answered = Number(one.answer !== undefined) - Number(other.answer !== undefined);
  return answered > 0 || (answered === 0 && one.endedUs < other.endedUs);
}

function slowestOfOctaves(parts: readonly KeptRequest[]): KeptRequest[] {
  const slowest = new Map<string, KeptRequest>();
  for (const part of parts) {
    if (part.code !== null) continue;
    const us = durationUs(part);
    const key = `${part.series} ${Math.floor(bandOf(us) / BANDS_PER_OCTAVE)}`;
    const known = slowest.get(key);
    if (known === undefined || us > durationUs(known)) slowest.set(key, part);
  }
  return slowestOfEach([...slowest.values()], durationUs);
}

function durationUs({ intendedUs, startedUs, endedUs }: KeptRequest): Micros {
  return endedUs - (intendedUs ?? startedUs);
}

function keyOf({ series, code }: KeptRequest): string {
  return `${series} ${code}`;
}
