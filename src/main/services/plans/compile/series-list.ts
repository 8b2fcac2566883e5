import type { Series } from '../../../../contract/run-plan.ts';

/** What one sample measures, for the reader; S-49 defines the two of the streams. */
export const DEFINITIONS = {
  httpIntended: 'from the moment the plan wanted the request to start to the last byte of the response',
  httpActual: 'from handing the request to a free connection to the last byte of the response',
  connect: 'from opening the socket to the 101; the token is fetched before and measured separately',
  connectIntended: 'from the moment the plan wanted the step to start to the 101',
  roundTrip: 'from the moment the plan wanted the message to start to the frame that answers it',
  ping: 'from a protocol ping to its pong',
  firstMessage: 'from the 101 to the first message of the service: a greeting, a push or a reply',
  session:
    'from the 101 to the end of the connection, an hour at most; its failures are the connections that broke',
  firstEvent: 'from sending the request to the first event; the time to the headers is measured separately',
  firstEventIntended:
    'from the moment the plan wanted the step to start to the first event; the time to the headers is measured separately',
  headers: 'from sending the request to the headers of the stream',
  gap: 'between two events of a stream',
  stepReply:
    'from sending the frames of the step (from the 101, where it sends none) to the frame that answers them',
  stepSession:
    'from the awaited reply (from the 101, where none is) to the end of the connection, the time held included; its failures are connections that broke',
  stepReading: 'from the first event to the end of the reading; its failures are streams that ended early',
} as const;

/** Numbers the series of a run. One (service, endpoint, protocol) is one series, wherever the plan mentions it. */
export class SeriesList {
  readonly #series: Series[] = [];
  readonly #byKey = new Map<string, number>();

  /**
   * @param elsewhere added to the name where the plan already measures the same endpoint by the other clock: latency
   * from the intended start and from the actual one are two figures, and must not be mixed in one
   */
  add(series: Series, elsewhere: string): number {
    const known = this.#find(series);
    if (known !== undefined && this.#series[known]?.clock === series.clock) return known;
    const own = known === undefined ? series : { ...series, endpoint: `${series.endpoint} (${elsewhere})` };
    const again = this.#find(own);
    if (again !== undefined) return again;
    this.#series.push(own);
    this.#byKey.set(keyOf(own), this.#series.length - 1);
    return this.#series.length - 1;
  }

  toArray(): readonly Series[] {
    return this.#series;
  }

  #find(series: Series): number | undefined {
    return this.#byKey.get(keyOf(series));
  }
}

function keyOf({ service, endpoint, protocol }: Series): string {
  return JSON.stringify([service, endpoint, protocol]);
}
