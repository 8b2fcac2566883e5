import { MICROS_PER_MILLI } from '../../../contract/units.ts';
import { AddressBook } from '../connections/address-book.ts';
import type { ConnectionPool } from '../connections/connection-pool.ts';
import type { RateCap } from '../connections/rate-cap.ts';
import type { DialContext } from '../drivers/dial.ts';
import { type Origin, originOf } from '../drivers/driver.ts';
import type { CredentialKeys } from '../measure/credentials.ts';
import type { ScenarioContext } from '../users/scenario-runner.ts';
import { laneOf } from '../users/thread-context.ts';
import type { ValueSource } from '../values/port.ts';

/** What the WebSocket and SSE scenarios of one thread share. */
export interface StreamLane {
  readonly context: ScenarioContext;
  readonly dial: DialContext;
  /** The same as for HTTP steps on this thread: a counter never gives two of them the same number. */
  readonly values: ValueSource;
  /** Of the thread: connections held here and those of HTTP setups are under one cap. */
  readonly pool: Pick<ConnectionPool, 'reserve' | 'release'>;
  /** The same for connections that are opened, messages that are sent, and requests of setups. */
  readonly rate: RateCap;
  readonly credentials: CredentialKeys;
}

const lanes = new WeakMap<ScenarioContext, StreamLane>();

/** The lane of a thread: the same for all who have its context. */
export function streamLaneOf(context: ScenarioContext): StreamLane {
  const known = lanes.get(context);
  if (known !== undefined) return known;
  const { clock, plan } = context;
  const { limits } = plan;
  const { allowedHosts, refusePublic } = limits;
  const http = laneOf(context);
  const timeoutUs = limits.connectTimeoutMs * MICROS_PER_MILLI;
  const addresses = new AddressBook({ clock, timeoutUs, allowedHosts, refusePublic });
  const lane: StreamLane = {
    context,
    dial: { clock, limits, addresses, threads: context.thread.count, rate: http.rate },
    values: http.values,
    pool: http.pool,
    rate: http.rate,
    credentials: http.credentials,
  };
  lanes.set(context, lane);
  return lane;
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
