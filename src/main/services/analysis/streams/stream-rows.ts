import type { MeasuredPlan } from '../../../../contract/run-plan.ts';
import { roundTripRole, type SeriesRole } from '../../../../contract/series.ts';
import type { Lane, LaneSecond, SecondStreams, SecondTimes } from '../../../../contract/summary-streams.ts';
import type { RunSecond, SeriesSecond, StreamSecond } from '../../../../contract/tick.ts';
import { SecondLatency } from '../seconds/second-latency.ts';
import { ConnectionTimelines } from './connection-timelines.ts';

type Kind = 'websocket' | 'sse';
type Latency = 'connect' | 'round-trip' | 'lag' | 'headers' | 'first-event' | 'gap';

/** Makes the stream part of each second, in order, and follows the connections that the run follows. */
export class StreamRows {
  readonly #plan: MeasuredPlan;
  readonly #kinds: ReadonlyMap<string, Kind>;
  readonly #roundTrip: SeriesRole;
  readonly #latencies = new Map<Latency, SecondLatency>();
  readonly #lanes: Readonly<Record<Kind, ConnectionTimelines>> = {
    websocket: new ConnectionTimelines(),
    sse: new ConnectionTimelines(),
  };

  constructor(plan: MeasuredPlan) {
    this.#plan = plan;
    this.#roundTrip = roundTripRole(plan.series);
    this.#kinds = new Map(
      plan.load.flatMap(({ name, protocol }) => (protocol === 'http' ? [] : [[name, protocol] as const])),
    );
  }

  /** Undefined where the plan has no streams. */
  row(second: RunSecond): SecondStreams | undefined {
    if (this.#kinds.size === 0) return undefined;
    const kinds = new Set(this.#kinds.values());
    return {
      webSocket: kinds.has('websocket') ? this.#webSocket(second) : null,
      sse: kinds.has('sse') ? this.#eventStreams(second) : null,
    };
  }

  lanes(kind: Kind): Lane[] {
    return this.#lanes[kind].lanes();
  }

  /** The percentiles of what follows do not look back. */
  forget(): void {
    for (const latency of this.#latencies.values()) latency.clear();
  }

  #webSocket(second: RunSecond): SecondStreams['webSocket'] {
    const streams = this.#of('websocket', second);
    const lag = streams.flatMap(({ deliveryLag }) => (deliveryLag === null ? [] : [deliveryLag]));
    return {
      ...sumStreams(streams),
      missed: sumOf(streams, 'missed'),
      duplicates: sumOf(streams, 'duplicates'),
      outOfOrder: sumOf(streams, 'outOfOrder'),
      lanes: this.#follow('websocket', streams),
      connectMs: this.#times('connect', second, this.#bytesOf(second, 'connect')),
      roundTripMs: this.#times('round-trip', second, this.#bytesOf(second, this.#roundTrip)),
      deliveryLagMs: this.#times('lag', second, lag),
    };
  }

  #eventStreams(second: RunSecond): SecondStreams['sse'] {
    const streams = this.#of('sse', second);
    return {
      ...sumStreams(streams),
      lanes: this.#follow('sse', streams),
      headersMs: this.#times('headers', second, this.#bytesOf(second, 'headers')),
      firstEventMs: this.#times('first-event', second, this.#bytesOf(second, 'first-event')),
      gapMs: this.#times('gap', second, this.#bytesOf(second, 'gap')),
    };
  }

  #of(kind: Kind, { streams }: RunSecond): StreamSecond[] {
    return streams.filter(({ scenario }) => this.#kinds.get(scenario) === kind);
  }

  #follow(kind: Kind, streams: readonly StreamSecond[]): LaneSecond[] {
    return streams.flatMap(({ scenario, lanes = [] }) => this.#lanes[kind].add(scenario, lanes));
  }

  #bytesOf({ series }: RunSecond, role: SeriesRole): Uint8Array[] {
    return series.flatMap((entry) => {
      const bytes = this.#plan.series[entry.series]?.role === role ? this.#gradedBytes(entry) : null;
      return bytes === null ? [] : [bytes];
    });
  }

  #gradedBytes({ series, histograms }: SeriesSecond): Uint8Array | null {
    return this.#plan.series[series]?.clock === 'intended' ? histograms.response : histograms.service;
  }

  #times(name: Latency, { second }: RunSecond, parts: readonly Uint8Array[]): SecondTimes {
    let latency = this.#latencies.get(name);
    if (latency === undefined) {
      latency = new SecondLatency();
      this.#latencies.set(name, latency);
    }
    return latency.add(second, parts);
  }
}

function sumStreams(streams: readonly StreamSecond[]) {
  const state = (name: keyof StreamSecond['states']) =>
    streams.reduce((sum, stream) => sum + stream.states[name], 0);
  return {
    connections: {
      handshaking: state('handshaking'),
      open: state('open'),
      subscribed: state('subscribed'),
      closing: state('closing'),
    },
    attempted: sumOf(streams, 'attempted'),
    opened: sumOf(streams, 'opened'),
    failed: sumOf(streams, 'failed'),
    closed: sumOf(streams, 'closed'),
    reconnects: sumOf(streams, 'reconnects'),
    messagesIn: sumOf(streams, 'messagesIn'),
    messagesOut: sumOf(streams, 'messagesOut'),
  };
}

type Count = {
  [Key in keyof StreamSecond]-?: StreamSecond[Key] extends number ? Key : never;
}[keyof StreamSecond];

function sumOf(streams: readonly StreamSecond[], name: Count): number {
  return streams.reduce((sum, stream) => sum + stream[name], 0);
}
