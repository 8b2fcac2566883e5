import { parentPort } from 'node:worker_threads';
import { doTask, type TaskArgument, type TextTask, THREAD_READY } from './text-tasks.ts';

/** The program of the thread that reads large texts: one task at a time. A task that throws ends it, which its owner hears. */
parentPort?.on('message', ({ task, argument }: { task: TextTask; argument: TaskArgument<TextTask> }) => {
  parentPort?.postMessage(doTask(task, argument));
});
parentPort?.postMessage(THREAD_READY);
