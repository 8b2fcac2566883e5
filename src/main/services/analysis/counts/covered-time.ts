import type { RunSecond } from '../../../../contract/tick.ts';
import { type Millis, microsToMillis } from '../../../../contract/units.ts';
import type { Cover } from './graded.ts';
import type { Span } from './offered.ts';
import type { RunLoad } from './run-load.ts';

/** Adds up seconds, in order. */
export class CoveredTime {
  readonly #load: Pick<RunLoad, 'endMs'>;
  #measuredMs: Millis = 0;
  #plannedMs: Millis = 0;
  #span: Span | null = null;

  constructor(load: Pick<RunLoad, 'endMs'>) {
    this.#load = load;
  }

  add({ second, lengthUs }: Pick<RunSecond, 'second' | 'lengthUs'>): void {
    const lengthMs = microsToMillis(lengthUs);
    const fromMs = second * 1_000;
    this.#measuredMs += lengthMs;
    const plannedMs = Math.max(0, Math.min(lengthMs, this.#load.endMs - fromMs));
    if (plannedMs === 0) return;
    this.#plannedMs += plannedMs;
    this.#span = { fromMs: this.#span?.fromMs ?? fromMs, toMs: fromMs + plannedMs };
  }

  cover(): Cover {
    return {
      measuredMs: this.#measuredMs,
      plannedMs: this.#plannedMs,
      span: this.#span ?? { fromMs: 0, toMs: 0 },
    };
  }
}
