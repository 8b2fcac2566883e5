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
  /** This thread's part of the guard's cap on connections. */
  readonly mostConnections: number;
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
    mostConnections: shareOfCap(limits.maxConnections, thread),
    perSecond: new RateCap(shareOfCap(limits.maxRatePerSecond, thread)),
    connections: 0,
  };
  lanes.set(context, lane);
  return lane;
}

/** Seconds that can be asked about: scenarios of a thread are not at quite the same moment. */
const SECONDS_KEPT = 4;

/** At most so much in any second of the plan: what is sent late counts where it was due. */
export class RateCap {
  readonly #perSecond: number;
  readonly #counts = new Map<number, number>();

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** Takes one of the second in which it is due; false where that has none left. */
  take(dueUs: number): boolean {
    const second = Math.floor(dueUs / 1_000_000);
    const count = this.#counts.get(second) ?? 0;
    if (count >= this.#perSecond) return false;
    this.#counts.set(second, count + 1);
    if (this.#counts.size > SECONDS_KEPT) this.#counts.delete(Math.min(...this.#counts.keys()));
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
