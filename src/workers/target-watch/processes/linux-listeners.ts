import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path/posix';
import { noTextOf, procLines } from './proc-files.ts';
import type { Pid } from './process-source.ts';

/** A socket of a port, by the number under which those that hold it name it. */
interface ListeningSocket {
  readonly port: number;
  readonly address: string;
  readonly inode: string;
}

const LISTENS = '0A';
/** Sockets that listen stand first in the table; so many others in a row, and no more of them come. */
const OTHERS_IN_A_ROW = 50;

/** Sockets that listen on one of the ports, of both families. */
export function listeningSockets(ports: ReadonlySet<number>, proc: string): ListeningSocket[] {
  const found: ListeningSocket[] = [];
  for (const table of ['tcp', 'tcp6']) {
    let others = 0;
    for (const line of procLines(join(proc, 'net', table))) {
      const [, hexAddress, hexPort, state, inode] =
        /^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ ([0-9A-F]{2}) (?:\S+ +){5}(\d+)/.exec(line) ?? [];
      if (hexAddress === undefined || hexPort === undefined || inode === undefined) continue;
      others = state === LISTENS ? 0 : others + 1;
      if (others > OTHERS_IN_A_ROW) break;
      const port = Number.parseInt(hexPort, 16);
      if (state === LISTENS && ports.has(port)) found.push({ port, address: addressOf(hexAddress), inode });
    }
  }
  return found;
}

/** Words of 32 bits, each in the order of the machine: little-endian on all that run Node. */
function addressOf(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  // Shortened by the one who knows how; the brackets are of addresses in URLs.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

interface SocketHolders {
  readonly holders: ReadonlyMap<string, readonly Pid[]>;
  /** Processes whose descriptors are not shown to us. */
  readonly closed: readonly Pid[];
}

/** Which processes hold sockets: looks at each descriptor of each process, some 15 ms. */
export function holdersOf(inodes: ReadonlySet<string>, pids: readonly Pid[], proc: string): SocketHolders {
  const holders = new Map<string, Pid[]>();
  const closed: Pid[] = [];
  if (inodes.size === 0) return { holders, closed };
  for (const pid of pids) {
    const folder = join(proc, String(pid), 'fd');
    let descriptors: readonly string[] = [];
    try {
      descriptors = readdirSync(folder);
    } catch (error) {
      if (noTextOf(error) === 'denied') closed.push(pid);
    }
    const held = new Set<string>();
    for (const descriptor of descriptors) {
      const inode = socketOf(join(folder, descriptor));
      if (inode !== null && inodes.has(inode)) held.add(inode);
    }
    for (const inode of held) holders.set(inode, [...(holders.get(inode) ?? []), pid]);
  }
  return { holders, closed };
}

function socketOf(path: string): string | null {
  try {
    return /^socket:\[(\d+)\]$/.exec(readlinkSync(path))?.[1] ?? null;
  } catch {
    return null;
  }
}
