import { isIP } from 'node:net';
import type { Failure } from '../../contract/failure.ts';
import { failureFor } from './drivers/failure-codes.ts';

/**
 * May this run connect to this address? Asked with the resolved address, at every connect, whoever resolved it.
 * Loopback is free. Every other address, private ranges as well, needs the host the plan names to be among those the
 * user allowed for this run.
 * @param host as the plan or a redirect writes it, without brackets
 * @param address the address about to be connected to
 * @returns null where it may
 */
export function guardConnect(host: string, address: string, allowedHosts: readonly string[]): Failure | null {
  if (isLoopback(address)) return null;
  const wanted = host.toLowerCase();
  if (allowedHosts.some((allowed) => bareHost(allowed) === wanted)) return null;
  return failureFor('guard.blocked_host', host === address ? host : `${host} (${address})`);
}

/** 127.0.0.0/8, ::1, and 127.0.0.0/8 written as an IPv6 address. */
export function isLoopback(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return address.startsWith('127.');
  if (family !== 6) return false;
  const text = address.toLowerCase().replace(/%.*$/, '');
  if (/^::ffff:127\.\d+\.\d+\.\d+$/.test(text) || /^::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}$/.test(text))
    return true;
  return /^(?:0{1,4}:){7}0{0,3}1$/.test(text) || text === '::1';
}

function bareHost(allowed: string): string {
  return allowed.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}
