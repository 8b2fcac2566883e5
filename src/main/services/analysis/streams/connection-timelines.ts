import type { Lane, LaneSecond } from '../../../../contract/summary-streams.ts';
import { MAX_LANES, type StreamLane } from '../../../../contract/tick.ts';
import { microsToMillis } from '../../../../contract/units.ts';

/** Changes kept of one connection; a connection that comes back every second for minutes has said what it had to say. */
export const MAX_CHANGES = 400;

interface KeptLane extends Lane {
  readonly changes: Lane['changes'];
  cut: boolean;
}

/** The followed connections of one kind, WebSockets or event streams, over the whole run. */
export class ConnectionTimelines {
  readonly #lanes: KeptLane[] = [];
  readonly #places = new Map<string, number>();

  /** Takes the next second of a scenario. @returns what each lane did in it */
  add(scenario: string, followed: readonly StreamLane[]): LaneSecond[] {
    return followed.flatMap((part) => {
      const place = this.#placeOf(scenario, part.connection);
      const lane = this.#lanes[place];
      if (lane === undefined) return [];
      for (const { atUs, to, cause } of part.changes) {
        if (lane.changes.length < MAX_CHANGES) lane.changes.push({ atMs: microsToMillis(atUs), to, cause });
        else lane.cut = true;
      }
      const { messagesIn, messagesOut, slowestUs } = part;
      return [{ lane: place, messagesIn, messagesOut, slowestMs: microsToMillis(slowestUs) }];
    });
  }

  /** In the order in which they first appeared: the places that `add` gave out stay. */
  lanes(): Lane[] {
    return this.#lanes.map((lane) => ({ ...lane, changes: lane.changes.slice() }));
  }

  /** -1 where as many as are kept are known already. */
  #placeOf(scenario: string, connection: number): number {
    const key = JSON.stringify([scenario, connection]);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    if (this.#lanes.length >= MAX_LANES) return -1;
    this.#places.set(key, this.#lanes.length);
    this.#lanes.push({ scenario, connection, changes: [], cut: false });
    return this.#lanes.length - 1;
  }
}
