import type { AppliedLoad } from './applied-load.ts';
import type { CapacitySearchPlan } from './capacity-search.ts';
import type { Expectation, Gate, TraceNames } from './plan.ts';
import type { ValueSpec } from './plan-values.ts';
import type { Profile } from './profile.ts';
import type { RequestStep } from './protocols/http.ts';
import type { ScenarioBase } from './protocols/protocol.ts';
import type { StreamScenario, StreamStep } from './protocols/protocols.ts';
import type { Purpose } from './run-state.ts';
import type { Series } from './series.ts';
import type { StopRule } from './stop-rule.ts';
import type { Threshold } from './threshold.ts';
import type { Bytes, Millis, PerSecond } from './units.ts';
import type { Watch } from './watch.ts';

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
  /** How its breaking point is found: it lasts while the load does. Absent: as runs of before were judged, by five seconds. */
  readonly breakingPoint?: 'lasting';
  /** What ends it or holds its load while it goes on; absent: nothing does. */
  readonly stopRules?: readonly StopRule[];
  /** Absent: requests name no trace. */
  readonly trace?: TraceNames;
  /** What is watched of its targets, once a second; absent: nothing. */
  readonly watches?: readonly Watch[];
  /** Its load is ordered by a search while it goes on; absent: by its profiles. */
  readonly capacity?: CapacitySearchPlan;
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

export type { StreamScenario };
export type Scenario = HttpScenario | StreamScenario;

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
  /** Where the setup steps go; absent: `baseUrl`. */
  readonly setupBaseUrl?: string | null;
  readonly tasks: readonly {
    readonly name: string;
    readonly weight: number;
    readonly steps: readonly HttpStep[];
  }[];
}

/** All steps of a scenario: those of its setup, then those of its tasks. */
export function stepsOf(scenario: Scenario): readonly HttpStep[] {
  return [...scenario.setup, ...taskSteps(scenario)];
}

/** The steps of its tasks, one task after the other. */
export function taskSteps(scenario: Scenario): readonly HttpStep[] {
  return scenario.kind === 'http' ? scenario.tasks.flatMap(({ steps }) => steps) : [];
}

/** A step of a task. */
export interface HttpStep extends RequestStep {
  /**
   * Where the step is no request: what is opened at `path`. `timeoutMs` then bounds all that is waited for, the time
   * held is added to it; `series` is the first thing that is waited for. Absent: a request.
   */
  readonly stream?: StreamStep;
}
