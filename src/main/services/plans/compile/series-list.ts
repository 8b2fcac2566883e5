import { type PlacedSeries, type Series, withPrimary } from '../../../../contract/series.ts';

/** What one sample measures, for the reader; S-49 defines the two of the streams. */
export const DEFINITIONS = {
  httpIntended: 'from the moment the plan wanted the request to start to the last byte of the response',
  httpActual: 'from handing the request to a free connection to the last byte of the response',
} as const;

/** Numbers the series of a run. One (service, endpoint, protocol) is one series, wherever the plan mentions it. */
export class SeriesList {
  readonly #series: PlacedSeries[] = [];
  readonly #byKey = new Map<string, number>();

  /**
   * @param elsewhere added to the name where the plan already measures the same endpoint by the other clock: latency
   * from the intended start and from the actual one are two figures, and must not be mixed in one
   */
  add(series: PlacedSeries, elsewhere: string): number {
    const index = this.#find(series);
    const known = index === undefined ? undefined : this.#series[index];
    if (index === undefined || known === undefined) return this.#push(series);
    if (known.clock !== series.clock) {
      const own = { ...series, endpoint: `${series.endpoint} (${elsewhere})` };
      return this.#find(own) ?? this.#push(own);
    }
    this.#series[index] = together(known, series);
    return index;
  }

  toArray(): readonly Series[] {
    return withPrimary(this.#series);
  }

  #push(series: PlacedSeries): number {
    this.#byKey.set(keyOf(series), this.#series.length);
    return this.#series.push(series) - 1;
  }

  #find(series: PlacedSeries): number | undefined {
    return this.#byKey.get(keyOf(series));
  }
}

const BY_SOURCE: readonly Series['source'][] = ['setup', 'task', 'stream'];

/** One series mentioned twice: what a task asks for too is not of a setup alone, and what is asked again is not once. */
function together(known: PlacedSeries, again: PlacedSeries): PlacedSeries {
  const isSetup = again.source === 'setup';
  const { role, inTotals } = isSetup ? known : again;
  const source = BY_SOURCE[Math.max(...[known, again].map((one) => BY_SOURCE.indexOf(one.source)))];
  const once = isSetup ? known.once && again.once : again.once;
  return { ...known, role, inTotals, source: source ?? known.source, once };
}

function keyOf({ service, endpoint, protocol }: PlacedSeries): string {
  return JSON.stringify([service, endpoint, protocol]);
}
