import type { Scope } from '../../../../contract/area.ts';
import type { LightRequest } from '../../../../contract/light-requests.ts';
import type { TraceNames } from '../../../../contract/plan.ts';
import type { RequestDetail, RequestRow } from '../../../../contract/request-rows.ts';
import { type KeptRequest, PHASES } from '../../../../contract/tick.ts';
import type { Micros } from '../../../../contract/units.ts';
import { BucketCounts } from '../../../../workers/engine/measure/bucket-counts.ts';
import { nearestRank } from '../../../../workers/engine/measure/nearest-rank.ts';
import { curlCommand } from './curl-command.ts';
import { histogramOf, isPhaseOf, type ReadableRun } from './readable-run.ts';
import { keptOf, rowOf } from './request-list.ts';
import { countedFrom } from './rest-of-run.ts';
import { traceOf } from './trace-of.ts';

/** So many of each side are shown of what travelled on a connection before and after a request. */
const NEIGHBOURS = 20;

const QUEUED = PHASES.indexOf('queued');

export type Medians = Pick<RequestDetail, 'medianUs' | 'medianPhasesUs'>;

/** A kept request beside the median of its endpoint and what travelled on its connection. */
export function requestDetail(
  run: ReadableRun,
  {
    row,
    request,
    clock = 'intended',
    exchange,
    trace,
    medians = mediansOf(run, request.series, clock),
  }: {
    readonly row: RequestRow;
    readonly request: Pick<LightRequest, 'series' | 'phasesUs'>;
    /** That of the row. */
    readonly clock?: Scope['clock'] | undefined;
    readonly exchange: KeptRequest | null;
    readonly trace: TraceNames | undefined;
    /** Those of its endpoint by the same clock, where they are known already. */
    readonly medians?: Medians | undefined;
  },
): RequestDetail {
  return {
    row,
    queuedUs: request.phasesUs[QUEUED] ?? 0,
    exchange,
    ...medians,
    neighbours: row.connection === '' ? [row] : neighboursOf(run, row, clock),
    curl: exchange === null ? null : curlCommand(exchange),
    trace: exchange === null ? null : traceOf(exchange, trace),
  };
}

/** Of each phase over all successes that count: those that had none of it took no time in it. */
export function mediansOf(run: ReadableRun, series: number, clock: Scope['clock']): Medians {
  const span = { from: countedFrom(run.asked.plan, series), to: run.seconds - 1 };
  const counts = new BucketCounts();
  run.addTo(counts, series, histogramOf(clock), span);
  const { count } = counts;
  const medianUs = counts.percentile(50);
  const medianPhasesUs = PHASES.map((phase): Micros => {
    if (!isPhaseOf(clock, phase)) return 0;
    counts.clear();
    run.addTo(counts, series, phase, span);
    const rank = nearestRank(Math.max(1, count), 50) - Math.max(0, count - counts.count);
    return rank < 1 || counts.count === 0 ? 0 : (counts.percentile((100 * rank) / counts.count) ?? 0);
  });
  return { medianUs, medianPhasesUs };
}

function neighboursOf(run: ReadableRun, row: RequestRow, clock: Scope['clock']): RequestRow[] {
  const [thread, connection] = row.connection.split('.').map(Number);
  const rows: RequestRow[] = [];
  for (const { second, cursor } of keptOf(run)) {
    if (cursor.connection === connection && cursor.thread === thread)
      rows.push(rowOf(run, second, cursor, clock));
  }
  rows.sort((a, b) => a.startedUs - b.startedUs);
  const own = rows.findIndex(({ id }) => id === row.id);
  return rows.slice(Math.max(0, own - NEIGHBOURS), own + NEIGHBOURS + 1);
}
