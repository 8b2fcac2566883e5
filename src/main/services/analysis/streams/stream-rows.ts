import { heldOrMade } from '../../../../contract/keys.ts';
import type { Protocol } from '../../../../contract/protocols/protocols.ts';
import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { roundTripRole, type SeriesRole } from '../../../../contract/series.ts';
import type { Lane, SecondStreams } from '../../../../contract/summary-streams.ts';
import type { RunSecond } from '../../../../contract/tick.ts';
import { secondParts } from '../../../protocols/parts.ts';
import { gradedLatencies } from '../seconds/graded-latency.ts';
import { SecondLatency } from '../seconds/second-latency.ts';
import { ConnectionTimelines } from './connection-timelines.ts';
import { type ProtocolSecond, sumStreams } from './protocol-figures.ts';

/** Makes the stream part of each second, in order, and follows the connections that the run follows. */
export class StreamRows {
  readonly #plan: MeasuredPlan;
  /** By class. */
  readonly #kinds: ReadonlyMap<string, Protocol>;
  readonly #roundTrip: SeriesRole;
  readonly #latencies = new Map<string, SecondLatency>();
  readonly #lanes = new Map<Protocol, ConnectionTimelines>();

  constructor(plan: MeasuredPlan) {
    this.#plan = plan;
    this.#roundTrip = roundTripRole(plan.series);
    this.#kinds = new Map(
      plan.load.flatMap(({ name, protocol }) => (protocol === 'http' ? [] : [[name, protocol] as const])),
    );
    for (const kind of this.#kinds.values()) this.#lanes.set(kind, new ConnectionTimelines());
  }

  /** Undefined where the plan has no streams. */
  row(second: RunSecond): SecondStreams | undefined {
    if (this.#lanes.size === 0) return undefined;
    return secondParts((kind) => (this.#lanes.has(kind) ? this.#secondOf(kind, second) : null));
  }

  lanes(kind: Protocol): Lane[] {
    return this.#lanes.get(kind)?.lanes() ?? [];
  }

  /** The percentiles of what follows do not look back. */
  forget(): void {
    for (const latency of this.#latencies.values()) latency.clear();
  }

  #secondOf(kind: Protocol, second: RunSecond): ProtocolSecond {
    const streams = second.streams.filter(({ scenario }) => this.#kinds.get(scenario) === kind);
    const { missed, duplicates, outOfOrder, ...counts } = sumStreams(streams);
    const lag = streams.flatMap(({ deliveryLag }) => (deliveryLag === null ? [] : [deliveryLag]));
    const times = (name: string, parts: readonly Uint8Array[]) => {
      const latency = heldOrMade(this.#latencies, `${kind} ${name}`, () => new SecondLatency());
      return latency.add(second.second, parts);
    };
    return {
      order: { missed, duplicates, outOfOrder },
      counts: {
        ...counts,
        lanes: streams.flatMap(
          ({ scenario, lanes = [] }) => this.#lanes.get(kind)?.add(scenario, lanes) ?? [],
        ),
      },
      times: (role) =>
        times(
          role,
          gradedLatencies(this.#plan.series, second, (one) => one.role === role),
        ),
      deliveryLag: () => times('lag', lag),
      roundTrip: this.#roundTrip,
    };
  }
}
