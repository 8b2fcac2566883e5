import type { Bytes } from '../../../contract/units.ts';
import { type HeldThread, spawnHelper } from '../../../workers/threads/spawn.ts';
import { type BinKeeper, openBinKeeper } from '../../storage/bin.ts';
import type { AppOptions } from '../app-port.ts';
import { type BinTasks, type EmptyAsked, emptyBin, measureFolder } from './bin-tasks.ts';

const HEAP_BYTES: Bytes = 256 * 1_048_576;

type Task = { readonly kind: 'empty'; readonly asked: EmptyAsked } | { readonly kind: 'use' };
export interface ToBinThread {
  readonly dataDir: string;
  readonly task: Task;
}
export type FromBinThread =
  | { readonly answer: BinTasks[keyof BinTasks]['answer'] }
  | { readonly thrown: { readonly code: string; readonly message: string } };

/** A command of the terminal has nobody who looks at it meanwhile: it needs no thread. */
type BinWorkerOptions = Pick<AppOptions, 'binEntry' | 'dataDir' | 'host'>;

/** Empties the bin and measures runs, one thing after the other, in a thread of its own. */
export class BinWorker {
  readonly #options: BinWorkerOptions;
  #last: Promise<unknown> = Promise.resolve();
  /** The last emptying. */
  #emptied: Promise<unknown> = Promise.resolve();
  #thread: HeldThread<unknown> | null = null;
  #isClosed = false;

  constructor(options: BinWorkerOptions) {
    this.#options = options;
  }

  /** @throws what the database throws */
  empty(asked: EmptyAsked): Promise<BinTasks['empty']['answer']> {
    const work = this.#inTurn<'empty'>({ kind: 'empty', asked }, (keeper) => emptyBin(keeper, asked));
    this.#emptied = work.catch(() => undefined);
    return work;
  }

  /** @throws what the database throws */
  use(): Promise<BinTasks['use']['answer']> {
    return this.#inTurn<'use'>({ kind: 'use' }, measureFolder);
  }

  /** Resolves once no emptying is under way: whoever is about to write all the time waits for that. */
  async settled(): Promise<void> {
    await this.#emptied;
  }

  /** Ends the thread: what it was about goes on the next time. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread?.terminate();
  }

  #inTurn<Name extends keyof BinTasks>(
    task: Task,
    here: (keeper: BinKeeper) => BinTasks[Name]['answer'],
  ): Promise<BinTasks[Name]['answer']> {
    const work = this.#last.then(() => (this.#options.host === 'cli' ? this.#doHere(here) : this.#ask(task)));
    this.#last = work.catch(() => undefined);
    return work as Promise<BinTasks[Name]['answer']>;
  }

  #doHere<Answer>(work: (keeper: BinKeeper) => Answer): Answer {
    const keeper = openBinKeeper(this.#options.dataDir);
    try {
      return work(keeper);
    } finally {
      keeper.close();
    }
  }

  #ask(task: Task): Promise<unknown> {
    if (this.#isClosed) return Promise.reject(ENDED);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    // The thread keeps nobody from ending; who waits for it does.
    const waiting = setInterval(() => {}, 60_000);
    const thread: HeldThread<unknown> = spawnHelper(this.#options.binEntry, HEAP_BYTES, {
      onMessage: (message) => {
        const told = message as FromBinThread;
        if ('answer' in told) resolve(told.answer);
        else reject(Object.assign(new Error(told.thrown.message), { code: told.thrown.code }));
        void thread.terminate();
      },
      onGone: (error) => {
        clearInterval(waiting);
        if (this.#thread === thread) this.#thread = null;
        reject(error ?? ENDED);
      },
    });
    this.#thread = thread;
    const { dataDir } = this.#options;
    thread.post({ dataDir, task } satisfies ToBinThread);
    return promise;
  }
}

/** Closed before it was done. */
const ENDED = Object.assign(new Error('Plimsoll was closed before that was done.'), { code: 'SQLITE_BUSY' });
