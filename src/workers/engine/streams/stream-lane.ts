import { MICROS_PER_MILLI } from '../../../contract/units.ts';
import { AddressBook } from '../address-book.ts';
import { shareOfCap } from '../divide.ts';
import type { DialContext } from '../drivers/dial.ts';
import { type Origin, originOf } from '../drivers/driver.ts';
import { laneOf } from '../http-lane.ts';
import type { ScenarioContext } from '../scenario-runner.ts';
import type { ValueSource } from '../values/port.ts';

/** What the WebSocket and SSE scenarios of one thread share. */
export interface StreamLane {
  readonly context: ScenarioContext;
  readonly dial: DialContext;
  /** The same as for HTTP steps on this thread: a counter never gives two of them the same number. */
  readonly values: ValueSource;
  /** This thread's part of the guard's caps. */
  readonly caps: { readonly connections: number; readonly inFlight: number };
  readonly perSecond: RateCap;
  /** Connections of all scenarios that exist. */
  connections: number;
}

const lanes = new WeakMap<ScenarioContext, StreamLane>();

/** The lane of a thread: the same for all who have its context. */
export function streamLaneOf(context: ScenarioContext): StreamLane {
  const known = lanes.get(context);
  if (known !== undefined) return known;
  const { clock, plan, thread } = context;
  const { limits } = plan;
  const timeoutUs = limits.connectTimeoutMs * MICROS_PER_MILLI;
  const addresses = new AddressBook({ clock, timeoutUs, allowedHosts: limits.allowedHosts });
  const lane: StreamLane = {
    context,
    dial: { clock, limits, addresses },
    values: laneOf(context).values,
    caps: {
      connections: shareOfCap(limits.maxConnections, thread),
      inFlight: shareOfCap(limits.maxInFlight, thread),
    },
    perSecond: new RateCap(shareOfCap(limits.maxRatePerSecond, thread)),
    connections: 0,
  };
  lanes.set(context, lane);
  return lane;
}

/** At most so much in any second of the clock. */
export class RateCap {
  readonly #perSecond: number;
  #second = -1;
  #count = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Takes one; false where the second has none left. */
  take(nowUs: number): boolean {
    const second = Math.floor(nowUs / 1_000_000);
    if (second !== this.#second) {
      this.#second = second;
      this.#count = 0;
    }
    if (this.#count >= this.#perSecond) return false;
    this.#count += 1;
    return true;
  }
}

/** Where a stream's URL leads, as far as its template is fixed; null where it is no URL. */
export function originOfStream(url: string): Origin | null {
  const http = url.replace(/^ws(s?):/i, 'http$1:').replace(/\{\{.*?\}\}/g, 'x');
  return URL.canParse(http) ? originOf(new URL(http)) : null;
}

/** Without the query, which may hold a token: for examples. */
export function urlForExamples(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

/** Headers as a plan writes them over the ones every stream sends, names in lower case. */
export function streamHeaders(
  ofPlan: Readonly<Record<string, string>>,
  always: Readonly<Record<string, string>>,
): Record<string, string> {
  const headers = { ...always };
  for (const [name, value] of Object.entries(ofPlan)) headers[name.toLowerCase()] = value;
  return headers;
}
