import type { AppliedLoad } from './applied-load.ts';
import type { Expectation, Gate } from './plan.ts';
import type { BodySpec, CheckSpec, ExtractSpec } from './plan-steps.ts';
import type { ValueSpec } from './plan-values.ts';
import type { Profile } from './profile.ts';
import type { Purpose } from './run-state.ts';
import type { Series } from './series.ts';
import type { Threshold } from './threshold.ts';
import type { Bytes, Millis, PerSecond } from './units.ts';

/**
 * A plan made ready to run: every default filled in, every URL absolute, every endpoint numbered. Made by the plan
 * compiler from a plan file and overrides; posted as it is (structured clone) to each load thread, and stored with
 * the run. Holds references to secrets, never their values.
 */
export interface RunPlan {
  readonly version: 2;
  readonly name: string;
  readonly purpose: Purpose;
  readonly description: string;
  /** Seeds task choice, think times, values and Poisson arrivals: the same seed sends the same mix. */
  readonly seed: number;
  readonly services: readonly ServiceTarget[];
  /** What is measured, in table order; everything else names a series by its index here. */
  readonly series: readonly Series[];
  readonly scenarios: readonly Scenario[];
  /** What is applied as the run begins; its seconds tell what changes. */
  readonly load: readonly AppliedLoad[];
  readonly values: Readonly<Record<string, ValueSpec>>;
  readonly durationMs: Millis;
  /** Run but kept out of the figures; a prefix of `durationMs`. */
  readonly warmupMs: Millis;
  readonly limits: RunLimits;
  readonly thresholds: readonly Threshold[];
  readonly expectations: readonly Expectation[];
  readonly gate: Gate;
}

/** What the figures of a run depend on. Scenarios and values are the engine's: a run that is imported has none. */
export type MeasuredPlan = Omit<RunPlan, 'version' | 'seed' | 'scenarios' | 'values'>;

export interface ServiceTarget {
  readonly name: string;
  /** Origin and optional base path, no trailing slash: `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly healthPath: string | null;
}

export interface RunLimits {
  readonly requestTimeoutMs: Millis;
  readonly connectTimeoutMs: Millis;
  /**
   * Open requests at once over all threads, setups included; due requests beyond it are dropped and counted. Connections
   * of a stream class are none.
   */
  readonly maxInFlight: number;
  /** Body bytes on the wire, and after decoding. */
  readonly maxBodyBytes: Bytes;
  readonly maxHeaderBytes: Bytes;
  readonly followRedirects: number;
  /** Every user keeps the cookies it is given, and sends them back (RFC 6265); absent: none does. */
  readonly cookies?: boolean;
  readonly verifyTls: boolean;
  /** Refuse answers whose heads break HTTP/1.1 in ways that curl and browsers accept; absent: read them, and say so. */
  readonly strictHttp?: boolean;
  /** Caps of the guard, over all threads: requests, openings of streams and messages together; sockets of any kind. */
  readonly maxRatePerSecond: PerSecond;
  readonly maxConnections: number;
  /** Hosts outside loopback that the user named for this run; the engine checks the resolved address. */
  readonly allowedHosts: readonly string[];
  /** The run is not held to the caps of public hosts, so no connection may go to one, whatever a name turns into. */
  readonly refusePublic?: boolean;
}

export type Scenario = HttpScenario | StreamScenario;
/** A class of connections that are held, whatever their protocol. */
export type StreamScenario = WebSocketScenario | SseScenario;

interface ScenarioBase {
  /** Name of the user class. */
  readonly name: string;
  readonly service: string;
  readonly startAfterMs: Millis;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Who runs the setup, and how often; absent: each user, once. `shared`: once per run, before any user starts,
   * into what all its users on all threads see. `everyMs`: again after so long, between two tasks; null: never.
   */
  readonly setupPolicy?: { readonly shared: boolean; readonly everyMs: Millis | null };
}

/** Users (closed) or arrivals (open) that pick a task by weight and run its steps in order. */
export interface HttpScenario extends ScenarioBase {
  readonly kind: 'http';
  readonly baseUrl: string;
  readonly profile: Profile;
  readonly thinkTime: { readonly minMs: Millis; readonly maxMs: Millis };
  readonly connections: 'per-user' | 'shared' | 'new-each-time';
  /** Tasks each user runs before it ends; null: no limit. */
  readonly iterations: number | null;
  /** Tasks of all users, or arrivals, over all threads, after which the scenario ends; absent: no limit. */
  readonly totalIterations?: number;
  /** Run once per user (closed) or once per run (open) before the first task; see `setupPolicy`. */
  readonly setup: readonly HttpStep[];
  /** Where the setup steps go; absent: `baseUrl`. */
  readonly setupBaseUrl?: string | null;
  readonly tasks: readonly {
    readonly name: string;
    readonly weight: number;
    readonly steps: readonly HttpStep[];
  }[];
}

