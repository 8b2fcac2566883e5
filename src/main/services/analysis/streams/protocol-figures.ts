import type { SeriesRole } from '../../../../contract/series.ts';
import type { Distribution } from '../../../../contract/summary.ts';
import type { LaneSecond, SecondTimes, StreamPhase } from '../../../../contract/summary-streams.ts';
import type { StreamSecond } from '../../../../contract/tick.ts';
import type { StreamTotals } from './stream-totals.ts';

/** What the stream classes of one protocol did in a second: what their part of its row is made of. */
export interface ProtocolSecond {
  /** What every such part has. */
  readonly counts: ReturnType<typeof sumStreams> & { readonly lanes: LaneSecond[] };
  sum(name: Count): number;
  /** The latency of a role in the second. */
  times(role: SeriesRole): SecondTimes;
  deliveryLag(): SecondTimes;
  /** What stands for the round trip. */
  readonly roundTrip: SeriesRole;
}

/** The same of a run: what their part of the document is made of. */
export interface ProtocolRun {
  readonly totals: StreamTotals;
  /** What every such part has. */
  readonly counts: {
    readonly openAtStart: number;
    readonly attempted: number;
    readonly opened: number;
    readonly failed: number;
    readonly unanswered: number;
    readonly closed: number;
    readonly reconnects: number;
    readonly closedBy: Record<string, number>;
    readonly topics: { topic: string; count: number; bytes: number }[];
  };
  /** Of the connections of the classes, as the counts: what tasks open in their steps has rows of its own. */
  times(role: SeriesRole): Distribution;
  readonly sequenced: boolean;
  readonly stamped: boolean;
  /** See `openPercent`; null while the run goes on. */
  openPercent(): number | null;
  /** While the plan opens connections, and while it does not. */
  phases(): { opening: StreamPhase; steady: StreamPhase };
}

/** The counts of several streams together. */
export function sumStreams(streams: readonly StreamSecond[]) {
  const state = (name: keyof StreamSecond['states']) =>
    streams.reduce((sum, stream) => sum + stream.states[name], 0);
  return {
    connections: {
      handshaking: state('handshaking'),
      open: state('open'),
      subscribed: state('subscribed'),
      closing: state('closing'),
    },
    attempted: sumOf(streams, 'attempted'),
    opened: sumOf(streams, 'opened'),
    failed: sumOf(streams, 'failed'),
    closed: sumOf(streams, 'closed'),
    reconnects: sumOf(streams, 'reconnects'),
    messagesIn: sumOf(streams, 'messagesIn'),
    messagesOut: sumOf(streams, 'messagesOut'),
  };
}

/** A count of a second of a stream. */
type Count = {
  [Key in keyof StreamSecond]-?: StreamSecond[Key] extends number ? Key : never;
}[keyof StreamSecond];

export function sumOf(streams: readonly StreamSecond[], name: Count): number {
  return streams.reduce((sum, stream) => sum + stream[name], 0);
}
