/** A sample that an instant query gave; times are seconds since 1970 by the clock of the server. */
export interface PromqlSample {
  /** Its labels, as the server writes them. */
  readonly series: string;
  /** When it was evaluated. */
  readonly atSeconds: number;
  readonly value: number;
}

/** Of more series only the newest sample is asked for, once it is known how often one comes. */
const MAX_SERIES = 200;

/**
 * What an instant query hides is when its samples were taken: Prometheus reads them every so often, and repeats the last in
 * between. So it is asked for that as well. How often one comes is the shortest time between two samples of one series: those
 * of several instances are taken in turn, and what lies between them says nothing.
 */
export class SampleAge {
  readonly #selector: string;
  #moments: ReadonlyMap<string, number> = new Map();
  #areMany = false;
  /** The shortest between two samples of a series; null: two were not seen yet. */
  interval: number | null = null;

  /** @param selector of the metric that is asked for */
  constructor(selector: string) {
    this.#selector = selector;
  }

  /** What to ask. */
  get query(): string {
    const moments = `timestamp(${this.#selector})`;
    return this.#areMany ? `max(${moments})` : moments;
  }

  /** Its answer was larger than what is read. */
  tooLarge(): void {
    this.#areMany = true;
  }

  /** @param samples what was answered. @returns the moment of the newest; null: there is none */
  newest(samples: readonly PromqlSample[]): number | null {
    const moments = samples.filter(({ value }) => Number.isFinite(value));
    if (!this.#areMany) this.#learn(moments);
    return moments.reduce<number | null>((most, { value }) => Math.max(value, most ?? value), null);
  }

  #learn(samples: readonly PromqlSample[]): void {
    for (const { series, value } of samples) {
      const before = this.#moments.get(series);
      if (before !== undefined && value > before)
        this.interval = Math.min(value - before, this.interval ?? Number.POSITIVE_INFINITY);
    }
    this.#areMany = samples.length > MAX_SERIES && this.interval !== null;
    this.#moments = this.#areMany ? new Map() : new Map(samples.map(({ series, value }) => [series, value]));
  }
}
