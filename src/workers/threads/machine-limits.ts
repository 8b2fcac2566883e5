import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import type { MachineLimits } from '../../contract/machine.ts';

/** Reads what the pre-flight compares with. What a system does not tell is null; never rejects. */
export async function readMachineLimits(): Promise<MachineLimits> {
  const [limits, descriptors, ports] = await Promise.all([
    textOf('/proc/self/limits'),
    readdir('/proc/self/fd').catch(() => null),
    textOf('/proc/sys/net/ipv4/ip_local_port_range'),
  ]);
  const limit = openFilesOf(limits);
  return {
    cores: availableParallelism(),
    openFiles: limit === null ? null : { limit, inUse: descriptors?.length ?? 0 },
    localPorts: portRangeOf(ports),
    freeMemoryBytes: freemem(),
  };
}

/** The soft limit in the text of /proc/self/limits; null where there is none. */
export function openFilesOf(limits: string): number | null {
  const match = /^Max open files\s+(\d+)/m.exec(limits);
  return match === null ? null : Number(match[1]);
}

/** The range in the text of ip_local_port_range: two numbers. */
export function portRangeOf(text: string): MachineLimits['localPorts'] {
  const match = /^(\d+)\s+(\d+)/.exec(text);
  return match === null ? null : { first: Number(match[1]), last: Number(match[2]) };
}

function textOf(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}
