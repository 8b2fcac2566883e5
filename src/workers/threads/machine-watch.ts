import { availableParallelism } from 'node:os';
import { type Gauge, gaugesOf } from '../../contract/gauges.ts';
import { type ProcessorTime, readProcessorTime } from './processor-time.ts';

/** Where a watch looks; each may throw, as Node's own do where descriptors have run out. */
interface MachineSources {
  readonly processors: () => ProcessorTime | null;
  /** Of this process, all threads, in microseconds. */
  readonly ownMicros: () => number;
  readonly rssBytes: () => number;
  readonly monotonicMs: () => number;
  readonly wallMs: () => number;
  readonly cores: number;
}

interface Reading {
  readonly atMs: number;
  readonly wallMs: number;
  readonly ownMicros: number | null;
  readonly processors: ProcessorTime | null;
}

/**
 * Processor, memory and clock of the machine, between one call and the next. It observes, so it never throws: what
 * cannot be read now (EMFILE) keeps the figure it had, and is left out where it may be.
 */
export class MachineWatch {
  readonly #sources: MachineSources;
  #last: Reading;
  /** Of the last time each could be read: a second in which it could not is made up for by the next. */
  #processors: ProcessorTime | null;
  #known = { processCpu: 0, machineCpu: 0, rssBytes: 0 };

  constructor(sources: MachineSources = SYSTEM) {
    this.#sources = sources;
    this.#last = this.#read();
    this.#processors = this.#last.processors;
  }

  /** What happened since the last call, or since it was made. */
  take(): Gauge[] {
    const { cores } = this.#sources;
    const before = this.#last;
    const now = this.#read();
    this.#last = now;
    const elapsedMs = Math.max(1, now.atMs - before.atMs);
    const known = this.#known;
    if (now.ownMicros !== null && before.ownMicros !== null) {
      known.processCpu = clampShare((now.ownMicros - before.ownMicros) / 1_000 / elapsedMs / cores);
    }
    known.rssBytes = attempt(this.#sources.rssBytes) ?? known.rssBytes;
    const shares = this.#takeShares(now.processors);
    if (shares !== null) known.machineCpu = shares.machineCpu;
    return gaugesOf({
      'process.cpu': known.processCpu,
      'process.rss': known.rssBytes,
      'machine.cpu': known.machineCpu,
      'machine.others_cpu': shares === null ? null : clampShare(shares.busy - known.processCpu),
      'machine.stolen': shares === null ? null : shares.stolen,
      // The monotonic clock stands still while the machine sleeps, the wall clock does not. A step of less than a second
      // may be a correction of the wall clock.
      'machine.slept': sleepOf(now.wallMs - before.wallMs - elapsedMs),
    });
  }

  #takeShares(now: ProcessorTime | null): ProcessorShares | null {
    const before = this.#processors;
    if (now === null) return null;
    this.#processors = now;
    return before === null ? null : sharesOf(before, now);
  }

  #read(): Reading {
    const { monotonicMs, wallMs, ownMicros, processors } = this.#sources;
    return {
      atMs: monotonicMs(),
      wallMs: wallMs(),
      ownMicros: attempt(ownMicros),
      processors: attempt(processors),
    };
  }
}

interface ProcessorShares {
  /** Of what the hypervisor left to this machine. */
  readonly machineCpu: number;
  /** Of all cores, like the rest. */
  readonly busy: number;
  readonly stolen: number | null;
}

function sharesOf(before: ProcessorTime, now: ProcessorTime): ProcessorShares | null {
  const all = now.all - before.all;
  if (all <= 0) return null;
  const busy = now.busy - before.busy;
  const stolen = now.stolen === null || before.stolen === null ? null : now.stolen - before.stolen;
  const ours = all - (stolen ?? 0);
  return {
    machineCpu: ours > 0 ? clampShare(busy / ours) : 0,
    busy: clampShare(busy / all),
    stolen: stolen === null ? null : clampShare(stolen / all),
  };
}

const SYSTEM: MachineSources = {
  processors: readProcessorTime,
  ownMicros: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  rssBytes: () => process.memoryUsage.rss(),
  monotonicMs: () => performance.now(),
  wallMs: () => Date.now(),
  cores: availableParallelism(),
};

function attempt<Value>(read: () => Value | null): Value | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function sleepOf(aheadMs: number): number {
  return aheadMs > 1_000 ? Math.round(aheadMs * 1_000) : 0;
}

function clampShare(share: number): number {
  return Math.min(1, Math.max(0, share));
}
