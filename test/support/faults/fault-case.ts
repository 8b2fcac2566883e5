import type { LookupFunction } from 'node:net';
import type { Side } from '../../../src/contract/failure.ts';
import type { Isolation } from '../isolation.ts';
import type { SocketCounts } from '../tracked-sockets.ts';

/** One scripted misbehaviour of a server (or of the machine), and the category a client must put it in. */
export interface FaultCase {
  /** Unique: the row of the catalogue, with a suffix where a row has several behaviours. */
  readonly id: string;
  /** Row of the fault catalogue; `X…` for cases beyond it. */
  readonly row: string;
  readonly name: string;
  readonly protocol: 'http' | 'websocket' | 'sse';
  readonly expected: FaultExpectation;
  /** How the client must be set for the expectation to hold. */
  readonly client?: ClientSetting;
  /**
   * What has to be taken away from a process, and from which: `client` means `start` stays here and only the client
   * runs in the isolated process; `both` means the isolated process calls `start` and runs the client.
   */
  readonly isolation?: Isolation & { readonly around: 'client' | 'both' };
  /** The client must resolve names by the target's `lookup`. */
  readonly needsLookup?: true;
  start(): Promise<FaultTarget>;
}

export interface FaultExpectation {
  /** True where the answer is to count as a success. */
  readonly ok: boolean;
  /** Two-level failure code; null for a plain success. An `ok` with a code names how a stream ended. */
  readonly code: string | null;
  readonly side: Side | null;
  /** Codes that are right too, because the client cannot always know better. */
  readonly alternatives?: readonly (string | null)[];
  readonly status?: number;
  /** Bodies of consecutive answers on one client, where they matter. */
  readonly bodies?: readonly string[];
  /** Messages or events that must have been delivered before the end. */
  readonly messages?: number;
  readonly events?: readonly SseEvent[];
}

export interface SseEvent {
  readonly event: string;
  readonly data: string;
  readonly lastEventId: string;
}

/** Limits in milliseconds and octets. Timeouts are left to the test where they are not named here. */
export interface ClientSetting {
  readonly method?: string;
  readonly requestBodyBytes?: number;
  /** Requests one after the other, on one connection as long as the client keeps it. */
  readonly requests?: number;
  /** Connections at once; the fault shows among them. */
  readonly concurrent?: number;
  readonly followRedirects?: number;
  readonly allowedHosts?: readonly string[];
  readonly maxBodyBytes?: number;
  readonly maxHeaderBytes?: number;
  readonly strictHttp?: boolean;
  readonly maxMessageBytes?: number;
  readonly perMessageDeflate?: boolean;
  readonly heartbeatMs?: number;
  readonly closeTimeoutMs?: number;
  readonly idleTimeoutMs?: number;
  readonly maxReconnects?: number;
  /** The client closes the connection itself, this long after it opened. */
  readonly closeAfterMs?: number;
}

export interface FaultCounts extends SocketCounts {
  /** Requests (or upgrades) that were read completely. */
  readonly requests: number;
}

export interface FaultTarget {
  readonly url: string;
  /** PEM of the authority that must be trusted for the fault to be the one that is meant. */
  readonly ca?: string;
  readonly lookup?: LookupFunction;
  /** Makes the thing happen that happens during a run: a restart, a change of address. Resolves when it is over. */
  act?(): Promise<void>;
  counts(): FaultCounts;
  close(): Promise<void>;
}

const SIDE_OF_FAMILY: Readonly<Record<string, Side>> = {
  connect: 'network',
  closed: 'target',
  reset: 'target',
  timeout: 'target',
  protocol: 'target',
  limit: 'target',
  redirect: 'target',
  tls: 'target',
  http: 'target',
  ws: 'target',
  sse: 'target',
  dns: 'client',
  client: 'client',
  config: 'test',
  guard: 'guard',
};

/** Codes whose side is not that of their family. */
const SIDE_OF_CODE: Readonly<Record<string, Side>> = {
  // Somebody answered, with a refusal: the machine is there and the service is not.
  'connect.refused': 'target',
  // The plan brings no client certificate, or no valid credentials.
  'tls.client_cert': 'test',
  'http.401': 'test',
  'http.403': 'test',
};

/** Whose fault a code is: the families of codes have one side each, with a few exceptions. */
export function sideOf(code: string): Side {
  const side = SIDE_OF_CODE[code] ?? SIDE_OF_FAMILY[code.split('.')[0] ?? ''];
  if (side === undefined) throw new Error(`no side is known for "${code}"`);
  return side;
}

/** The expectation of a failure. */
export function failsWith(code: string, more: Partial<FaultExpectation> = {}): FaultExpectation {
  return { ok: false, code, side: sideOf(code), ...more };
}

/** The expectation of a success. */
export function succeeds(more: Partial<FaultExpectation> = {}): FaultExpectation {
  return { ok: true, code: null, side: null, ...more };
}
