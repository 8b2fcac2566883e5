import { parentPort } from 'node:worker_threads';
import { codeOf } from '../../../contract/failure.ts';
import { openBinKeeper } from '../../storage/bin.ts';
import { emptyBin, measureFolder } from './bin-tasks.ts';
import type { FromBinThread, ToBinThread } from './bin-worker.ts';

/**
 * The program of the thread that empties the bin and measures runs, so that nobody waits for it: it opens the database for
 * itself, does one thing, and is ended.
 */
parentPort?.on('message', ({ dataDir, task }: ToBinThread) => {
  parentPort?.postMessage(done(dataDir, task));
});

function done(dataDir: string, task: ToBinThread['task']): FromBinThread {
  try {
    const keeper = openBinKeeper(dataDir);
    try {
      return { answer: task.kind === 'empty' ? emptyBin(keeper, task.asked) : measureFolder(keeper) };
    } finally {
      keeper.close();
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { thrown: { code: codeOf(error), message } };
  }
}
