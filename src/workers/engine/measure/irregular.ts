import { tableOf } from '../../../contract/keys.ts';
import { IRREGULARITIES, type IrregularCount } from '../../../contract/tick.ts';

/** What is irregular about an answer is one number, with a bit for each way. */
export type Marks = number;

/** The bit of a way. */
export const MARK = tableOf(IRREGULARITIES, (_, place): Marks => 1 << place);

/** Counts irregular answers by series and way. Costs nothing where all are regular. */
export class IrregularCounts {
  /** By series, then by place in `IRREGULARITIES`. */
  readonly #counts = new Map<number, number[]>();

  add(series: number, marks: Marks): void {
    const counts = this.#counts.get(series) ?? IRREGULARITIES.map(() => 0);
    this.#counts.set(series, counts);
    for (const [place, count] of counts.entries()) counts[place] = count + ((marks >> place) & 1);
  }

  /** What was counted since the last time. */
  take(): IrregularCount[] {
    const taken = [...this.#counts].flatMap(([series, counts]) =>
      IRREGULARITIES.flatMap((kind, place) => {
        const count = counts[place] ?? 0;
        return count === 0 ? [] : [{ series, kind, count }];
      }),
    );
    this.#counts.clear();
    return taken;
  }
}
