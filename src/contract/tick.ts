import type { LoadChange } from './applied-load.ts';
import type { Failure } from './failure.ts';
import type { Gauge } from './gauges.ts';
import type { RunCap } from './run-caps.ts';
import type { StartSlot } from './start-counts.ts';
import type { SteeringLogEntry } from './steering.ts';
import type { FiredRule } from './stop-rule.ts';
import type { Bytes, Micros, SecondIndex } from './units.ts';
import type { WatchedSecond } from './watch.ts';

/**
 * One second of one series, as counted. An event belongs to the second in which it happens; what is still under
 * way at the end of the second is carried by the two gauges, so the books balance exactly in every second:
 *
 *     planned + waiting(before) = sent + dropped + cancelled + waiting
 *     sent + inFlight(before)   = ok + errors + inFlight
 */
export interface SeriesCounts {
  /** Due in this second by the plan (open), or started by a user (closed). */
  planned: number;
  sent: number;
  ok: number;
  /** All failures, of every side. */
  errors: number;
  /** Failures of the target or the network: the graded ones. */
  targetErrors: number;
  dropped: number;
  cancelled: number;
  /** Gauge at the end of the second: due, not yet sent. */
  waiting: number;
  /** Gauge at the end of the second: sent, not yet ended. In the last second: open at stop. */
  inFlight: number;
  bytesIn: Bytes;
  bytesOut: Bytes;
  newConnections: number;
  reusedConnections: number;
}

/** What the time of a request is made of, in order. `send`: until the last byte of a request that takes more than one write has left. */
export const PHASES = ['queued', 'dns', 'connect', 'tls', 'send', 'wait', 'receive'] as const;
export type Phase = (typeof PHASES)[number];

export const HISTOGRAM_NAMES = ['response', 'service', 'failed', ...PHASES] as const;
export type HistogramName = (typeof HISTOGRAM_NAMES)[number];

/**
 * Histograms of a series in a second, encoded, in microseconds; null where nothing was recorded.
 * `response` and `service` hold successes; `failed` holds service times of failures. Phases hold successes.
 */
export type SeriesHistograms = Record<HistogramName, Uint8Array | null>;

export interface SeriesSecond {
  readonly series: number;
  readonly counts: SeriesCounts;
  readonly histograms: SeriesHistograms;
}

/** Of a response, its head and the beginning of its body are each kept up to this size, in UTF-8. */
export const MAX_ANSWER_PART_BYTES: Bytes = 2_048;
/** Kept requests of a second, over all series and threads. */
export const MAX_EXEMPLARS = 200;
/** What the kept answers of a second have in all, at most: room for 64 of the largest. */
export const MAX_ANSWER_BYTES: Bytes = 262_144;

/**
 * What came back where something failed, for people: text only, without the values of credentials.
 * | of           | head                            | body                           | note                              |
 * |--------------|---------------------------------|--------------------------------|-----------------------------------|
 * | HTTP, SSE    | status line and headers         | the beginning, decoded         | what is missing of it, or why     |
 * | a handshake  | the same                        | the same                       | the same                          |
 * | a WebSocket  | the close frame                 | the last message before it     | the same                          |
 */
export interface Answer {
  /** Empty: none came. */
  readonly head: string;
  readonly body: string;
  /** Empty: nothing to be said. */
  readonly note: string;
}

/** One request kept with its exchange, as an example. Times are microseconds since the start of the run; null: not reached. */
export interface KeptRequest {
  readonly series: number;
  readonly thread: number;
  readonly intendedUs: Micros | null;
  readonly startedUs: Micros;
  readonly dnsUs: Micros | null;
  readonly connectUs: Micros | null;
  readonly tlsUs: Micros | null;
  readonly sentUs: Micros | null;
  readonly firstByteUs: Micros | null;
  readonly endedUs: Micros;
  readonly reused: boolean;
  readonly status: number | null;
  readonly method: string;
  readonly url: string;
  readonly code: string | null;
  /** Of the load thread, as in `LightRequest`; absent: stored before connections were numbered. */
  readonly connection?: number;
  /** Request line and headers as they were sent; absent: not kept. */
  readonly asked?: string;
  /** Of a failure, the first of its code in ten seconds, and of the slowest; absent where nothing came. */
  readonly answer?: Answer;
}

