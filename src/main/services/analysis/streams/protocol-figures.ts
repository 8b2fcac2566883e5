import {
  addStates,
  addStreamFlows,
  noStates,
  noStreamFlows,
  type StreamFlows,
} from '../../../../contract/counts.ts';
import type { PartKey, PartOf } from '../../../../contract/protocols/document-part.ts';
import type { SeriesRole } from '../../../../contract/series.ts';
import type { Distribution } from '../../../../contract/summary.ts';
import type { LaneSecond, SecondTimes, StreamPhase } from '../../../../contract/summary-streams.ts';
import type { StreamSecond } from '../../../../contract/tick.ts';
import type { StreamTotals } from './stream-totals.ts';

/** What the stream classes of one protocol did in a second: what their part of its row is made of. */
export interface ProtocolSecond {
  /** What every such part has. */
  readonly counts: Omit<ReturnType<typeof sumStreams>, keyof OrderCounts> & { readonly lanes: LaneSecond[] };
  /** What numbered messages show. */
  readonly order: OrderCounts;
  /** The latency of a role in the second. */
  times(role: SeriesRole): SecondTimes;
  deliveryLag(): SecondTimes;
  /** What stands for the round trip. */
  readonly roundTrip: SeriesRole;
}

type OrderCounts = Pick<StreamFlows, 'missed' | 'duplicates' | 'outOfOrder'>;

/** The same of a run: what their part of the document is made of. */
export interface ProtocolRun {
  readonly totals: StreamTotals;
  /** What every such part has. */
  readonly counts: Pick<
    PartOf<PartKey>,
    | 'openAtStart'
    | 'attempted'
    | 'opened'
    | 'failed'
    | 'unanswered'
    | 'closed'
    | 'reconnects'
    | 'closedBy'
    | 'topics'
  >;
  /** Of the connections of the classes, as the counts: what tasks open in their steps has rows of its own. */
  times(role: SeriesRole): Distribution;
  readonly sequenced: boolean;
  readonly stamped: boolean;
  /** See `openPercent`; null while the run goes on. */
  openPercent(): number | null;
  /** While the plan opens connections, and while it does not. */
  phases(): { opening: StreamPhase; steady: StreamPhase };
}

/** The counts of several streams together, and how many are in each state. */
export function sumStreams(streams: readonly StreamSecond[]) {
  const sum = { ...noStreamFlows(), connections: noStates() };
  for (const stream of streams) {
    addStreamFlows(sum, stream);
    addStates(sum.connections, stream.states);
  }
  return sum;
}
