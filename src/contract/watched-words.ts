import { formatClock } from './format.ts';
import type { WatchSummary } from './watched-schema.ts';

type Gap = WatchSummary['gaps'][number];

/** `0:07 to 0:09: Restarted at 0:07.` A gap covers its seconds whole. */
export function gapLine({ fromSecond, toSecond, reason }: Gap): string {
  return `${formatClock(fromSecond * 1_000)} to ${formatClock((toSecond + 1) * 1_000)}: ${reason}`;
}

/** One line for each watch with gaps: the last of them, and how many there were before. */
export function gapLines(watches: readonly WatchSummary[]): string[] {
  return watches.flatMap(({ watch, gaps }) => {
    const last = gaps.at(-1);
    if (last === undefined) return [];
    const before = gaps.length === 1 ? '' : ` (${gaps.length} gaps in all)`;
    return [`${watch}, no figures ${gapLine(last)}${before}`];
  });
}
