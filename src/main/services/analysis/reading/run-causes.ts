import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import { measuredFrom } from '../../../../contract/warm-up.ts';
import { FailingSpells } from '../causes/failing-spells.ts';
import { whySlow } from '../causes/name-causes.ts';
import { NO_CAUSES, type RunCauses } from '../findings/finding.ts';
import { BandCounts } from './band-counts.ts';
import { EncodedRun } from './encoded-run.ts';
import { observedRun } from './observed-run.ts';
import { histogramOf } from './readable-run.ts';
import { seriesInScope } from './scope.ts';

interface RunOfCauses {
  readonly plan: MeasuredPlan;
  readonly precision: 'tick' | 'spin';
}

/** Of the whole run, as its findings are. */
const SCOPE = { service: null, endpoint: null, clock: 'intended' } as const;

/**
 * Looks for what sets slow and failed requests of a run apart, for its findings: over all of it, without the warm-up. The
 * seconds are gone through once, beside whoever reads them for something else.
 */
export class CauseSearch {
  readonly #asked: RunOfCauses;
  readonly #run: EncodedRun;
  readonly #bands: BandCounts;
  readonly #series: readonly number[];
  readonly #spells: FailingSpells;
  #hasKept = false;
  #found: RunCauses | null = null;

  /** @param beyond reads seconds of a long run once more, of which not all are held */
  constructor(asked: RunOfCauses, beyond: ConstructorParameters<typeof EncodedRun>[1] = null) {
    this.#asked = asked;
    this.#run = new EncodedRun(asked, beyond);
    this.#bands = new BandCounts(this.#run);
    this.#series = seriesInScope(asked.plan.series, SCOPE);
    this.#spells = new FailingSpells(asked.plan, measuredFrom(asked.plan));
  }

  /** Takes the next second; one that it has seen is passed over. */
  add(second: RunSecond): void {
    if (second.second < this.#run.seconds) return;
    this.#run.add(second);
    // Counted at once: when it is looked for, a second may be no longer held.
    this.#bands.of(this.#series, histogramOf(SCOPE.clock));
    this.#spells.add(second);
    this.#hasKept ||= second.light !== undefined;
  }

  /** Once all seconds were added. Takes a few tenths of a second for a long run. @returns nothing of a run that kept no requests */
  found(): RunCauses {
    this.#found ??= this.#hasKept ? this.#search() : NO_CAUSES;
    return this.#found;
  }

  #search(): RunCauses {
    const run = this.#run;
    const { observed, names } = observedRun(run, this.#bands, SCOPE, measuredFrom(this.#asked.plan));
    return {
      slow: whySlow(observed, names, { area: null, clock: SCOPE.clock }).causes,
      failing: this.#spells.found((second) => run.facts(second)?.light ?? null),
    };
  }
}
