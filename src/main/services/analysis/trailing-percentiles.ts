import { LONGEST_WINDOW_SECONDS, NO_PERCENTILES } from '../../../contract/second-percentiles.ts';
import type { SecondPercentiles } from '../../../contract/second-percentiles-schema.ts';
import { type Millis, microsToMillis, type SecondIndex } from '../../../contract/units.ts';
import { LEAST_BEYOND } from '../../../workers/engine/evidence.ts';
import { Histogram } from '../../../workers/engine/histogram.ts';

/** Fewest samples of which one lies beyond the percentile: 1/(1 − p). */
const LEAST = { p50: 2, p95: 20, p99: 100 } as const;

interface Entry {
  readonly second: SecondIndex;
  readonly encoded: Uint8Array;
}

/**
 * The last five seconds of one latency, from which the percentiles of a second are taken: over the second alone where
 * that holds enough samples, else over the shortest stretch that ends with it. Keeps the encoded seconds; merges on
 * demand.
 */
export class TrailingPercentiles {
  #entries: Entry[] = [];
  readonly #scratch = new Histogram();

  /** Forgets all; the measured part does not look back into the warm-up. */
  clear(): void {
    this.#entries = [];
  }

  /** Takes what a second recorded; seconds come in order, those without a sample not at all. */
  push(second: SecondIndex, encoded: Uint8Array): void {
    const oldest = second - LONGEST_WINDOW_SECONDS;
    this.#entries = this.#entries.filter((entry) => entry.second > oldest);
    this.#entries.push({ second, encoded });
  }

  /** Percentiles of `second`; none where it recorded nothing, whatever the seconds before it did. */
  at(second: SecondIndex): SecondPercentiles {
    if (this.#entries.at(-1)?.second !== second) return NO_PERCENTILES;
    const histogram = this.#scratch;
    histogram.reset();
    let body: Body | null = null;
    let tail: Tail | null = null;
    for (const entry of this.#entries.toReversed()) {
      histogram.mergeEncoded(entry.encoded);
      const covered = second + 1 - entry.second;
      // What only a median can be had of gives way to the first stretch that has a p95.
      const least = body === null ? LEAST.p50 : LEAST.p95;
      if ((body === null || body.p95Ms === null) && histogram.count >= least)
        body = bodyOf(histogram, covered);
      if (histogram.count >= LEAST.p99) {
        tail = tailOf(histogram, covered);
        break;
      }
    }
    return joined(body, tail);
  }
}

type Word = SecondPercentiles['evidence']['p50'];
type Body = Pick<SecondPercentiles, 'windowSeconds' | 'p50Ms' | 'p95Ms'> & {
  words: { p50: Word; p95: Word };
};
type Tail = Pick<SecondPercentiles, 'p99WindowSeconds' | 'p99Ms'> & { word: Word };

function bodyOf(histogram: Histogram, windowSeconds: number): Body {
  const [p50, p95] = [wordOf(histogram, 50), wordOf(histogram, 95)];
  return {
    windowSeconds,
    p50Ms: millisAt(histogram, 50),
    p95Ms: p95 === 'unknown' ? null : millisAt(histogram, 95),
    words: { p50, p95 },
  };
}

function tailOf(histogram: Histogram, p99WindowSeconds: number): Tail {
  return { p99WindowSeconds, p99Ms: millisAt(histogram, 99), word: wordOf(histogram, 99) };
}

function joined(body: Body | null, tail: Tail | null): SecondPercentiles {
  const { words = { p50: 'unknown', p95: 'unknown' }, ...middle } = body ?? {};
  const { word = 'unknown', ...far } = tail ?? {};
  return { ...NO_PERCENTILES, ...middle, ...far, evidence: { ...words, p99: word } };
}

function wordOf(histogram: Histogram, percentile: number): Word {
  const beyond = histogram.countBeyond(percentile);
  if (beyond >= LEAST_BEYOND) return 'sure';
  return beyond >= 1 ? 'estimate' : 'unknown';
}

function millisAt(histogram: Histogram, percentile: number): Millis | null {
  const us = histogram.percentile(percentile);
  return us === null ? null : microsToMillis(us);
}
