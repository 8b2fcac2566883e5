import { BlockList, isIP } from 'node:net';
import type { Failure } from '../../../contract/failure.ts';
import { failureFor } from '../drivers/failure-codes.ts';

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

/** Of a run's limits, what the guard goes by. */
interface GuardLimits {
  readonly allowedHosts: readonly string[];
  readonly refusePublic?: boolean | undefined;
}

/** As `guardConnect`, for a run: one that is not held to the caps of public hosts may not reach any. */
export function guardRun(
  host: string,
  address: string,
  { allowedHosts, refusePublic = false }: GuardLimits,
): Failure | null {
  return guardConnect(host, address, refusePublic && isPublic(address) ? [] : allowedHosts);
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

/** What no router of the internet carries: private, shared and link-local ranges, and what stands for no host. */
const NOT_PUBLIC = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  NOT_PUBLIC.addSubnet(network, prefix, 'ipv4');
NOT_PUBLIC.addSubnet('fc00::', 7, 'ipv6');
NOT_PUBLIC.addSubnet('fe80::', 10, 'ipv6');
NOT_PUBLIC.addAddress('::1', 'ipv6');
NOT_PUBLIC.addAddress('::', 'ipv6');

/** An address of the internet: its owner is not asked by loading one's own machines. IPv4 written as IPv6 is IPv4. */
export function isPublic(address: string): boolean {
  const family = isIP(address);
  if (family === 0 || isLoopback(address)) return false;
  return !NOT_PUBLIC.check(address.replace(/%.*$/, ''), family === 4 ? 'ipv4' : 'ipv6');
}

function bareHost(allowed: string): string {
  return allowed.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}
