import type { AppliedLoad } from '../../../../contract/applied-load.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../../contract/tick.ts';
import type { GradedSeconds } from '../counts/graded.ts';

type StreamSums = NonNullable<ReturnType<GradedSeconds['streams']['totals']>>;

/** What grades take of the streams of each class; what was open before comes from the second before. */
export class SummedStreams {
  readonly #classes: readonly AppliedLoad[];
  readonly #sums = new Map<string, { -readonly [Name in keyof StreamSums]: StreamSums[Name] }>();

  constructor({ load }: Pick<MeasuredPlan, 'load'>) {
    this.#classes = load;
  }

  add(streams: readonly StreamSecond[], isIn: boolean): void {
    for (const { scenario, states, attempted, opened, failed } of streams) {
      const known = this.#sums.get(scenario) ?? { attempted: 0, opened: 0, failed: 0, openBefore: 0 };
      this.#sums.set(scenario, known);
      if (isIn) {
        known.attempted += attempted;
        known.opened += opened;
        known.failed += failed;
      } else known.openBefore = states.open + states.subscribed + states.closing;
    }
  }

  totals(kind?: string, service?: string): StreamSums | null {
    const own = this.#classes.flatMap((one) => {
      const isOf = (kind ?? one.protocol) === one.protocol && (service ?? one.service) === one.service;
      return isOf ? (this.#sums.get(one.name) ?? []) : [];
    });
    if (own.length === 0) return null;
    const sum = { attempted: 0, opened: 0, failed: 0, openBefore: 0 };
    for (const one of own) {
      sum.attempted += one.attempted;
      sum.opened += one.opened;
      sum.failed += one.failed;
      sum.openBefore += one.openBefore;
    }
    return sum;
  }
}