/** Failures of one code on one series within a second, with one example; rejections apart by credential. */
export interface FailureCount {
  readonly series: number;
  readonly failure: Failure;
  /**
   * Of `auth.rejected`: the key of the credential that was rejected, as in `AcceptedCredential`; of `setup.failed`: by which
   * the setup was. Absent: it is not known, or the second was stored before keys were.
   */
  readonly credential?: string;
  readonly count: number;
  /** Microseconds since the start of the run. */
  readonly firstUs: Micros;
  readonly lastUs: Micros;
}

/**
 * A credential that a service let in. Whose fault a rejection is follows from the whole run: of a credential that this
 * service accepted at any time of it, the target's; of any other, the test's.
 */
export interface AcceptedCredential {
  readonly service: string;
  /**
   * A short hash under a salt that is thrown away with the run: equal keys of one run are equal credentials, and a key
   * tells nothing more, to nobody. `none:N`: series N was asked without any; `others:…`: of many that are not kept apart.
   */
  readonly credential: string;
}

/** The event loop of a load thread stood still for longer than 20 ms: since when, since the start of the run. */
interface LoopBlock {
  readonly thread: number;
  readonly atUs: Micros;
  readonly lengthUs: Micros;
}

/**
 * The life of a connection or stream:
 *
 *     handshaking → open → subscribed → closing → closed        handshaking → failed
 *
 * Steps may be left out; a connection that comes back begins again with `handshaking`. Of an event stream, `open` has
 * its headers and `subscribed` its first event.
 */
export const LANE_STATES = ['handshaking', 'open', 'subscribed', 'closing', 'closed', 'failed'] as const;
export type LaneState = (typeof LANE_STATES)[number];

/** At most so many connections of a scenario are followed one by one, over all threads. */
export const MAX_LANES = 20;
/** At most so many changes of one connection are told per second; what a storm does beyond them is left out. */
export const MAX_LANE_CHANGES = 20;

/** One connection in one second, of the few that are followed. */
export interface StreamLane {
  /** Number of the connection within its scenario, over all threads. */
  readonly connection: number;
  /** Changes of state within the second, in order. An end carries its cause, as in `closedBy`; else `''`. */
  readonly changes: readonly {
    /** Microseconds since the start of the run. */
    readonly atUs: Micros;
    readonly to: LaneState;
    readonly cause: string;
  }[];
  readonly messagesIn: number;
  readonly messagesOut: number;
  /** The slowest answer (of an event stream: the longest gap) that ended in the second; null: none did. */
  readonly slowestUs: Micros | null;
}

/** One second of one WebSocket or SSE scenario. Gauges first (sums agree with attempted), then counts. */
export interface StreamSecond {
  readonly scenario: string;
  readonly states: Record<Exclude<LaneState, 'closed' | 'failed'>, number>;
  /** Counts within this second. */
  attempted: number;
  opened: number;
  failed: number;
  closed: number;
  reconnects: number;
  /** How long those that ended in this second had been open, together; absent in seconds of before it was measured. */
  openUs?: Micros;
  messagesIn: number;
  messagesOut: number;
  missed: number;
  /** Messages whose sequence number had come before; events whose id their reader had seen shortly before. */
  duplicates: number;
  outOfOrder: number;
  /**
   * How attempts and connections ended, by cause; the sum is `failed` + `closed`. `clean`: closed by us as planned.
   * `cut`: cut off by our stop. `unanswered`: cut off by it before the attempt was answered. `ended`: an event stream that the service ended in order, after at least one event. Else the code of the failure, with the status behind `ws.handshake_status.`, or
   * `ws.closed.N` where the peer closed with code N.
   */
  readonly closedBy: Record<string, number>;
  /** Messages by `topic` or, without one, by type. */
  readonly topics: Record<string, { count: number; bytes: Bytes }>;
  /** Server send time to our receipt, where the server stamps messages; encoded microseconds. */
  readonly deliveryLag: Uint8Array | null;
  /** Of the followed connections those that something happened to; absent: none is followed. */
  readonly lanes?: readonly StreamLane[];
}

