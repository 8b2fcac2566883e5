import type { EpochMillis, Millis } from '../../contract/units.ts';
import { numberIn, type Queries, type SqlRow, textIn } from './database.ts';
import { type ProcessIdentity, processExists, processStart } from './process-identity.ts';

/** What a running run's process left behind to be known by. */
interface Lease extends ProcessIdentity {
  readonly heartbeatAt: EpochMillis;
}

/** How to find out about other processes; passed in so that tests can state the world. */
export interface ProcessFacts {
  readonly self: ProcessIdentity;
  readonly now: EpochMillis;
  exists(pid: number): boolean;
  startOf(pid: number): string | null;
}

/** A run writes once a second; silence this long from where we cannot look means its process is gone. */
export const SILENCE_MS: Millis = 5 * 60_000;

/**
 * Whether the process that holds a lease still lives. A run is repaired only when it certainly does not: a process that
 * is stopped, swapped out or asleep with its machine lives.
 *
 * | where            | pid         | started    | heartbeat     | verdict |
 * |------------------|-------------|------------|---------------|---------|
 * | same host        | gone        | –          | –             | gone    |
 * | same host        | exists      | as noted   | –             | lives   |
 * | same host        | exists      | other      | –             | gone (the id was used again) |
 * | same host        | exists      | unknown    | recent        | lives   |
 * | same host        | exists      | unknown    | silent        | gone    |
 * | other host, boot | –           | –          | recent        | lives   |
 * | other host, boot | –           | –          | silent        | gone    |
 */
export function leaseIsLive(lease: Lease, facts: ProcessFacts): boolean {
  const recent = facts.now - lease.heartbeatAt < SILENCE_MS;
  if (lease.host !== facts.self.host) return recent;
  if (!facts.exists(lease.pid)) return false;
  const start = facts.startOf(lease.pid);
  if (start === null || lease.start === null) return recent;
  return start === lease.start;
}

export function factsNow(self: ProcessIdentity, now: EpochMillis): ProcessFacts {
  return { self, now, exists: processExists, startOf: processStart };
}

/** Takes or renews the lease of a run for a process. */
export function holdLease(queries: Queries, run: number, lease: Lease): void {
  queries(
    `INSERT INTO leases (run, host, pid, process_start, heartbeat_at) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (run) DO UPDATE SET host = excluded.host, pid = excluded.pid,
       process_start = excluded.process_start, heartbeat_at = excluded.heartbeat_at`,
  ).run(run, lease.host, lease.pid, lease.start, lease.heartbeatAt);
}

export function dropLease(queries: Queries, run: number): void {
  queries('DELETE FROM leases WHERE run = ?').run(run);
}

/** @param row of `leases` */
export function leaseOf(row: SqlRow): Lease {
  const start = row.process_start;
  return {
    host: textIn(row, 'host'),
    pid: numberIn(row, 'pid'),
    start: typeof start === 'string' ? start : null,
    heartbeatAt: numberIn(row, 'heartbeat_at'),
  };
}
