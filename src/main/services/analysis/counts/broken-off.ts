import { countsOf, type Measured } from './measured.ts';

/**
 * Connections of stream classes that target or network broke off while they were in use, as far as no message counts
 * the same event: a connection that breaks fails its session and the messages under way. Their series are second looks
 * and no part of the totals; what failed on them is a failure of the service all the same.
 * @param service null: of all services
 */
export function brokenOff(measured: Measured, service: string | null): number {
  const services =
    service === null ? new Set(measured.plan.series.map((series) => series.service)) : [service];
  return [...services].reduce(
    (sum, name) => sum + brokenSockets(measured, name) + brokenReaders(measured, name),
    0,
  );
}

/** Of the WebSocket classes of a service. */
export function brokenSockets(measured: Measured, service: string): number {
  const sockets = measured.plan.scenarios.flatMap((scenario) =>
    scenario.kind === 'websocket' && scenario.service === service ? [scenario.series] : [],
  );
  const sessions = errorsOf(
    measured,
    sockets.map(({ session }) => session),
  );
  const messages = errorsOf(
    measured,
    sockets.flatMap(({ roundTrip, ping }) => [roundTrip, ping]),
  );
  return Math.max(0, sessions - messages);
}

function brokenReaders(measured: Measured, service: string): number {
  const gaps = measured.plan.scenarios.flatMap((scenario) =>
    scenario.kind === 'sse' && scenario.service === service ? [scenario.series.gap] : [],
  );
  return errorsOf(measured, gaps);
}

/**
 * Connections of stream classes, of every second in view, that target or network broke off in use, whatever else failed
 * with them. One event each, so whether most were broken does not depend on what was under way on them at that moment.
 */
export function brokenConnections({ plan, books }: Measured): number {
  const series = plan.scenarios.flatMap((scenario) =>
    scenario.kind === 'websocket'
      ? [scenario.series.session]
      : scenario.kind === 'sse'
        ? [scenario.series.gap]
        : [],
  );
  return [...new Set(series)].reduce<number>(
    (sum, index) => sum + (index === undefined ? 0 : (books[index]?.targetErrors ?? 0)),
    0,
  );
}

/** Connections of stream classes that were open at some time of the seconds in view, those that opened before included. */
export function usedConnections({ streams }: Pick<Measured, 'streams'>): number {
  return (['websocket', 'sse'] as const).reduce((sum, kind) => {
    const totals = streams.totals(kind);
    return totals === null ? sum : sum + totals.openBefore + totals.opened;
  }, 0);
}

/** Several classes of a service share their series. */
function errorsOf(measured: Measured, indexes: readonly (number | undefined)[]): number {
  const once = [...new Set(indexes)].filter((index) => index !== undefined);
  return countsOf(measured, once).targetErrors;
}
