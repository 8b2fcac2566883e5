import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { openStorage } from '../../src/main/storage/storage.ts';
import { madeSecond } from '../unit/main/storage/made-run.ts';
import { crashCommand } from './crash-injector.ts';
import { seededRandom } from './seeded-random.ts';

const APPENDER = fileURLToPath(new URL('storage-appender.ts', import.meta.url));

/** What one kill left behind. */
export interface StorageCrash {
  /** Seconds the process had been told were saved. */
  readonly acknowledged: number;
  /** Seconds found afterwards, from 0 without a gap and equal to what was written. */
  readonly intact: number;
  readonly damaged: readonly number[];
  readonly state: string | null;
  readonly durationMs: number | null;
  readonly notice: string | null;
}

/** Kills a writing process with SIGKILL at a moment drawn from the seed, opens the folder again, and counts. */
export async function crashWriter(folder: string, seed: number): Promise<StorageCrash> {
  const random = seededRandom(seed);
  const runId = `crash-${seed}`;
  const after = Math.floor(random() * 25);
  const crash = await crashCommand({
    command: process.execPath,
    args: [APPENDER, folder, runId],
    moment: {
      kind: 'line',
      pattern: new RegExp(`^committed ${after}$`),
      stream: 'stdout',
      plusMs: random() * 40,
    },
  });
  if (!crash.struck) throw new Error(`the writer ended by itself: ${crash.stderr}`);
  const acknowledged = [...crash.stdout.matchAll(/^committed \d+$/gm)].length;
  const opened = openStorage(folder);
  if (!opened.ok) throw new Error(opened.failure.message);
  const { runs, notice, close } = opened.value;
  try {
    runs.repairInterrupted();
    const { seconds, damaged } = runs.seconds(runId);
    const firstWrong = seconds.findIndex((second, index) => !sameSecond(second, madeSecond(index, 8)));
    const listing = runs.listing(runId);
    return {
      acknowledged,
      intact: firstWrong === -1 ? seconds.length : firstWrong,
      damaged,
      state: listing?.state ?? null,
      durationMs: listing?.durationMs ?? null,
      notice,
    };
  } finally {
    close();
  }
}

/** As JSON has them: in whatever order their keys were written. */
function sameSecond(a: object, b: object): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}
