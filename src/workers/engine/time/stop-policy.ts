import type { Micros, Millis } from '../../../contract/units.ts';

/**
 * How a run ends: every period of grace, here and nowhere else. What is under way when the plan ends or the run is
 * stopped goes through these in order; what is still open after the last is cut, and counted as open at stop.
 *
 *     end of plan     nothing new begins; answers may come: requests until their own deadline, streams `streamGrace`
 *     graceful stop   the same, for as long as `…_AFTER_STOP_US` says for its kind; then what is left is cut
 *     stop now        all is cut; a thread that does not end within MAX_CUT_MS is terminated
 *
 * A graceful stop is over within MAX_GRACEFUL_MS of who asked for it, so the periods within a thread are shorter:
 * first answers, then closing, then what is cut.
 */

/**
 * The second in which the plan ends stays open so much longer, unless all has ended before: answers that come a moment
 * after the last request belong to it, and a run of ten seconds is not one of eleven.
 */
export const LAST_SECOND_TAIL_US: Micros = 200_000;

/** At the end of the plan, answers on open streams may come for as long as they have by the plan, but no longer. */
const MAX_AFTER_END_US: Micros = 10_000_000;
/** … and for so long at least: an answer that is a moment late is no failure of a plan with a short timeout. */
const MIN_AFTER_END_US: Micros = 1_000_000;

/** A dismissed stream without an event that should have had one by now is given up after so long. */
export const SILENT_AFTER_END_US: Micros = 1_000_000;

/** What is under way when a scenario ends: so long after that it is closed, and so long after that what is left is cut. */
export interface Grace {
  readonly closeUs: Micros;
  readonly cutUs: Micros;
}

/** … at the end of its plan, and after a graceful stop. */
export interface StopGrace {
  readonly afterEnd: Grace;
  readonly afterStop: Grace;
}

export const AT_ONCE: Grace = { closeUs: 0, cutUs: 0 };
const NEVER: Micros = Number.POSITIVE_INFINITY;

/** After a graceful stop open requests have so long: most services answer within it, and the rest is cut in time. */
const REQUESTS_AFTER_STOP_US: Micros = 750_000;
/** A request ends by its own deadline; there is nothing of it to close. */
export const REQUESTS_GRACE: StopGrace = {
  afterEnd: { closeUs: NEVER, cutUs: NEVER },
  afterStop: { closeUs: NEVER, cutUs: REQUESTS_AFTER_STOP_US },
};
/** Replies to messages have less, as the close handshake comes after them. */
export const REPLIES_AFTER_STOP_US: Micros = 400_000;
/** An event nobody asked for need not be waited for: this is for one that is on its way. */
export const EVENTS_AFTER_STOP_US: Micros = 100_000;
/** So long after a graceful stop every stream is over: what has not been closed by then is cut. */
const STREAMS_AFTER_STOP_US: Micros = 900_000;

/**
 * At the end of the plan, answers on open streams may come for as long as they have by the plan, within bounds.
 * @param timeoutUs what they have by the plan
 * @param answersUs what they have after a graceful stop
 */
export function streamGrace(timeoutUs: Micros, answersUs: Micros): StopGrace {
  const closeUs = Math.min(MAX_AFTER_END_US, Math.max(MIN_AFTER_END_US, timeoutUs));
  return {
    afterEnd: { closeUs, cutUs: NEVER },
    afterStop: { closeUs: answersUs, cutUs: STREAMS_AFTER_STOP_US },
  };
}

/** How often a connection that drains looks whether its last answers have come or timed out. */
export const DRAIN_CHECK_US: Micros = 20_000;
/** A library's own close timer comes so much after the one of the scenario, which counts what it does. */
export const CLOSE_MARGIN_MS: Millis = 500;

/** How long all threads may take for a graceful stop before what is open is cut. */
export const MAX_GRACEFUL_MS: Millis = 1_000;
/**
 * How long a cut may take before the thread is ended, and its last second lost: tens of milliseconds, or seconds where
 * the machine has no time for us. Who cannot wait stops again.
 */
export const MAX_CUT_MS: Millis = 5_000;
/** A thread that is done ends by itself; one that something still holds is ended after this. */
export const MAX_EXIT_MS: Millis = 250;
