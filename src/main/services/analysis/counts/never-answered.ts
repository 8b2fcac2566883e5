import type { RunSecond, StreamSecond } from '../../../../contract/tick.ts';

/** The cause under which the engine ends an attempt that a stop cut off before it was answered. */
const UNANSWERED = 'unanswered';

/**
 * Attempts that a stop cut off before they were answered are no failures: they stay in the handshake for good, so that
 * attempted = handshaking + opened + failed holds in every later second too.
 */
export class NeverAnswered {
  /** By scenario. */
  readonly #left = new Map<string, number>();

  /** The second with these told apart; the same object where there are none. */
  judge(second: RunSecond): RunSecond {
    for (const { scenario, closedBy } of second.streams) {
      const more = closedBy[UNANSWERED] ?? 0;
      if (more > 0) this.#left.set(scenario, (this.#left.get(scenario) ?? 0) + more);
    }
    if (this.#left.size === 0) return second;
    return { ...second, streams: second.streams.map((stream) => this.#judged(stream)) };
  }

  #judged(stream: StreamSecond): StreamSecond {
    const { [UNANSWERED]: now = 0, ...closedBy } = stream.closedBy;
    const handshaking = stream.states.handshaking + (this.#left.get(stream.scenario) ?? 0);
    return {
      ...stream,
      failed: stream.failed - now,
      states: { ...stream.states, handshaking },
      closedBy,
    };
  }
}
