import { heldOrMade } from '../../../../contract/keys.ts';
import type { HistogramName, SeriesSecond } from '../../../../contract/tick.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';
import type { SeriesTotals } from './totals.ts';

/** Which histogram of each series, by its index. */
export type SeriesNames = ReadonlyMap<number, HistogramName>;

interface Merged {
  readonly names: SeriesNames;
  readonly histogram: Histogram;
}

/**
 * Histograms of several series together: of a service, of the run. Each is put together when it is first asked for and kept
 * up to date from then on, so that a run that goes on does not merge all series anew every second.
 */
export class MergedSeries {
  readonly #tallies: readonly SeriesTotals[];
  readonly #merged = new Map<string, Merged>();

  constructor(tallies: readonly SeriesTotals[]) {
    this.#tallies = tallies;
  }

  /** Takes what was added to the totals of a series. */
  add({ series, histograms }: SeriesSecond): void {
    for (const { names, histogram } of this.#merged.values()) {
      const name = names.get(series);
      const encoded = name === undefined ? null : histograms[name];
      if (encoded !== null) histogram.mergeEncoded(encoded);
    }
  }

  /** All that they hold. Not to be written to. */
  histogram(names: SeriesNames): Histogram {
    const [only] = names.size === 1 ? names : [];
    if (only !== undefined) return this.#of(only) ?? new Histogram();
    return heldOrMade(this.#merged, [...names].join(';'), () => ({ names, histogram: this.#together(names) }))
      .histogram;
  }

  #together(names: SeriesNames): Histogram {
    const together = new Histogram();
    for (const one of names) {
      const part = this.#of(one);
      if (part !== undefined) together.merge(part);
    }
    return together;
  }

  #of([series, name]: readonly [series: number, name: HistogramName]): Histogram | undefined {
    return this.#tallies[series]?.histogram(name);
  }
}
