import type { Side } from '../../../../contract/failure.ts';
import type { SeriesRole } from '../../../../contract/series.ts';
import type { StopRule } from '../../../../contract/stop-rule.ts';
import type { ErrorRow, ShownPlace, Summary, Trust } from '../../../../contract/summary.ts';
import type { GradeRow } from '../../../../contract/threshold.ts';
import type { Irregularity, Phase } from '../../../../contract/tick.ts';
import type { Millis, PerSecond } from '../../../../contract/units.ts';
import type { NamedCause } from '../../../../contract/why.ts';
import type { FailingSpell } from '../causes/failing-spells.ts';
import type { LoadUnit, TraceSecond, TraceWindow } from '../seconds/load-trace.ts';
import type { TargetFacts } from '../target/target-looks.ts';
import type { FailedSetup } from './failed-setup.ts';

export type Finding = Summary['findings'][number];

/** Failures of one code on one endpoint over the measured seconds. */
export interface FailureFact {
  readonly service: string;
  readonly endpoint: string;
  readonly role: SeriesRole;
  /** Part of the totals; false: a second look at something counted elsewhere, such as how a connection ended. */
  readonly inTotals: boolean;
  readonly code: string;
  readonly side: Side;
  readonly count: number;
  /** Of these, in seconds in which the load generator was not disturbed. */
  readonly trusted: number;
  /** Of these, refused although they presented no credential. */
  readonly bare: number;
  /** Of a refusal: how another credential is set than the one it presents; null where the plan does not say. */
  readonly credentialHint: string | null;
  /** Milliseconds since run start. */
  readonly firstMs: Millis;
  readonly lastMs: Millis;
}

/** Percentiles of a time with at least ten samples beyond them; null without. */
export interface TimeFact {
  readonly mean: Millis | null;
  readonly p50: Millis | null;
  readonly p95: Millis | null;
  readonly p99: Millis | null;
}

/** An endpoint that is part of the totals. */
export interface EndpointFact {
  readonly service: string;
  readonly endpoint: string;
  readonly role: SeriesRole;
  readonly ok: number;
  /** Failures that count: of the target and the network. */
  readonly failed: number;
  /** Failures that do not. */
  readonly leftOut: number;
  /** Answers that came by a redirect, or were one. */
  readonly redirected: number;
  readonly redirectedFromMs: Millis;
  /** Answers that were irregular, by way. */
  readonly irregular: Readonly<Partial<Record<Irregularity, number>>>;
  /** Of successes in seconds in which the load generator was not disturbed. */
  readonly serviceTime: TimeFact;
  /** Mean time of failures, in the same seconds. */
  readonly failedMeanMs: Millis | null;
  readonly phases: Readonly<Record<Phase, TimeFact>>;
}

/** From its last success to the end, everything a service was asked failed. */
export interface SilenceFact {
  readonly service: string;
  readonly sinceMs: Millis;
  /** When the first of these failed: the second of the last success is not among them. */
  readonly fromMs: Millis;
  readonly failed: number;
  /** Of these, no answer came at all: refused, broken off or out of time. */
  readonly unanswered: number;
  /** Of these, out of time. */
  readonly late: number;
  /** What was sent in the seconds after its last success: none, and nobody knows whether it would have been answered. */
  readonly sent: number;
}

/** The seconds in which a service answered 429. */
export interface RateLimitFact {
  readonly service: string;
  readonly refused: number;
  readonly finished: number;
  readonly okPerSecond: PerSecond;
}

/** How HTTP connections came and went, over seconds in which the load generator was not disturbed. */
export interface ConnectionFact {
  readonly opened: number;
  readonly reused: number;
  /** The most that can have been needed at once. */
  readonly needed: number;
  /** Requests that failed, and took their connection with them. */
  readonly broken: number;
  /** The plan asks for a new connection each time, or lets them idle so long that either side may close them. */
  readonly planned: boolean;
}

/** The seconds before the figures begin. */
export interface WarmupFact {
  readonly seconds: number;
  readonly finished: number;
  readonly failed: number;
  readonly time: TimeFact;
}

