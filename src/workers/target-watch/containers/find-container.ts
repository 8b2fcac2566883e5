import { fail, type Result, succeed } from '../../../contract/failure.ts';
import { noContainer } from '../../../contract/gap-reasons.ts';
import type { Bytes } from '../../../contract/units.ts';
import { type EngineApi, engineFailure } from './engine-api.ts';
import { listAt, memberOf, numberAt, textAt } from './json-members.ts';

/** A container as the engine lists it. */
interface ListedContainer {
  /** 64 hexadecimal digits. */
  readonly id: string;
  /** Without the slash that the engine writes before it. */
  readonly name: string;
  readonly image: string;
  /** `running`, `exited`, `paused` … */
  readonly state: string;
  /** In the engine's words: `Up 3 minutes (healthy)`. */
  readonly status: string;
  /** Ports of this machine that lead to it. */
  readonly publishedPorts: readonly number[];
}

/** What is known of a container beside its figures. */
export interface InspectedContainer {
  readonly id: string;
  readonly name: string;
  readonly image: string;
  readonly state: string;
  readonly isRunning: boolean;
  /** When it was started last, as the engine writes it: another one is another start. */
  readonly startedAt: string;
  readonly exitCode: number;
  /** The kernel ended it for want of memory. */
  readonly wasOutOfMemory: boolean;
  /** Its output is a terminal's: one stream, undecorated. */
  readonly isTerminal: boolean;
  /** It has the network of this machine, or of another container: its bytes are not its own. */
  readonly sharesNetwork: boolean;
  /** null: none was set. */
  readonly cpuLimitCores: number | null;
  readonly memoryLimit: Bytes | null;
}

/** The containers of the engine, those that run no more as well. */
export async function listContainers(engine: EngineApi): Promise<Result<readonly ListedContainer[]>> {
  const answer = await engine.get('/containers/json?all=1');
  return answer.ok ? succeed(listAt(answer.value).map(listedFrom)) : answer;
}

/**
 * Finds a container by its whole name, or by its id or the first twelve digits or more of it. The engine itself takes a
 * shorter beginning of an id as well: `db`, `cafe` or `feed` would then be whichever container's id begins so.
 * @returns failures of the engine, and `engine.no_container`
 */
export async function findContainer(engine: EngineApi, wanted: string): Promise<Result<InspectedContainer>> {
  const answer = await engine.get(`/containers/${encodeURIComponent(wanted)}/json`);
  if (!answer.ok) return answer.failure.code === 'engine.not_found' ? fail(notThere(wanted)) : answer;
  const found = inspectedFrom(answer.value);
  const isById = wanted.length >= SHORT_ID && found.id.startsWith(wanted.toLowerCase());
  return found.name === wanted || isById ? succeed(found) : fail(notThere(wanted));
}

const SHORT_ID = 12;

function notThere(wanted: string) {
  return engineFailure('no_container', noContainer(wanted), 'See `docker ps --all`.', 'test');
}

function listedFrom(one: unknown): ListedContainer {
  const [name] = listAt(one, 'Names');
  const ports = listAt(one, 'Ports').flatMap((port) => numberAt(port, 'PublicPort') ?? []);
  return {
    id: textAt(one, 'Id'),
    name: bareName(typeof name === 'string' ? name : ''),
    image: textAt(one, 'Image'),
    state: textAt(one, 'State'),
    status: textAt(one, 'Status'),
    publishedPorts: [...new Set(ports)],
  };
}

function inspectedFrom(one: unknown): InspectedContainer {
  const network = textAt(one, 'HostConfig', 'NetworkMode');
  const memory = numberAt(one, 'HostConfig', 'Memory') ?? 0;
  return {
    id: textAt(one, 'Id'),
    name: bareName(textAt(one, 'Name')),
    image: textAt(one, 'Config', 'Image'),
    state: textAt(one, 'State', 'Status'),
    isRunning: memberOf(one, 'State', 'Running') === true && memberOf(one, 'State', 'Restarting') !== true,
    startedAt: textAt(one, 'State', 'StartedAt'),
    exitCode: numberAt(one, 'State', 'ExitCode') ?? 0,
    wasOutOfMemory: memberOf(one, 'State', 'OOMKilled') === true,
    isTerminal: memberOf(one, 'Config', 'Tty') === true,
    sharesNetwork: network === 'host' || network.startsWith('container:'),
    cpuLimitCores: cpuLimitOf(memberOf(one, 'HostConfig')),
    memoryLimit: memory > 0 ? memory : null,
  };
}

/** Docker writes `/name`, Podman `name`. */
function bareName(name: string): string {
  return name.replace(/^\//, '');
}

/** The kernel's period where none was set: 100 ms. */
const PERIOD_US = 100_000;

/** The least of what limits it: `NanoCpus`, or a quota per period; and the cores it is bound to. */
function cpuLimitOf(host: unknown): number | null {
  const [nano, quota] = [numberAt(host, 'NanoCpus') ?? 0, numberAt(host, 'CpuQuota') ?? 0];
  const period = numberAt(host, 'CpuPeriod') || PERIOD_US;
  const bound = coresIn(textAt(host, 'CpusetCpus'));
  const limits = [nano / 1e9, quota / period, bound].filter((cores) => cores > 0);
  return limits.length === 0 ? null : Math.min(...limits);
}

/** @param set `0-2,4` @returns 0 where none is named */
function coresIn(set: string): number {
  return [...set.matchAll(/(\d+)(?:-(\d+))?/g)].reduce(
    (sum, [, first, last]) => sum + (last === undefined ? 1 : Number(last) - Number(first) + 1),
    0,
  );
}