/** Of the counts of a series in a second, what came after the plan's end. */
export interface LateCounts extends Readonly<Pick<SeriesCounts, 'sent' | 'ok' | 'errors' | 'targetErrors'>> {
  readonly series: number;
}

/**
 * The plan's end, told in the second it falls into: when it was, and what of the second came after it. A stop ends the
 * plan where it comes. Absent where the plan ended with a whole second and nothing came late in it, and in seconds
 * stored before it was told.
 */
export interface AfterPlan {
  /** When the plan ended, microseconds since the start of the run. */
  readonly atUs: Micros;
  readonly late: readonly LateCounts[];
}

/** Answers of a series within a second that have something in common. */
interface AnswerCount {
  readonly series: number;
  readonly count: number;
}

/** Those that came by a redirect that was followed, or were one that was not. */
export type RedirectCount = AnswerCount;

/**
 * What is odd about an answer that was read all the same: three ways to break HTTP/1.1 that curl and browsers accept, a final
 * answer that came while its request was still being sent, a cookie that was set although the users of the plan keep none, and
 * an encoded body that nobody reads and that was not decoded, for too many of them came at once.
 */
export const IRREGULARITIES = [
  'bare_lf',
  'length_and_chunked',
  'same_length_twice',
  'early_answer',
  'cookie_ignored',
  'not_decoded',
] as const;
export type Irregularity = (typeof IRREGULARITIES)[number];

/** Answers of a series within a second that were irregular in one way; an answer may be so in several. */
export interface IrregularCount extends AnswerCount {
  readonly kind: Irregularity;
}

/** What is told of a second, by one thread or by all. */
interface SecondReport {
  readonly second: SecondIndex;
  readonly users: number;
  readonly series: readonly SeriesSecond[];
  readonly failures: readonly FailureCount[];
  readonly exemplars: readonly KeptRequest[];
  /** Credentials that a thread saw accepted for the first time in this second; absent: none. */
  readonly accepted?: readonly AcceptedCredential[];
  /** Absent: none, or the second was stored before they were counted. */
  readonly redirected?: readonly RedirectCount[];
  /** Absent: none, or the second was stored before they were counted. */
  readonly irregular?: readonly IrregularCount[];
  readonly afterPlan?: AfterPlan;
  readonly streams: readonly StreamSecond[];
  /** What was watched beside the series: the load threads and the machine, or whatever else has a name. */
  readonly gauges: readonly Gauge[];
  readonly blocks: readonly LoopBlock[];
  /** Caps of the run that something due waited for in it, or was dropped by; absent: none, or stored before they were told. */
  readonly waitedFor?: readonly RunCap[];
  /** Starts of a search of capacity that became known in this second, in order; absent: none. */
  readonly starts?: readonly StartSlot[];
  /** Requests kept as figures, encoded as in `light-requests.ts`; absent: none, or stored before any were kept. */
  readonly light?: Uint8Array;
}

/** What one load thread reports for one second. */
export interface ThreadTick extends SecondReport {
  readonly thread: number;
  /** True on the last tick of this thread; `second` may then be partly elapsed. */
  readonly last: boolean;
  /** On the last tick: slots of `starts` after those that were told had begun, and were not known; absent: none. */
  readonly startsCut?: true;
}

/** The ticks of all threads for one second, merged: what is stored and what every figure is computed from. */
export interface RunSecond extends SecondReport {
  /** Length actually covered: 1,000,000 but for the last second. */
  readonly lengthUs: Micros;
  /** What was changed of the load that is applied; absent: nothing. */
  readonly load?: readonly LoadChange[];
  /** Who changed it, and what they wanted; absent: nobody did. */
  readonly steered?: readonly SteeringLogEntry[];
  /** Why the load that a search of capacity ordered before it is not applied; absent: it is, or none was ordered. */
  readonly refusedOrder?: Failure;
  /** What watches of the target told since the second before, of this second and of earlier ones; absent: nothing. */
  readonly watched?: readonly WatchedSecond[];
  /** Stop rules whose window it filled; absent: none. */
  readonly firedRules?: readonly FiredRule[];
}
