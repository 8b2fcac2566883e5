import { CATEGORY_WORDS } from './error-category.ts';
import { formatClock, formatMs, formatNumber, formatPercent, formatRate, shortened } from './format.ts';
import type { EndpointSummary, ErrorCategoryRow, ErrorRow, Summary } from './summary.ts';

/** When something was seen, as times into the run: `0:02 – 0:09`. */
export function spanText({ firstAt, lastAt }: Pick<ErrorRow, 'firstAt' | 'lastAt'>): string {
  const [first, last] = [formatClock(firstAt), formatClock(lastAt)];
  return first === last ? first : `${first} – ${last}`;
}

/** `Timeouts 3 (0.5%, 0.1/s), 0:02 – 0:09`. */
export function categoryText(row: ErrorCategoryRow): string {
  const rates = `${formatPercent(row.percent)}, ${formatRate(row.perSecond)}`;
  return `${CATEGORY_WORDS[row.category]} ${formatNumber(row.count)} (${rates}), ${spanText(row)}`;
}

/** How long the failures of the endpoint of a row took; empty where it is not known. */
export function failedTimeText(row: ErrorRow, { endpoints }: Pick<Summary, 'endpoints'>): string {
  const endpoint = endpoints.find((one) => one.service === row.service && one.endpoint === row.endpoint);
  return endpoint === undefined ? '' : failedTimeOf(endpoint);
}

function failedTimeOf({ failedTimeMs }: EndpointSummary): string {
  if (failedTimeMs.count === 0) return '';
  // The maximum needs no evidence; the median of a single failure would be it.
  const { evidence, p50, max } = failedTimeMs;
  const median = evidence.p50 === 'sure' ? `${formatMs(p50)} (median), ` : '';
  return `failures of this endpoint took ${median}at most ${formatMs(max)}`;
}

/** Text of a service for a page or a terminal: no control characters, which would move the cursor or colour what follows. */
export function plainText(text: string): string {
  return text.toWellFormed().replace(NOT_PLAIN, '');
}

/** Control characters but tab and line feed, and marks that turn the direction of what follows. */
const NOT_PLAIN = /(?![\t\n])\p{Cc}|\p{Bidi_Control}/gu;

/** The same on one line, and no longer than so many characters. */
export function lineText(text: string, most: number): string {
  return shortened(plainText(text).replace(/\s+/g, ' ').trim(), most);
}
