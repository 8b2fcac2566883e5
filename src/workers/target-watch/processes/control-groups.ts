import { join } from 'node:path/posix';
import { readProcFile } from './proc-files.ts';
import type { ProcessLimits } from './process-source.ts';

/** Where the kernel shows control groups, and processes. */
interface GroupRoots {
  readonly proc: string;
  /** `/sys/fs/cgroup` */
  readonly groups: string;
}

/** Beyond this a limit of memory is none: version 1 writes the highest number of pages. */
const NO_LIMIT_BYTES = 2 ** 60;

/**
 * What a process may use by its control group and those around it, of which the tightest counts. Version 2, version 1, and
 * both side by side, at their usual places.
 * @returns null: nothing limits it
 */
export function readGroupLimits(pid: number, roots: GroupRoots): ProcessLimits | null {
  const own = readProcFile(join(roots.proc, String(pid), 'cgroup'));
  if (typeof own === 'string') return null;
  let cpu: { readonly cores: number; readonly folder: string } | null = null;
  let memoryBytes: number | null = null;
  for (const { controllers, path } of parseGroups(own.text)) {
    for (const folder of foldersOf(controllers, path, roots.groups)) {
      const cores = controllers === '' || controllers.includes('cpu') ? cpuLimitOf(folder) : null;
      if (cores !== null && (cpu === null || cores < cpu.cores)) cpu = { cores, folder };
      const bytes = controllers === '' || controllers.includes('memory') ? memoryLimitOf(folder) : null;
      if (bytes !== null && (memoryBytes === null || bytes < memoryBytes)) memoryBytes = bytes;
    }
  }
  if (cpu === null && memoryBytes === null) return null;
  return {
    cpuCores: cpu?.cores ?? null,
    memoryBytes,
    throttling: cpu === null ? null : throttlingOf(cpu.folder),
  };
}

interface OwnGroup {
  /** Empty: version 2, which has them all. */
  readonly controllers: string;
  readonly path: string;
}

/** Lines of /proc/PID/cgroup, `4:memory:/user`, of the controllers that limit what is watched. */
function parseGroups(text: string): OwnGroup[] {
  return text.split('\n').flatMap((line) => {
    const [, controllers, path] = /^\d+:([^:]*):(\/.*)$/.exec(line) ?? [];
    if (controllers === undefined || path === undefined) return [];
    // A path above what this process sees of the groups.
    if (path.includes('/..')) return [];
    const limits = controllers === '' || /(?:^|,)(?:cpu|memory)(?:,|$)/.test(controllers);
    return limits ? [{ controllers, path }] : [];
  });
}

/** The group and those around it. In a container a path of the host is not there: what is, above it, is the container's own. */
function foldersOf(controllers: string, path: string, root: string): string[] {
  const mounts = controllers === '' ? [root, join(root, 'unified')] : [join(root, controllers)];
  const levels = path.split('/').filter((part) => part !== '');
  return mounts.flatMap((mount) =>
    Array.from({ length: levels.length + 1 }, (_, count) => join(mount, ...levels.slice(0, count))),
  );
}

function cpuLimitOf(folder: string): number | null {
  const both = /^(\d+) (\d+)/.exec(textOf(folder, 'cpu.max'));
  if (both !== null) return coresOf(Number(both[1]), Number(both[2]));
  const quota = Number(textOf(folder, 'cpu.cfs_quota_us') || -1);
  return quota > 0 ? coresOf(quota, Number(textOf(folder, 'cpu.cfs_period_us'))) : null;
}

function coresOf(quotaUs: number, periodUs: number): number | null {
  return periodUs > 0 ? quotaUs / periodUs : null;
}

function memoryLimitOf(folder: string): number | null {
  const text = textOf(folder, 'memory.max') || textOf(folder, 'memory.limit_in_bytes');
  const bytes = /^\d+/.test(text) ? Number.parseInt(text, 10) : Number.POSITIVE_INFINITY;
  return bytes < NO_LIMIT_BYTES ? bytes : null;
}

function throttlingOf(folder: string): ProcessLimits['throttling'] {
  const text = textOf(folder, 'cpu.stat');
  const periods = /^nr_periods (\d+)/m.exec(text)?.[1];
  const throttled = /^nr_throttled (\d+)/m.exec(text)?.[1];
  return periods === undefined || throttled === undefined
    ? null
    : { periods: Number(periods), throttled: Number(throttled) };
}

/** Empty: not there, or not to be read. */
function textOf(folder: string, name: string): string {
  const read = readProcFile(join(folder, name));
  return typeof read === 'string' ? '' : read.text;
}
