import { type Result, succeed } from '../../contract/failure.ts';
import type { SummarySecond } from '../../contract/summary.ts';
import type { Millis } from '../../contract/units.ts';
import type { Host } from '../host/host.ts';

/** So many are asked for at once: what they take is sent in a few milliseconds. */
const SLICE_SECONDS = 120;

interface Asked {
  readonly runId: string;
  /** Absent: from the first one on. */
  readonly fromSecond?: number;
  readonly durationMs: Millis;
}

/**
 * The rows of the seconds of a run, some minutes at a time: of a long one they are tens of megabytes, which would hold up
 * the program and the window at once.
 */
export async function secondsOf(
  host: Pick<Host, 'call'>,
  { runId, fromSecond = 0, durationMs }: Asked,
): Promise<Result<SummarySecond[]>> {
  const seconds: SummarySecond[] = [];
  for (let from = fromSecond; from * 1_000 <= durationMs; from += SLICE_SECONDS) {
    const slice = await host.call('runs.seconds', { runId, fromSecond: from, count: SLICE_SECONDS });
    if (!slice.ok) return slice;
    seconds.push(...slice.value);
  }
  return succeed(seconds);
}
