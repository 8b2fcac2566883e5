import type { AddressRequest } from './address-request.ts';
import type { Threshold } from './threshold.ts';

/** What a plan will do, before it does it. */
export interface PlanPreview {
  readonly name: string;
  readonly sentences: readonly string[];
  readonly warnings: readonly string[];
  readonly durationMs: number;
  /** Tasks that end it, at `durationMs` at the latest; absent: time ends it. */
  readonly iterations?: number;
  /** The load as it would run with the overrides given, for the fields of a form; absent where it has no such number. */
  readonly load?: {
    readonly users?: number;
    readonly spawnRate?: number;
    readonly rate?: number;
    readonly connections?: number;
    readonly messageRate?: number;
    readonly warmupMs?: number;
  };
  readonly endpoints: readonly {
    service: string;
    endpoint: string;
    protocol: string;
    sharePercent: number;
  }[];
  /** Where everything the run sends goes; nothing is sent anywhere else, redirects aside. */
  readonly targets: readonly { service: string; url: string }[];
  /** What is watched of them, by what it is called, and where it is read; absent: nothing. */
  readonly watches?: readonly { watch: string; source: string }[];
  /** What will be graded: those of the plan and of a suite it uses, one for each endpoint; none: nothing will be. */
  readonly thresholds: readonly Threshold[];
  /** Of the warnings, those about what no threshold will grade. */
  readonly ungraded: readonly string[];
  /** Of the sentences, that on what is watched: a page of metrics is asked for once a second. Absent: nothing is. */
  readonly watched?: string;
}

/** Requests as *Test a URL* takes them. */
export interface ReadCurl {
  readonly requests: readonly { readonly url: string; readonly request: AddressRequest }[];
  /** What was not imported, one sentence each. */
  readonly notes: readonly string[];
}
