import { type KeptRequest, MAX_ANSWER_BYTES, MAX_EXEMPLARS } from '../../contract/tick.ts';
import type { Bytes } from '../../contract/units.ts';

/** Successes kept per series and second over all threads: one of each octave of latency in use, and more. */
const MAX_SUCCESSES = 12;

/**
 * The kept requests of a second over all threads: one failure per series and code, some successes per series, within the
 * bounds of a second. What this run has not shown yet comes first, so that in seconds with more failures than there is
 * room for the next ones get their turn.
 */
export class KeptRequestPicker {
  /** Series and code of failures that were given out with their answer. */
  readonly #shown = new Set<string>();

  pick(parts: readonly KeptRequest[]): KeptRequest[] {
    const failures = this.#inOrder(firstOfEach(parts)).slice(0, MAX_EXEMPLARS);
    const successes = firstSuccesses(parts).slice(0, MAX_EXEMPLARS - failures.length);
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

function firstSuccesses(parts: readonly KeptRequest[]): KeptRequest[] {
  const kept = new Map<number, number>();
  return parts.filter(({ code, series }) => {
    const count = kept.get(series) ?? 0;
    if (code !== null || count === MAX_SUCCESSES) return false;
    kept.set(series, count + 1);
    return true;
  });
}

function keyOf({ series, code }: KeptRequest): string {
  return `${series} ${code}`;
}
