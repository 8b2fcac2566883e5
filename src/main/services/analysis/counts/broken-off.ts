import type { SeriesRole } from '../../../../contract/series.ts';
import { type CountedSeries, countsOf, type GradedSeconds, seriesOf } from './graded.ts';

/**
 * Connections of stream classes that target or network broke off while they were in use, as far as no message counts
 * the same event: a connection that breaks fails its session and the messages under way. Their series are second looks
 * and no part of the totals; what failed on them is a failure of the service all the same.
 * @param service null: of all services
 */
export function brokenOff(measured: CountedSeries, service: string | null): number {
  const services =
    service === null ? new Set(measured.plan.series.map((series) => series.service)) : [service];
  return [...services].reduce(
    (sum, name) => sum + brokenInUse(measured, name) + brokenReaders(measured, name),
    0,
  );
}

/** Of the classes of a service whose connections are sessions. */
export function brokenInUse(measured: CountedSeries, service: string): number {
  const errorsOf = (...roles: SeriesRole[]) => {
    const own = seriesOf(
      measured,
      { service },
      ({ source, role }) => source === 'stream' && roles.includes(role),
    );
    return countsOf(measured, own).targetErrors;
  };
  return Math.max(0, errorsOf('session') - errorsOf('round-trip', 'ping'));
}

function brokenReaders(measured: CountedSeries, service: string): number {
  const gaps = seriesOf(measured, { service }, ({ role }) => role === 'gap');
  return countsOf(measured, gaps).targetErrors;
}

/**
 * Connections of stream classes, of every second in view, that target or network broke off in use, whatever else failed
 * with them. One event each, so whether most were broken does not depend on what was under way on them at that moment.
 */
export function brokenConnections({ plan, books }: GradedSeconds): number {
  return plan.series.reduce(
    (sum, { role }, index) =>
      role === 'session' || role === 'gap' ? sum + (books[index]?.targetErrors ?? 0) : sum,
    0,
  );
}

/** Connections of stream classes that were open at some time of the seconds in view, those that opened before included. */
export function usedConnections({ streams }: Pick<GradedSeconds, 'streams'>): number {
  const totals = streams.totals();
  return totals === null ? 0 : totals.openBefore + totals.opened;
}
