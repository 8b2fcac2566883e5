import { noCounts, noStates, noStreamFlows } from '../../../../contract/counts.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { RunSecond, SeriesCounts, StreamSecond } from '../../../../contract/tick.ts';
import type { SecondIndex } from '../../../../contract/units.ts';

/** What grades of a part of a run take of its plan. */
export type CarriedPlan = Pick<MeasuredPlan, 'thresholds' | 'load' | 'durationMs'>;

/** What they take of a second beside its histograms, as JSON. Members that are absent: as in most seconds. */
export interface CarriedSecond {
  readonly second: SecondIndex;
  readonly lengthUs?: number;
  /** Of each series, see `oddities`: how far its counts are from the usual; absent: all of them are usual. */
  readonly odd?: readonly (readonly number[])[];
  readonly ok: readonly number[];
  readonly load?: RunSecond['load'];
  readonly afterPlan?: RunSecond['afterPlan'];
  readonly streams?: readonly CarriedStream[];
}

type CarriedStream = Pick<StreamSecond, 'scenario' | 'states' | 'attempted' | 'opened' | 'failed'>;

const SECOND_US = 1_000_000;

/** A second, its rejections judged. @param series of the plan */
export function carriedSecond(second: RunSecond, series: number): CarriedSecond {
  const { lengthUs, load = [], afterPlan, streams } = second;
  const counts = Array.from({ length: series }, noCounts);
  for (const row of second.series) counts[row.series] = row.counts;
  const odd = counts.map(oddities);
  return {
    second: second.second,
    ...(lengthUs !== SECOND_US && { lengthUs }),
    ok: counts.map(({ ok }) => ok),
    ...(odd.some((one) => one.some((number) => number !== 0)) && { odd }),
    ...(load.length > 0 && { load }),
    ...(afterPlan !== undefined && { afterPlan }),
    ...(streams.length > 0 && { streams: streams.map(carriedStream) }),
  };
}

/** Usually what succeeded was sent and planned in the same second, and nothing failed. */
function oddities({ ok, errors, targetErrors, sent, planned }: SeriesCounts): number[] {
  return [errors, errors - targetErrors, sent - ok - errors, planned - sent];
}

function carriedStream({ scenario, states, attempted, opened, failed }: StreamSecond): CarriedStream {
  return { scenario, states, attempted, opened, failed };
}

/** What `carriedSecond` made of a second, but what grades do not read: of that, nothing. */
export type GradedSecond = Pick<RunSecond, 'second' | 'lengthUs' | 'streams' | 'load' | 'afterPlan'> & {
  /** By series. */
  readonly counts: readonly SeriesCounts[];
};

export function gradedSecond(carried: CarriedSecond): GradedSecond {
  const { second, lengthUs = SECOND_US, ok, odd = [], load = [], afterPlan, streams = [] } = carried;
  return {
    second,
    lengthUs,
    load,
    ...(afterPlan !== undefined && { afterPlan }),
    streams: streams.map((stream) => ({ ...NO_STREAM, ...stream })),
    counts: ok.map((count, series) => countsOf(count, odd[series])),
  };
}

const NO_STREAM = {
  ...noStreamFlows(),
  scenario: '',
  states: noStates(),
  closedBy: {},
  topics: {},
  deliveryLag: null,
};

function countsOf(
  ok: number,
  [errors = 0, others = 0, sentMore = 0, plannedMore = 0]: readonly number[] = [],
): SeriesCounts {
  const sent = ok + errors + sentMore;
  const planned = sent + plannedMore;
  return { ...noCounts(), ok, errors, targetErrors: errors - others, sent, planned };
}
