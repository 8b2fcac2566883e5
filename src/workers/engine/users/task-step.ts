import type { Failure, Result } from '../../../contract/failure.ts';
import type { HttpScenario } from '../../../contract/run-plan.ts';
import type { Micros } from '../../../contract/units.ts';
import { type Exchange, type Origin, originOf } from '../drivers/driver.ts';
import type { Scope } from '../values/port.ts';

/** What a task is made of: requests, and streams that are opened, used and closed. */
export type TaskStep = RequestStep | StreamStep;

/** A request made ready: rendering it is all that is left to do each time. */
export interface RequestStep {
  readonly kind: 'request';
  readonly series: number;
  readonly origin: Origin;
  readonly credential: {
    /** The key that was let in last. */
    lastAccepted: string;
    /** The key of what a request of this step presented; of one that was redirected, ask `CredentialKeys`. */
    of(exchange: Exchange): string;
  };
  /** Its extraction reads what came on the way, too. */
  readonly keepsHops: boolean;
  /** Names, in lower case, of headers that hold a secret: they follow no redirect to another origin. */
  readonly secretHeaders: ReadonlySet<string>;
  /** Writes the request into the record. What could not be rendered is the failure: it is not to be sent. */
  render(exchange: Exchange, scope: Scope): Failure | null;
  /** Is this answer a good one? Takes values out of it where it is. */
  judge(exchange: Exchange, scope: Scope): Failure | null;
  /**
   * Whether an answer of this status let in who asked, whatever the checks say of it. A redirect may lead to a login; a
   * rejection stays one where the step expects it.
   */
  letIn(status: number): boolean;
}

/**
 * A step of a task that is no request: a WebSocket or an event stream that is opened, used and closed again. The
 * virtual user counts the first series as planned and sent, opens the step, and goes on when it is over. Each thing a step
 * waits for is a series of its own, begun when the one before has ended well:
 *
 *     WebSocket:  connect → round trip (where an answer is waited for) → session
 *     SSE:        first event (with the headers beside it) → session (where more than one event is read)
 *
 * So a failure is counted once, where it happened, and `sent = ok + errors + open` holds for each of them.
 */
export interface StreamStep {
  readonly kind: 'stream';
  readonly series: number;
  readonly origin: Origin;
  /**
   * Opens it. What could not be rendered is the failure: it has been counted, and nothing was opened.
   * @param wanted by the plan: the wait before it is part of the response time of the first series
   * @param over called exactly once, never from within `open`, unless it was cut before; the socket is gone by then
   */
  open(scope: Scope, wanted: StepWanted, over: (failure: Failure | null) => void): Result<StepUnderWay>;
}

/** Why a step begins now, for the counters of its first series. */
export interface StepWanted {
  /** When the plan wanted it to begin; -1 in closed plans. */
  readonly intendedUs: Micros;
  /** As told to the meter where the plan does not say. */
  readonly begunUs: Micros;
  /** As given to the meter when it was sent; -1: not a thing our own loop was to take up. */
  readonly latenessUs: Micros;
}

export interface StepUnderWay {
  /** Hold no longer: close as soon as nothing is waited for. What is waited for may still come. */
  drain(): void;
  /** Drops the connection at once, without a word; what is under way stays counted as open. */
  cut(): void;
}

/** What the steps of a scenario share. */
export interface StepBase {
  readonly origin: Origin;
  /** Path of the base URL without a trailing slash. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Throws a TypeError on a base URL that is none: the plan compiler has refused such plans. */
export function stepBaseOf(scenario: Pick<HttpScenario, 'baseUrl' | 'headers'>): StepBase {
  const url = new URL(scenario.baseUrl);
  const origin = originOf(url);
  if (origin === null) throw new TypeError(`not an http address: ${scenario.baseUrl}`);
  return { origin, path: url.pathname.replace(/\/$/, ''), headers: scenario.headers };
}

/** Headers as a plan writes them over the ones that are always sent, names in lower case. */
export function headersOver(
  always: Readonly<Record<string, string>>,
  ofPlan: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers = { ...always };
  for (const [name, value] of Object.entries(ofPlan)) headers[name.toLowerCase()] = value;
  return headers;
}
