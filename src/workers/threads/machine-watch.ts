import { availableParallelism, cpus } from 'node:os';
import type { MachineSecond } from '../../contract/tick.ts';

interface Reading {
  readonly atMs: number;
  readonly wallMs: number;
  readonly processMicros: number;
  readonly busyMs: number;
  readonly allMs: number;
}

/** Processor, memory and clock of the machine, between one call and the next. */
export class MachineWatch {
  #last: Reading = read();

  /** What happened since the last call, or since it was made. */
  take(): MachineSecond {
    const before = this.#last;
    const now = read();
    this.#last = now;
    const elapsedMs = Math.max(1, now.atMs - before.atMs);
    const allMs = now.allMs - before.allMs;
    return {
      processCpu: clampShare(
        (now.processMicros - before.processMicros) / 1_000 / elapsedMs / availableParallelism(),
      ),
      machineCpu: allMs > 0 ? clampShare((now.busyMs - before.busyMs) / allMs) : 0,
      rssBytes: process.memoryUsage.rss(),
      // The monotonic clock stands still while the machine sleeps, the wall clock does not. A step of less than a second
      // may be a correction of the wall clock.
      sleptUs: sleepOf(now.wallMs - before.wallMs - elapsedMs),
    };
  }
}

function sleepOf(aheadMs: number): number {
  return aheadMs > 1_000 ? Math.round(aheadMs * 1_000) : 0;
}

function read(): Reading {
  const { user, system } = process.cpuUsage();
  let busyMs = 0;
  let allMs = 0;
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq;
    busyMs += busy;
    allMs += busy + times.idle;
  }
  return { atMs: performance.now(), wallMs: Date.now(), processMicros: user + system, busyMs, allMs };
}

function clampShare(share: number): number {
  return Math.min(1, Math.max(0, share));
}
