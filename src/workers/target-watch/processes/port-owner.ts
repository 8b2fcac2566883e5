import { nobodyListens } from '../../../contract/gap-reasons.ts';
import type { Pid, PortListener, ProcessIdentity, ProcessSource } from './process-source.ts';
import { UNREADABLE } from './process-words.ts';
import { isContainerProxy } from './program-name.ts';

/** Whose a port is, on this machine. */
type PortOwner =
  /** The topmost of those that hold its sockets: a master before its workers. Several where each has a socket of its own. */
  | { readonly kind: 'processes'; readonly roots: ReadonlyMap<Pid, ProcessIdentity> }
  | { readonly kind: 'nobody'; readonly sentence: string };

/** What asks for it. */
type PortQuestions = Pick<ProcessSource, 'listeners' | 'identify' | 'nameOf'>;

/** Whose each of these ports is. May take tens of milliseconds, however many they are. */
export function portOwners(ports: readonly number[], source: PortQuestions): Map<number, PortOwner> {
  const listeners = source.listeners(ports);
  return new Map(
    ports.map((port) => [
      port,
      ownerOf(
        port,
        listeners.filter((one) => one.port === port),
        source,
      ),
    ]),
  );
}

function ownerOf(port: number, all: readonly PortListener[], source: PortQuestions): PortOwner {
  const nobody = (sentence: string): PortOwner => ({ kind: 'nobody', sentence });
  if (all.length === 0) return nobody(nobodyListens(port));
  // Two programs may share a port, each on an address of its own: the one that this machine reaches as itself is meant.
  const near = all.filter(({ address }) => isNear(address));
  const listeners = near.length > 0 ? near : all;
  const held = new Map<Pid, ProcessIdentity>();
  for (const pid of listeners.flatMap(({ pids }) => pids)) {
    const identity = source.identify(pid);
    if (identity === 'unreadable') return nobody(UNREADABLE);
    if (identity !== null) held.set(pid, identity);
  }
  const roots = topmost(held);
  if (roots.size === 0) {
    return nobody(
      listeners.some(({ isDenied }) => isDenied)
        ? `Port ${port} belongs to another user; no permission.`
        : `Port ${port} is held, but by no process that can be watched.`,
    );
  }
  return [...roots.keys()].every((pid) => isContainerProxy(source.nameOf(pid) ?? ''))
    ? nobody(`Port ${port} is published by Docker: watch the container instead, docker:NAME.`)
    : { kind: 'processes', roots };
}

function isNear(address: string): boolean {
  return /^(?:127\.|0\.0\.0\.0$|::1?$|::ffff:127\.|::ffff:7f|::ffff:0:0$)/.test(address);
}

/** Those whose parent is none of them, the oldest first. */
function topmost(held: ReadonlyMap<Pid, ProcessIdentity>): Map<Pid, ProcessIdentity> {
  return new Map(
    [...held]
      .filter(
        ([, { parent, startedUs }]) => (held.get(parent)?.startedUs ?? Number.POSITIVE_INFINITY) > startedUs,
      )
      .toSorted(([, one], [, other]) => one.startedUs - other.startedUs),
  );
}
