import { formatClock } from './format.ts';
import type { WatchSummary } from './watched-schema.ts';

type Gap = WatchSummary['gaps'][number];

/** `0:07 to 0:09: Restarted at 0:07.` A gap covers its seconds whole. */
export function gapLine({ fromSecond, toSecond, reason }: Gap): string {
  return `${formatClock(fromSecond * 1_000)} to ${formatClock((toSecond + 1) * 1_000)}: ${reason}`;
}

/** So many are told; later ones are counted. */
const MOST_GAPS = 3;

/** One line for each watch with gaps: up to three of them, and how many more there are. */
export function gapLines(watches: readonly WatchSummary[]): string[] {
  return watches.flatMap(({ watch, gaps }) => {
    if (gaps.length === 0) return [];
    const told = gaps.slice(0, MOST_GAPS).map(gapLine);
    const more = gaps.length > MOST_GAPS ? ` And ${gaps.length - MOST_GAPS} more.` : '';
    return [`${watch}, no figures ${told.join(' ')}${more}`];
  });
}
