import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import type { FromSampler, SamplerAssignment, ToSampler } from '../target-watch/messages.ts';
import type { FromThread, ThreadAssignment, ToThread } from './messages.ts';

/** A thread as whoever made it holds it. */
export interface HeldThread<Message> {
  post(message: Message): void;
  /** Resolves once it is gone. */
  terminate(): Promise<void>;
}

interface ThreadEvents<Message> {
  onMessage(message: Message): void;
  /** Once, when the thread is gone; the error that ended it, or null. */
  onGone(error: Error | null): void;
}

/**
 * Three semi-spaces of 16 MiB, which is where V8 begins. Left alone it doubles them once or twice in the first minutes
 * of a long run: memory that seems to leak, and collections that take twice as long (2 ms where it was 0.7).
 */
const YOUNG_MIB = 48;

/**
 * Just below 2 GiB, from where on V8 lets a heap grow to four times what is alive in it, not two, before it looks what is
 * garbage: tens of MiB over the first minutes, which seem to leak. Feeds and files are far below it.
 */
const OLD_MIB = 2_000;

// Both for every thread made from here on. A function `gc`: see entry.ts.
setFlagsFromString('--expose-gc');
// A load thread allocates so little that V8 takes it for idle: it would collect and compact the heap amid the run.
setFlagsFromString('--no-memory-reducer');

/** Of a helper, which makes much and keeps little: what is larger fills up with what nobody holds any more. */
const HELPER_YOUNG_MIB = 4;

/** Of the thread that watches, which holds a page of metrics at a time of each watch. */
const SAMPLER_OLD_MIB = 192;

/**
 * Makes a thread that loads. This file is the one place where threads are made, and none of this throws: one that could not be
 * made, for the system has no threads left, is gone at once.
 */
export function spawnThread(
  entry: URL,
  assignment: ThreadAssignment,
  events: ThreadEvents<FromThread>,
): HeldThread<ToThread> {
  // A program that only reads keeps what is young small; this is of the whole process, and load wants it to grow.
  setFlagsFromString('--semi-space-growth-factor=2');
  const options = {
    workerData: assignment,
    name: `load-${assignment.thread}`,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MIB, maxOldGenerationSizeMb: OLD_MIB },
  };
  return held(() => new Worker(entry, options), events);
}

/**
 * A thread for work that would hold up who needs it. It keeps nobody from ending.
 * @param heapBytes beyond it the thread is gone, with ERR_WORKER_OUT_OF_MEMORY
 */
export function spawnHelper(
  entry: URL,
  heapBytes: number,
  events: ThreadEvents<unknown>,
): HeldThread<unknown> {
  const options = {
    name: 'helper',
    resourceLimits: {
      maxYoungGenerationSizeMb: HELPER_YOUNG_MIB,
      maxOldGenerationSizeMb: Math.floor(heapBytes / 1_048_576),
    },
  };
  return held(() => unheld(new Worker(entry, options)), events);
}

/** The thread that watches the targets of a run. It keeps nobody from ending. */
export function spawnSampler(
  entry: URL,
  assignment: SamplerAssignment,
  events: ThreadEvents<FromSampler>,
): HeldThread<ToSampler> {
  const options = {
    workerData: assignment,
    name: 'sampler',
    resourceLimits: {
      maxYoungGenerationSizeMb: HELPER_YOUNG_MIB,
      maxOldGenerationSizeMb: SAMPLER_OLD_MIB,
    },
  };
  return held(() => unheld(new Worker(entry, options)), events);
}

function unheld(worker: Worker): Worker {
  worker.unref();
  return worker;
}

function held<In, Out>(make: () => Worker, events: ThreadEvents<Out>): HeldThread<In> {
  let error: Error | null = null;
  const failed = (thrown: unknown) => {
    error = thrown instanceof Error ? thrown : new Error(String(thrown));
  };
  let worker: Worker;
  try {
    worker = make();
  } catch (thrown) {
    failed(thrown);
    // As of any other: not before whoever made it holds it.
    queueMicrotask(() => events.onGone(error));
    return { post: () => undefined, terminate: async () => undefined };
  }
  worker.on('message', (message: Out) => events.onMessage(message));
  worker.on('error', failed);
  worker.on('exit', () => events.onGone(error));
  return {
    post: (message) => worker.postMessage(message),
    terminate: async () => {
      await worker.terminate();
    },
  };
}