export interface HttpStep {
  readonly series: number;
  readonly method: string;
  /** Path and query (templates) relative to the base URL. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: BodySpec | null;
  readonly timeoutMs: Millis;
  /** Statuses that are no error. Empty: 200–399. */
  readonly expectStatus: readonly number[];
  readonly checks: readonly CheckSpec[];
  readonly extract: readonly ExtractSpec[];
  /**
   * Where the step is no request: what is opened at `path`. `timeoutMs` then bounds all that is waited for, the time
   * held is added to it; `series` is the connect time, or the time to the first event. Absent: a request.
   */
  readonly stream?: WebSocketStep | SseStep;
}

/** A WebSocket that is opened, spoken to, kept open for a while and closed. */
export interface WebSocketStep {
  readonly kind: 'websocket';
  /** Frames sent once after open, in order (templates). */
  readonly send: readonly string[];
  /** The frame that answers; checks and extraction see it. Null: none is waited for. */
  readonly until: { readonly pointer: string; readonly value: string | number | boolean } | null;
  readonly holdMs: Millis;
  readonly closeTimeoutMs: Millis;
  readonly maxMessageBytes: Bytes;
  /** Of the answer, where one is waited for; and from then to the end of the connection. */
  readonly series: { readonly roundTrip: number | null; readonly session: number };
}

/** An event stream that is opened, read for a while and closed. Checks and extraction see the first event. */
export interface SseStep {
  readonly kind: 'sse';
  /** Closed after so many events; null: by `holdMs` alone. */
  readonly events: number | null;
  /** Closed so long after its headers; null: by `events` alone. */
  readonly holdMs: Millis | null;
  /** Of the time to the headers; and from the first event to the end, where more than that is read. */
  readonly series: { readonly headers: number; readonly session: number | null };
}

/** Connections that open, subscribe, then each send messages on an open schedule of their own. */
export interface WebSocketScenario extends ScenarioBase {
  readonly kind: 'websocket';
  /** Absolute `ws:` or `wss:` URL template with query. */
  readonly url: string;
  /** Connections over time (closed model). */
  readonly profile: Profile;
  readonly subprotocols: readonly string[];
  /** Frames sent once after open, in order (templates). */
  readonly subscribe: readonly string[];
  /** The frame that confirms the subscription; absent or null: subscribed once the frames above are sent. */
  readonly confirm?: { readonly pointer: string; readonly value: string | number | boolean } | null;
  /** Application messages per second on each connection; 0: none. */
  readonly messageRatePerConnection: PerSecond;
  /** The frame to send (template); null: a protocol ping frame measures the round trip. */
  readonly message: string | null;
  /** `base64`: message and subscribe frames are base64 and are sent as binary frames. Absent: text. */
  readonly frames?: 'text' | 'base64';
  /** The first later frame whose JSON pointer has this value answers; null: the next frame. */
  readonly reply: { readonly pointer: string; readonly value: string | number | boolean } | null;
  /** Echoed field that ties an answer to its question; null: first answer to the oldest question. */
  readonly correlate: { readonly pointer: string } | null;
  /** Where in an incoming JSON frame its topic, type, sequence number and server send time stand. */
  readonly fields: {
    readonly topic: string;
    readonly type: string;
    readonly sequence: string | null;
    readonly sentAtMs: string | null;
  };
  readonly heartbeatMs: Millis;
  readonly closeTimeoutMs: Millis;
  readonly reconnect: { readonly policy: 'off' | 'after-close' | 'back-off'; readonly delayMs: Millis };
  readonly perMessageDeflate: boolean;
  readonly maxMessageBytes: Bytes;
  readonly setup: readonly HttpStep[];
  readonly setupBaseUrl: string | null;
  /**
   * Series of the connect time, of the application round trip, and of the protocol ping round trip. Where they are
   * there, also: from the 101 to the first message, and whole sessions, from the 101 to the end of the connection,
   * whose failures are the connections that broke.
   */
  readonly series: {
    readonly connect: number;
    readonly roundTrip: number;
    readonly ping: number;
    readonly firstMessage?: number;
    readonly session?: number;
  };
}

/** Event streams that open, are read for a while, and end or reconnect. */
export interface SseScenario extends ScenarioBase {
  readonly kind: 'sse';
  readonly url: string;
  /** Streams over time (closed model). */
  readonly profile: Profile;
  /** How long each stream is read before it is closed and, after think time, opened again; null: to the end. */
  readonly holdMs: Millis | null;
  readonly thinkTime: { readonly minMs: Millis; readonly maxMs: Millis };
  readonly idleTimeoutMs: Millis;
  readonly maxReconnects: number;
  readonly setup: readonly HttpStep[];
  readonly setupBaseUrl: string | null;
  /** Series of the time to the first event (graded), to the headers, and of the gap between events. */
  readonly series: { readonly firstEvent: number; readonly headers: number; readonly gap: number };
}
