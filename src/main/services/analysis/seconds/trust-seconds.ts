import { noHistograms, sumCounts } from '../../../../contract/counts.ts';
import type { Trust } from '../../../../contract/summary.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import { disturbanceText, type TrustOptions, trustOf } from '../../../../workers/engine/verdicts/trust.ts';
import type { SecondTrust } from './second-rows.ts';

/** What the trust verdict needs of each second, without the histograms, so that hours of it fit in memory. */
export class TrustSeconds {
  readonly #options: TrustOptions;
  readonly #seconds: RunSecond[] = [];
  #verdict: Trust | null = null;

  constructor(options: TrustOptions) {
    this.#options = options;
  }

  add(second: RunSecond): SecondTrust {
    this.#verdict = null;
    this.#seconds.push(slim(second));
    const disturbance = disturbanceText(second, this.#options.precision);
    return { trusted: disturbance === '', disturbance };
  }

  verdict(): Trust {
    this.#verdict ??= trustOf(this.#seconds, this.#options);
    return this.#verdict;
  }
}

/** Only what a verdict looks at: kept requests and answers of hours are hundreds of megabytes. */
function slim({ second, lengthUs, users, gauges, blocks, series }: RunSecond): RunSecond {
  const counts = sumCounts(series.map((entry) => entry.counts));
  return {
    ...{ second, lengthUs, users, gauges, blocks },
    series: [{ series: 0, counts, histograms: noHistograms() }],
    failures: [],
    exemplars: [],
    streams: [],
  };
}
