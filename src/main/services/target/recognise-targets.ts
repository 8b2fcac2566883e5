import { isIP } from 'node:net';
import { nobodyListens } from '../../../contract/gap-reasons.ts';
import type { RecognisedTarget } from '../../../contract/recognised-target.ts';
import type { WatchSource } from '../../../contract/watch.ts';
import { isLoopback } from '../../../workers/engine/connections/guard.ts';
import { isLoopbackName } from '../../../workers/engine/connections/loopback-names.ts';
import { portOwners } from '../../../workers/target-watch/processes/port-owner.ts';
import type { Pid, ProcessSource } from '../../../workers/target-watch/processes/process-source.ts';
import { ProcessTable } from '../../../workers/target-watch/processes/process-table.ts';
import { foundText } from '../../../workers/target-watch/processes/process-words.ts';
import { whyNoProcesses } from '../../../workers/target-watch/processes/system-processes.ts';
import type { LocalSystem, PublishedContainer } from './local-system.ts';

/**
 * Which local processes and containers listen at addresses, a row for each: the addresses of one process stand together, in
 * the order they were asked in. What a watch of the port would find is what is told.
 */
export async function recogniseTargets(
  urls: readonly string[],
  system: LocalSystem,
): Promise<RecognisedTarget[]> {
  const ports = new Map<number, string[]>();
  for (const url of new Set(urls)) {
    const port = localPortOf(url);
    if (port !== null) ports.set(port, [...(ports.get(port) ?? []), url]);
  }
  if (ports.size === 0) return [];
  const listeners = listenersOf([...ports.keys()], system.processes());
  const rest = listeners.filter(({ process }) => process === null);
  const containers = rest.length === 0 ? [] : await publishedBy(system);
  return grouped(
    listeners.map((one) => ({
      ...(one.process === null ? (containerAt(one.port, containers) ?? one) : one),
      port: one.port,
    })),
  ).map(({ ports: those, ...row }) => ({ ...row, urls: those.flatMap((port) => ports.get(port) ?? []) }));
}

/** Null: not of this machine alone, or no address. */
function localPortOf(url: string): number | null {
  const target = URL.parse(url);
  const usual = target === null ? undefined : USUAL_PORTS.get(target.protocol);
  if (target === null || usual === undefined) return null;
  const host = target.hostname.replace(/^\[|\]$/g, '');
  const isHere = isIP(host) === 0 ? isLoopbackName(host) : isLoopback(host);
  return isHere ? Number(target.port || usual) : null;
}

const USUAL_PORTS = new Map([
  ['http:', 80],
  ['ws:', 80],
  ['https:', 443],
  ['wss:', 443],
]);

type Listener = Omit<RecognisedTarget, 'urls'> & { readonly port: number };

function listenersOf(ports: readonly number[], source: ProcessSource | null): Listener[] {
  const nobody = (port: number, sentence: string) => ({ port, process: null, watch: null, sentence });
  if (source === null) return ports.map((port) => nobody(port, whyNoProcesses()));
  const owners = portOwners(ports, source);
  const table = new ProcessTable(source);
  table.update(0);
  return ports.map((port) => {
    const owner = owners.get(port);
    if (owner?.kind !== 'processes') return nobody(port, owner?.sentence ?? nobodyListens(port));
    const [pid = 0]: Pid[] = [...owner.roots.keys()];
    const name = source.nameOf(pid);
    const children = owner.roots.size - 1 + table.descendants(owner.roots).size;
    return {
      port,
      process: { pid, name: name ?? '', children },
      watch: { kind: 'port', port },
      sentence: foundText(pid, name, children),
    };
  });
}

async function publishedBy(system: LocalSystem): Promise<readonly PublishedContainer[]> {
  const listed = await system.containers();
  return listed.ok ? listed.value.filter(({ state }) => state === 'running') : [];
}

function containerAt(
  port: number,
  containers: readonly PublishedContainer[],
): Omit<RecognisedTarget, 'urls'> | null {
  const container = containers.find(({ publishedPorts }) => publishedPorts.includes(port));
  if (container === undefined) return null;
  const watch: WatchSource = { kind: 'docker', container: container.name };
  return { process: null, watch, sentence: `container ${container.name}` };
}

/** One row for each process and each container; what is neither has its own. */
function grouped(
  listeners: readonly Listener[],
): (Omit<RecognisedTarget, 'urls'> & { readonly ports: readonly number[] })[] {
  const keyOf = ({ process, watch, port }: Listener) =>
    process !== null ? `process ${process.pid}` : watch?.kind === 'docker' ? watch.container : port;
  const groups = Map.groupBy(listeners, keyOf);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { port: _port, ...row } = first;
    return [{ ...row, ports: group.map(({ port }) => port) }];
  });
}
