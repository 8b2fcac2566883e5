/**
 * Watches the event loop of a program from within: `NODE_OPTIONS=--import=…/loop-probe.ts PLIMSOLL_LOOP_PROBE=file`. Each
 * SIGUSR2 writes into the file what was seen since the last one. It imports nothing, so that it changes little.
 */
import { openSync, readSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** A stretch in which the main thread came to nothing else. */
interface Blocked {
  readonly blockedMs: number;
  /** Of it, CPU that the thread took. */
  readonly ofCpuMs: number;
  /**
   * Of it, what the thread could have gone on but for others that had the processors; Linux alone tells, else 0. In the
   * time before it, in which the thread would have slept, it may have waited for one as well: that is taken off, so that this
   * is rather too little, by `EVERY_MS` at most.
   */
  readonly queuedMs: number;
}

/** What the main thread of a program did for a while. */
export interface LoopSeen extends Blocked {
  readonly pid: number;
  /** The longest without what it was queued: its own work, and what it waited for. */
  readonly longestOwn: Blocked;
  /** CPU of the thread, and of the whole process, as shares of a core. */
  readonly threadCpu: number;
  readonly processCpu: number;
}

const EVERY_MS = 4;
const NONE: Blocked = { blockedMs: 0, ofCpuMs: 0, queuedMs: 0 };
const file = process.env.PLIMSOLL_LOOP_PROBE;
if (isMainThread && file !== undefined) watch(file);

function watch(to: string): void {
  const queued = queuedClock();
  const clocks = () => ({ at: performance.now(), cpu: threadMs(), queued: queued() });
  let last = clocks();
  let longest = NONE;
  let longestOwn = NONE;
  let began = { ...last, all: process.cpuUsage() };
  const look = () => {
    const now = clocks();
    const blocked = {
      blockedMs: now.at - last.at - EVERY_MS,
      ofCpuMs: now.cpu - last.cpu,
      queuedMs: Math.max(0, now.queued - last.queued - EVERY_MS),
    };
    if (blocked.blockedMs > longest.blockedMs) longest = blocked;
    if (ownMs(blocked) > ownMs(longestOwn)) longestOwn = blocked;
    last = now;
  };
  setInterval(look, EVERY_MS).unref();
  process.on('SIGUSR2', () => {
    look();
    const passedMs = last.at - began.at;
    const { user, system } = process.cpuUsage(began.all);
    const seen: LoopSeen = {
      pid: process.pid,
      ...longest,
      longestOwn,
      threadCpu: (last.cpu - began.cpu) / passedMs,
      processCpu: (user + system) / 1_000 / passedMs,
    };
    writeFileSync(to, JSON.stringify(seen));
    last = clocks();
    longest = NONE;
    longestOwn = NONE;
    began = { ...last, all: process.cpuUsage() };
  });
}

/** What of a stretch is the program's: its work, and waiting for a disk or a lock. */
function ownMs({ blockedMs, queuedMs }: Blocked): number {
  return blockedMs - queuedMs;
}

function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** How long the main thread has been ready to run without a processor, in ms: the second figure of `schedstat`, in ns. */
function queuedClock(): () => number {
  if (process.platform !== 'linux') return () => 0;
  const schedstat = openSync(`/proc/self/task/${process.pid}/schedstat`, 'r');
  const bytes = Buffer.alloc(100);
  return () => {
    const length = readSync(schedstat, bytes, 0, bytes.length, 0);
    return Number(bytes.toString('latin1', 0, length).split(' ')[1]) / 1e6;
  };
}
