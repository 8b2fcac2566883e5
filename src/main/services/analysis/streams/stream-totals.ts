import type { AppliedLoad } from '../../../../contract/applied-load.ts';
import {
  addStates,
  addStreamFlows,
  noStates,
  noStreamFlows,
  type StreamFlows,
  type StreamStates,
} from '../../../../contract/counts.ts';
import { heldOrMade } from '../../../../contract/keys.ts';
import type { Protocol } from '../../../../contract/protocols/protocols.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import type { StreamSecond } from '../../../../contract/tick.ts';
import { Histogram } from '../../../../workers/engine/measure/histogram.ts';

/** Names a hostile server may invent are not unlimited memory. */
const MAX_NAMES = 500;
export const OTHER_NAMES = '(others)';

/** Sums over the stream scenarios of one kind; states are those of the latest second. */
export interface StreamTotals extends StreamFlows {
  /** Open when the seconds in view begin: those of a part may find them so. */
  openBefore: number;
  /** How long those that have ended had been open, together. */
  openUs: number;
  states: StreamStates;
  readonly closedBy: Map<string, number>;
  readonly topics: Map<string, { count: number; bytes: number }>;
  readonly deliveryLag: Histogram;
}

/**
 * What happened on the streams of each scenario. Counts cover every second of the view, warm-up included: a
 * connection that opened in the warm-up lives on, and only so do the sums agree. Delivery lag is a figure and covers
 * the measured seconds.
 */
export class StreamSeconds {
  readonly #byScenario = new Map<string, StreamTotals>();
  readonly #classes: ReadonlyMap<string, AppliedLoad>;

  constructor({ load }: Pick<MeasuredPlan, 'load'>) {
    this.#classes = new Map(load.map((one) => [one.name, one]));
  }

  /** Takes from a second before those in view what is open at its end. */
  carry(streams: readonly StreamSecond[]): void {
    for (const { scenario, states } of streams) {
      const totals = heldOrMade(this.#byScenario, scenario, noTotals);
      totals.openBefore = states.open + states.subscribed + states.closing;
      totals.states = { ...states };
    }
  }

  add(streams: readonly StreamSecond[], measured: boolean): void {
    for (const stream of streams) {
      const totals = heldOrMade(this.#byScenario, stream.scenario, noTotals);
      addStream(totals, stream);
      if (measured && stream.deliveryLag !== null) totals.deliveryLag.mergeEncoded(stream.deliveryLag);
    }
  }

  /** Sum over the scenarios of a kind and of a service, or of all; null where none has reported. */
  totals(kind?: Protocol, service?: string): StreamTotals | null {
    const parts: StreamTotals[] = [];
    for (const [name, totals] of this.#byScenario) {
      const own = this.#classes.get(name);
      if (own === undefined || (kind !== undefined && own.protocol !== kind)) continue;
      if (service === undefined || own.service === service) parts.push(totals);
    }
    if (parts.length === 0) return null;
    const sum = noTotals();
    for (const part of parts) addTotals(sum, part);
    return sum;
  }
}

function addStream(totals: StreamTotals, stream: StreamSecond): void {
  addStreamFlows(totals, stream);
  totals.openUs += stream.openUs ?? 0;
  totals.states = { ...stream.states };
  for (const [cause, count] of Object.entries(stream.closedBy)) addCount(totals.closedBy, cause, count);
  for (const [topic, seen] of Object.entries(stream.topics)) addTopic(totals.topics, topic, seen);
}

function addTotals(sum: StreamTotals, part: StreamTotals): void {
  addStreamFlows(sum, part);
  addStates(sum.states, part.states);
  sum.openBefore += part.openBefore;
  sum.openUs += part.openUs;
  for (const [cause, count] of part.closedBy) addCount(sum.closedBy, cause, count);
  for (const [topic, seen] of part.topics) addTopic(sum.topics, topic, seen);
  sum.deliveryLag.merge(part.deliveryLag);
}

function addCount(counts: Map<string, number>, name: string, count: number): void {
  const key = counts.has(name) || counts.size < MAX_NAMES ? name : OTHER_NAMES;
  counts.set(key, (counts.get(key) ?? 0) + count);
}

function addTopic(
  topics: StreamTotals['topics'],
  name: string,
  seen: { count: number; bytes: number },
): void {
  const key = topics.has(name) || topics.size < MAX_NAMES ? name : OTHER_NAMES;
  const before = topics.get(key) ?? { count: 0, bytes: 0 };
  topics.set(key, { count: before.count + seen.count, bytes: before.bytes + seen.bytes });
}

export function noTotals(): StreamTotals {
  return {
    ...noStreamFlows(),
    openBefore: 0,
    openUs: 0,
    states: noStates(),
    closedBy: new Map(),
    topics: new Map(),
    deliveryLag: new Histogram(),
  };
}
