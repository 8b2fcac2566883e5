import { formatNumber } from './format.ts';
import type { SummarySecond } from './summary.ts';

type InFlight = Pick<SummarySecond, 'inFlight' | 'oldestInFlightMs'>;

/** Younger than this, requests are on their way as they always are. */
const OLD_MS = 2_000;

/** Whether something in flight has been so for longer than is usual. */
export function isHanging({ oldestInFlightMs = 0 }: InFlight): boolean {
  return oldestInFlightMs >= OLD_MS;
}

/** `10 in flight`; where they hang, `10 in flight, the oldest for 4 s`. */
export function inFlightText(second: InFlight): string {
  const text = `${formatNumber(second.inFlight)} in flight`;
  return isHanging(second) ? `${text}, ${oldestText(second)}` : text;
}

/** `the oldest for 4 s`; empty where none hangs. */
export function oldestText(second: InFlight): string {
  return isHanging(second) ? `the oldest for ${Math.floor((second.oldestInFlightMs ?? 0) / 1_000)} s` : '';
}
