import type { Protocol } from '../../../../contract/protocols/protocols.ts';
import { MICROS_PER_MILLI } from '../../../../contract/units.ts';
import type { Measured } from './measured.ts';
import { areaUnder } from './offered.ts';

/**
 * How long connections were open, in percent of the time for which the plan wants them to be: of a run that is over,
 * so that all have ended. A plan that holds them for a while and thinks in between closes them itself.
 * @param kind of the connections of this protocol
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
  const span = { fromMs: 0, toMs: once.span.toMs };
  const wantedMs = readers.reduce((sum, { segments }) => sum + areaUnder(segments, span), 0);
  if (wantedMs <= 0) return null;
  return Math.min(100, (totals.openUs / MICROS_PER_MILLI / wantedMs) * 100);
}
