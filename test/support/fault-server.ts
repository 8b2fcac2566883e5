/**
 * Every fault of the catalogue as one table: `for (const fault of FAULTS)` start it, fire at its URL, and compare
 * what came out with `fault.expected`. All servers are raw sockets on loopback. Three things a loop over the table
 * has to mind:
 *
 * - `fault.isolation`: run in a process made by `isolatedCommand`, or skip with the sentence of `isolationRefusal`.
 * - `fault.needsLookup`: the client must resolve by `target.lookup`.
 * - `fault.client`: limits and options without which the expectation does not hold.
 */
import { FURTHER_FAULTS } from './faults/beyond-catalogue.ts';
import { DNS_FAULTS } from './faults/dns.ts';
import type { FaultCase, FaultCounts } from './faults/fault-case.ts';
import { ANSWER_FAULTS } from './faults/http-answers.ts';
import { CONNECTION_FAULTS } from './faults/http-connection.ts';
import { STATUS_FAULTS } from './faults/http-statuses.ts';
import { SSE_FAULTS } from './faults/sse.ts';
import { TLS_FAULTS } from './faults/tls.ts';
import { WEBSOCKET_FRAME_FAULTS } from './faults/websocket-frames.ts';
import { WEBSOCKET_HANDSHAKE_FAULTS } from './faults/websocket-handshake.ts';
import { startHosted } from './hosted.ts';

/** In the order of the catalogue's rows; those beyond it come last. */
export const FAULTS: readonly FaultCase[] = [
  ...CONNECTION_FAULTS,
  ...ANSWER_FAULTS,
  ...STATUS_FAULTS,
  ...TLS_FAULTS,
  ...DNS_FAULTS,
  ...WEBSOCKET_HANDSHAKE_FAULTS,
  ...WEBSOCKET_FRAME_FAULTS,
  ...SSE_FAULTS,
  ...FURTHER_FAULTS,
].sort((a, b) => rank(a) - rank(b) || a.row.localeCompare(b.row));

function rank(fault: FaultCase): number {
  return 'FWSX'.indexOf(fault.row[0] ?? 'X');
}

/** The case of that id. Throws when there is none. */
export function faultById(id: string): FaultCase {
  const found = FAULTS.find((fault) => fault.id === id);
  if (found === undefined) throw new Error(`no fault "${id}"`);
  return found;
}

/** A fault served by a process of its own, so that its work does not slow the client's event loop. */
export interface HostedFault {
  readonly url: string;
  readonly pid: number;
  readonly ca?: string;
  counts(): Promise<FaultCounts>;
  act(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a fault in a process of its own. Not for cases with `needsLookup`: a function does not cross over. */
export async function startHostedFault(id: string): Promise<HostedFault> {
  if (faultById(id).needsLookup === true) throw new Error(`${id} needs a lookup in the client's process`);
  const entry = new URL('./fault-server-process.ts', import.meta.url);
  const hosted = await startHosted<HostedFaultObject>(entry, { id });
  const { url, ca } = hosted.facts;
  return {
    url: String(url),
    pid: hosted.pid,
    ...(typeof ca === 'string' ? { ca } : {}),
    counts: () => hosted.remote.counts(),
    act: () => hosted.remote.act(),
    close: () => hosted.close(),
  };
}

/** What `fault-server-process.ts` hosts. */
export interface HostedFaultObject {
  readonly url: string;
  readonly ca: string | undefined;
  counts(): FaultCounts;
  act(): Promise<void>;
  close(): Promise<void>;
}
