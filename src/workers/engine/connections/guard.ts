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

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** 127.0.0.0/8, ::1, and 127.0.0.0/8 written as an IPv6 address. */
export function isLoopback(address: string): boolean {
  return isIn(LOOPBACK, address);
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
  return isIP(address) !== 0 && !isIn(NOT_PUBLIC, address);
}

/** IPv4 written as IPv6 is IPv4; the zone of an address is left out. */
function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address.replace(/%.*$/, ''), family === 4 ? 'ipv4' : 'ipv6');
}

function bareHost(allowed: string): string {
  return allowed.toLowerCase().replace(/^\[(.*)\]$/, '$1');
}
