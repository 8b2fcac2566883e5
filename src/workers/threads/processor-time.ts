import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/**
 * Of all cores that this process may run on, since the system started, in a unit of its own: only shares of `all` mean
 * something.
 */
export interface ProcessorTime {
  readonly busy: number;
  /** Given to others by the hypervisor; null where the system does not say (Linux alone does). */
  readonly stolen: number | null;
  /** Busy, idle and stolen. */
  readonly all: number;
}

/**
 * What the system says of its processors; null: nothing now. Never throws: a process that has run out of descriptors
 * cannot open /proc/stat, and must not end for that.
 */
export function readProcessorTime(): ProcessorTime | null {
  return readLinux() ?? readAnywhere();
}

/** Of an affinity (taskset, cpuset): numbers of cores; null: any core. It is set before a program starts. */
let allowed: ReadonlySet<number> | null | undefined;

function readLinux(): ProcessorTime | null {
  if (process.platform !== 'linux') return null;
  try {
    allowed ??= allowedCores(readFileSync('/proc/self/status', 'utf8'));
    return processorTimeOf(readFileSync('/proc/stat', 'utf8'), allowed);
  } catch {
    return null;
  }
}

/** The cores in the text of /proc/self/status: `0-3,8`; null where it does not say. */
export function allowedCores(status: string): ReadonlySet<number> | null {
  const list = /^Cpus_allowed_list:\s*([\d,-]+)/m.exec(status)?.[1];
  if (list === undefined) return null;
  const cores = new Set<number>();
  for (const part of list.split(',')) {
    const [first = 0, last = first] = part.split('-').map(Number);
    for (let core = first; core <= last; core += 1) cores.add(core);
  }
  return cores;
}

/** The time in the text of /proc/stat, see proc_stat(5); null where it is not there. */
export function processorTimeOf(text: string, cores: ReadonlySet<number> | null): ProcessorTime | null {
  let busy = 0;
  let stolen = 0;
  let all = 0;
  for (const [, core, numbers = ''] of text.matchAll(/^cpu(\d+) (.*)$/gm)) {
    if (cores !== null && !cores.has(Number(core))) continue;
    // The time of guests, behind these, is in that of `user`.
    const [user = 0, nice = 0, system = 0, idle = 0, iowait = 0, irq = 0, softirq = 0, steal = 0] = numbers
      .trim()
      .split(/ +/)
      .map(Number);
    const used = user + nice + system + irq + softirq;
    busy += used;
    stolen += steal;
    all += used + idle + iowait + steal;
  }
  return all > 0 ? { busy, stolen, all } : null;
}

function readAnywhere(): ProcessorTime | null {
  try {
    let busy = 0;
    let all = 0;
    for (const { times } of cpus()) {
      const used = times.user + times.nice + times.sys + times.irq;
      busy += used;
      all += used + times.idle;
    }
    return all > 0 ? { busy, stolen: null, all } : null;
  } catch {
    return null;
  }
}
