import { type ShownPercentile, showPlacePercentile } from '../../../contract/evidence.ts';
import { formatMs, formatNumber, formatRate } from '../../../contract/format.ts';
import { MAIN_PERCENTILES } from '../../../contract/percentiles.ts';
import { failedText, leftOutText } from '../../../contract/rate-words.ts';
import type { Distribution, EndpointSummary, ServiceSummary, Summary } from '../../../contract/summary.ts';

/** An endpoint, or with null a service as a whole, and its cells under the heads of the table. */
interface EndpointRow extends Pick<ServiceSummary, 'service' | 'responseTimeMs'> {
  readonly endpoint: string | null;
  readonly serviceTimeMs: Distribution | null;
  readonly cells: readonly (string | ShownPercentile)[];
}

/** The endpoints and, where there are more than one, the services they belong to, as tables of text have them. */
export function endpointTable(summary: Summary): { heads: string[]; rows: EndpointRow[] } {
  const { endpoints, services } = summary;
  const whole = services.map((row) => ({ ...row, endpoint: null, serviceTimeMs: null }));
  const all: (Omit<EndpointRow, 'cells'> & Pick<EndpointSummary, 'rates'>)[] = [
    ...endpoints,
    ...(services.length > 1 ? whole : []),
  ];
  const isLeftOut = all.some(({ rates }) => rates.leftOut > 0);
  const rows = all.map((row) => ({
    ...row,
    cells: [
      formatNumber(row.rates.ok),
      formatRate(row.rates.throughputPerSecond),
      failedText(row.rates),
      ...(isLeftOut ? [leftOutText(row.rates)] : []),
      formatMs(row.responseTimeMs.mean),
      ...MAIN_PERCENTILES.map((name) => showPlacePercentile(summary, row, name)),
      formatMs(row.responseTimeMs.max),
    ],
  }));
  const leftOut = isLeftOut ? ['Left out'] : [];
  return { heads: ['OK', 'Throughput', 'Failed', ...leftOut, 'Mean', ...MAIN_PERCENTILES, 'Max'], rows };
}

/** The percentiles among cells. */
export function percentilesIn(cells: EndpointRow['cells']): ShownPercentile[] {
  return cells.filter((cell) => typeof cell !== 'string');
}
