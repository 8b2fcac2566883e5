import type { LoadSegment } from '../../../../contract/applied-load.ts';
import type { Protocol } from '../../../../contract/protocols/protocols.ts';
import { MICROS_PER_MILLI, type Millis } from '../../../../contract/units.ts';
import type { Measured } from './measured.ts';

/**
 * How long connections were open, in percent of the time for which the plan wants them to be: of a run that is over,
 * so that all have ended. A plan that holds them for a while and thinks in between closes them itself.
 * @param kind of those of a protocol
 * @param service of all services where none is given
 * @returns 0…100; null where nothing is wanted, or the plan closes streams itself, or it was not measured
 */
export function openPercent(measured: Measured, kind: Protocol, service?: string): number | null {
  const { load, streams, once } = measured;
  const readers = load.filter(
    (one) => one.protocol === kind && (service === undefined || one.service === service),
  );
  const totals = streams.totals(kind, service);
  if (totals === null || totals.openBefore > 0 || readers.some(({ heldMs }) => heldMs !== null)) return null;
  const wantedMs = readers.reduce((sum, { segments }) => sum + wantedUntil(segments, once.span.toMs), 0);
  if (wantedMs <= 0) return null;
  return Math.min(100, (totals.openUs / MICROS_PER_MILLI / wantedMs) * 100);
}

/** Readers times time up to a moment: the area under the load. */
function wantedUntil(segments: readonly LoadSegment[], untilMs: Millis): number {
  let area = 0;
  for (const { startMs, durationMs, from, to } of segments) {
    const lengthMs = Math.max(0, Math.min(durationMs, untilMs - startMs));
    const level = durationMs === 0 ? to : from + ((to - from) * lengthMs) / durationMs;
    area += ((from + level) / 2) * lengthMs;
  }
  return area;
}