/** What the streams of a service carried. */
export interface StreamFact {
  readonly service: string;
  /** In the seconds in view, or before them and still open then. */
  readonly opened: number;
  readonly reconnects: number;
  /** Of event streams, in percent of the time for which the plan wants them open; null: not known, or the plan closes them. */
  readonly openPercent: number | null;
  readonly messagesIn: number;
  readonly missed: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  /** Events are known again by their ids, messages by the numbers they carry. */
  readonly isEvents?: boolean;
  /** How attempts and connections ended: cause and count. */
  readonly closedBy: readonly (readonly [cause: string, count: number])[];
}

/** What sets slow requests of the whole run apart, and endpoints that failed for a while. */
export interface RunCauses {
  /** Most telling first. */
  readonly slow: readonly NamedCause[];
  readonly failing: readonly FailingSpell[];
}

/** Of a run that goes on, a part of one, or one that kept no requests: nobody has looked. */
export const NO_CAUSES: RunCauses = { slow: [], failing: [] };

/** All that a finding may rest on. */
export interface Facts {
  /** The run passes, and not only because its plan has no gate: good signs may be said. */
  readonly passed: boolean;
  readonly trust: Pick<Trust, 'verdict' | 'sentence' | 'reasons'>;
  readonly grades: readonly GradeRow[];
  readonly endpoints: readonly EndpointFact[];
  readonly failures: readonly FailureFact[];
  /** Over every second, as the books beside them. */
  readonly errors: readonly ErrorRow[];
  /** Successes, failures that count and failures that do not, over the measured seconds. */
  readonly ok: number;
  readonly failed: number;
  readonly leftOut: number;
  /** What the plan watches while it runs. */
  readonly stopRules: readonly StopRule[];
  readonly seconds: readonly TraceSecond[];
  readonly windows: readonly TraceWindow[];
  /** A breaking point was looked for, and found. */
  readonly broke: boolean;
  readonly loadUnit: LoadUnit;
  /** The plan follows redirects: those that were counted led somewhere. */
  readonly followsRedirects: boolean;
  /** The level is held still by the plan for the whole of these windows. */
  readonly plateau: readonly TraceWindow[];
  /** When the plan ends; what comes later drains. */
  readonly plannedMs: Millis;
  readonly silences: readonly SilenceFact[];
  readonly rateLimits: readonly RateLimitFact[];
  readonly connections: ConnectionFact;
  readonly warmup: WarmupFact | null;
  /** The latency that stands for the run, to hold against the warm-up. */
  readonly measuredTime: TimeFact;
  readonly streams: readonly StreamFact[];
  readonly failedSetups: readonly FailedSetup[];
  readonly causes: RunCauses;
  /** What was watched of the targets; null: nothing was. */
  readonly target: TargetFacts | null;
}

/** What a rule found. */
export interface Draft {
  readonly title: string;
  readonly evidence: string;
  /** Absent: there is nothing to suggest. */
  readonly suggestion?: string;
  /** Share (0…1) of the failures or of the time that it explains: findings are ranked by it. Absent: 0. */
  readonly explains?: number;
  /** Where the analysis shows it. */
  readonly shown?: ShownPlace;
}

/**
 * What a finding claims, and so what it takes to be said:
 *
 * | claim | means                                     | in a run that does not pass | with an untrustworthy generator |
 * |-------|-------------------------------------------|-----------------------------|---------------------------------|
 * | plan  | of the plan, or of this run as a whole    | said                        | said                            |
 * | fact  | what was seen of the target from outside  | said                        | said, without advice            |
 * | target | what the target tells of itself          | said                        | said, without times beside it   |
 * | good  | the target did well                       | not said                    | not said                        |
 * | cause | why the target did what it did            | said                        | not said                        |
 *
 * A hint is said with an untrustworthy generator only where it claims a fact, of either kind. Of a run too short to judge the generator
 * no cause is named either.
 */
type Claim = 'plan' | 'fact' | 'target' | 'good' | 'cause';

/** One rule finds one thing, several of a kind, or nothing. */
export interface Rule {
  readonly code: string;
  readonly kind: Finding['kind'];
  readonly claim: Claim;
  readonly find: (facts: Facts) => Draft | readonly Draft[] | null;
}

export function rule(what: Omit<Rule, 'find'>, find: Rule['find']): Rule {
  return { ...what, find };
}
