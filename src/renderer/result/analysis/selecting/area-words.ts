import type { Area } from '../../../../contract/area.ts';
import { counted, formatClock, formatCount, formatMs } from '../../../../contract/format.ts';
import { isTimeAlone, LATENCY_BANDS } from '../../../../contract/latency-bands.ts';
import { bandStartMs } from '../heatmap/heat-frame.ts';

/** `9:58 – 10:10 (12 s)`. */
export function spanWords({ fromSecond, toSecond }: Area): string {
  const [from, to] = [fromSecond, toSecond + 1].map((second) => formatClock(second * 1_000));
  return `${from} – ${to} (${lengthWords(toSecond + 1 - fromSecond)})`;
}

function lengthWords(seconds: number): string {
  return seconds < 120 ? `${seconds} s` : formatClock(seconds * 1_000);
}

/** `512 ms – 1,218 ms`; the first band has no lower end, the last no upper one. */
export function latencyWords({ fromBand, toBand }: Pick<Area, 'fromBand' | 'toBand'>): string {
  const [low, high] = [fromBand, toBand + 1].map((band) => formatMs(bandStartMs(band)));
  if (fromBand === 0) return toBand === LATENCY_BANDS - 1 ? 'any latency' : `below ${high}`;
  return toBand === LATENCY_BANDS - 1 ? `from ${low}` : `${low} – ${high}`;
}

/**
 * `195 requests of 1,190,528; 7 failed`.
 * @param count successes, of which so many are in what the area is a part of; null: that is not said
 */
export function countWords({
  count,
  of,
  failed,
}: {
  readonly count: number;
  readonly of: number | null;
  readonly failed: number;
}): string {
  const among = of === null ? '' : ` of ${formatCount(of)}`;
  return `${counted(count, 'request')}${among}${failed === 0 ? '' : `; ${formatCount(failed)} failed`}`;
}

/** An area as a sentence is made of it: `9:58 to 10:10, 512 ms to 1,218 ms, 195 requests`. */
export function spokenArea(area: Area, count: number): string {
  const latency = isTimeAlone(area) ? '' : `${latencyWords(area)}, `;
  return `${spanWords(area)}, ${latency}${counted(count, 'request')}`.replaceAll(' – ', ' to ');
}

/** A cell as it is spoken: `10:03, 861 to 1,024 ms, 47 requests`. @param seconds of its column */
export function spokenCell(
  cell: { readonly second: number; readonly band: number },
  seconds: number,
  count: number,
): string {
  const [from, to] = [cell.second, cell.second + seconds].map((second) => formatClock(second * 1_000));
  const time = seconds === 1 ? from : `${from} to ${to}`;
  const latency = latencyWords({ fromBand: cell.band, toBand: cell.band }).replace(
    /^([\d.,]+) ms – /,
    '$1 to ',
  );
  return `${time}, ${latency.replaceAll(' – ', ' to ')}, ${counted(count, 'request')}`;
}
