import type { Micros, Millis } from '../../../contract/units.ts';

/**
 * How a run ends: every period of grace, here and nowhere else. What is under way when the plan ends or the run is
 * stopped goes through these in order; what is still open after the last is cut, and counted as open at stop.
 *
 *     end of plan     nothing new begins; answers may come: requests until their own deadline, streams `afterEndUs`
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

/** How long answers on open streams are waited for after the plan has ended. @param timeoutUs what they have by the plan */
export function afterEndUs(timeoutUs: Micros): Micros {
  return Math.min(MAX_AFTER_END_US, Math.max(MIN_AFTER_END_US, timeoutUs));
}

/** A dismissed stream without an event that should have had one by now is given up after so long. */
export const SILENT_AFTER_END_US: Micros = 1_000_000;

/** After a graceful stop open requests have so long: most services answer within it, and the rest is cut in time. */
export const REQUESTS_AFTER_STOP_US: Micros = 750_000;
/** Replies to messages have less, as the close handshake comes after them. */
export const REPLIES_AFTER_STOP_US: Micros = 400_000;
/** An event nobody asked for need not be waited for: this is for one that is on its way. */
export const EVENTS_AFTER_STOP_US: Micros = 100_000;
/** So long after a graceful stop every stream is over: what has not been closed by then is cut. */
export const STREAMS_AFTER_STOP_US: Micros = 900_000;

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
