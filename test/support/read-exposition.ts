import { ExpositionPage } from '../../src/workers/target-watch/metrics/exposition.ts';

/** A page of metrics, read at once. @param before the page of the second before */
export function parseExposition(
  text: string,
  isWanted: (name: string) => boolean,
  before: ExpositionPage | null = null,
): ExpositionPage {
  const page = new ExpositionPage(Buffer.from(text, 'utf8'), isWanted, before);
  page.readOn(Number.POSITIVE_INFINITY);
  return page;
}
