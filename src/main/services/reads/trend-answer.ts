import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { Trend } from '../../../contract/trend.ts';
import type { ArgumentOf } from '../../../contract/wire.ts';
import type { TrendRow } from '../../storage/run-history.ts';
import type { RunReader } from '../../storage/run-reader.ts';
import { trendOf } from '../compare/history/trend.ts';

/** A figure over the runs of a filter; of one plan with its baselines, wherever their runs lie in time. */
export function trendAnswer(
  { runs, history, baselines }: RunReader,
  { figure, ...filter }: ArgumentOf<'history.trend'>,
): Trend {
  const place = { service: filter.service ?? null, endpoint: filter.endpoint ?? null };
  const rows = history.trend(filter, place).map((row) => ({ ...row, name: hideInAddresses(row.name) }));
  const last = rows.at(-1)?.runId;
  const { plan } = filter;
  const standing = baselines
    .list()
    .filter((one) => one.plan === plan && one.removedAt === null && !one.isDamaged)
    .map(({ name, sessions }) => ({ name, runIds: sessions.flatMap(({ runIds }) => runIds) }));
  const found = new Map(rows.map((row) => [row.runId, row]));
  const isAnyElsewhere = standing.some(({ runIds }) => runIds.some((runId) => !found.has(runId)));
  const elsewhere = isAnyElsewhere ? history.trend({ plan }, place) : [];
  for (const row of elsewhere) found.set(row.runId, row);
  return trendOf({
    ...place,
    figure,
    rows,
    thresholds: last === undefined ? [] : (runs.get(last)?.plan.thresholds ?? []),
    baselines: standing.map(({ name, runIds }) => ({ name, rows: inTime(runIds, found) })),
    findings: last === undefined ? [] : history.findings(last),
    unread: history.withoutFigures(filter).length,
  });
}

function inTime(runIds: readonly string[], found: ReadonlyMap<string, TrendRow>): TrendRow[] {
  return runIds
    .flatMap((runId) => found.get(runId) ?? [])
    .sort((one, other) => one.startedAt - other.startedAt);
}
