import { Worker } from 'node:worker_threads';
import type { FromThread, ThreadAssignment, ToThread } from './messages.ts';

/** A load thread as the crew holds it. */
export interface LoadThread {
  post(message: ToThread): void;
  terminate(): void;
}

export interface LoadThreadEvents {
  onMessage(message: FromThread): void;
  /** Once, when the thread is gone; the error that ended it, or null. */
  onGone(error: Error | null): void;
}

/** The one place where threads are made. */
export function spawnThread(entry: URL, assignment: ThreadAssignment, events: LoadThreadEvents): LoadThread {
  const worker = new Worker(entry, { workerData: assignment, name: `load-${assignment.thread}` });
  let error: Error | null = null;
  worker.on('message', (message: FromThread) => events.onMessage(message));
  worker.on('error', (thrown: unknown) => {
    error = thrown instanceof Error ? thrown : new Error(String(thrown));
  });
  worker.on('exit', () => events.onGone(error));
  return {
    post: (message) => worker.postMessage(message),
    terminate: () => void worker.terminate(),
  };
}
