import type { Summary } from '../../../contract/summary.ts';
import type { WatchedUnit } from '../../../contract/watch.ts';
import { formatWatched } from '../../../contract/watched-format.ts';
import { packed } from './packed.ts';

/** Significant digits of a reading that a chart tells apart. */
const DIGITS = 4;
/** A double has no more. */
const ALL_DIGITS = 17;

/**
 * What was watched, as a report carries it: the figures in the document, their seconds packed apart, one column for each figure,
 * in its order. Readings are rounded to what is drawn, and never so far that one would be written otherwise.
 */
export function carriedGauges<Document extends Pick<Summary, 'gauges'>>(
  document: Document,
): { readonly summary: Document; readonly columns: Readonly<Record<string, string>> } {
  const { gauges } = document;
  if (gauges === undefined) return { summary: document, columns: {} };
  const columns = gauges.map(({ perSecond, unit }) =>
    perSecond.map((value) => (value === null ? null : asDrawn(value, unit))),
  );
  return {
    summary: { ...document, gauges: gauges.map((gauge) => ({ ...gauge, perSecond: [] })) },
    columns: { gauges: packed(JSON.stringify(columns)) },
  };
}

/** With as few digits as are drawn, and as many as it takes to be written as it is. */
export function asDrawn(value: number, unit: WatchedUnit): number {
  if (Number(value.toPrecision(DIGITS)) === value) return value;
  const written = formatWatched(value, unit);
  for (let digits = DIGITS; digits < ALL_DIGITS; digits += 1) {
    const rounded = Number(value.toPrecision(digits));
    if (formatWatched(rounded, unit) === written) return rounded;
  }
  return value;
}
