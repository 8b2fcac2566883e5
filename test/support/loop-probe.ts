/**
 * Watches the event loop of a program from within: `NODE_OPTIONS=--import=…/loop-probe.ts PLIMSOLL_LOOP_PROBE=file`. Each
 * SIGUSR2 writes into the file what was seen since the last one. It imports nothing, so that it changes little.
 */
import { writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** What the main thread of a program did for a while. */
export interface LoopSeen {
  readonly pid: number;
  /** The longest time in which it came to nothing else. */
  readonly blockedMs: number;
  /** CPU that the thread took in that time: where it is far less, others had the processor, or it waited for a disk. */
  readonly ofCpuMs: number;
  /** CPU of the thread, and of the whole process, as shares of a core. */
  readonly threadCpu: number;
  readonly processCpu: number;
}

const EVERY_MS = 4;
const file = process.env.PLIMSOLL_LOOP_PROBE;
if (isMainThread && file !== undefined) watch(file);

function watch(to: string): void {
  let [at, cpu] = [performance.now(), threadMs()];
  let longest = { blockedMs: 0, ofCpuMs: 0 };
  let began = { at, cpu, all: process.cpuUsage() };
  const look = () => {
    const [now, used] = [performance.now(), threadMs()];
    const blockedMs = now - at - EVERY_MS;
    if (blockedMs > longest.blockedMs) longest = { blockedMs, ofCpuMs: used - cpu };
    [at, cpu] = [now, used];
  };
  setInterval(look, EVERY_MS).unref();
  process.on('SIGUSR2', () => {
    look();
    const passedMs = at - began.at;
    const { user, system } = process.cpuUsage(began.all);
    const seen: LoopSeen = {
      pid: process.pid,
      ...longest,
      threadCpu: (cpu - began.cpu) / passedMs,
      processCpu: (user + system) / 1_000 / passedMs,
    };
    writeFileSync(to, JSON.stringify(seen));
    [at, cpu] = [performance.now(), threadMs()];
    longest = { blockedMs: 0, ofCpuMs: 0 };
    began = { at, cpu, all: process.cpuUsage() };
  });
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}
