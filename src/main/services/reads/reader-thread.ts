import { codeOf, fail } from '../../../contract/failure.ts';
import type { Bytes, Millis } from '../../../contract/units.ts';
import { type HeldThread, spawnHelper } from '../../../workers/threads/spawn.ts';
import { type Answer, type Asked, type FromReader, type Question, readerGone } from './questions.ts';

const HEAP_BYTES: Bytes = 1_024 * 1_048_576;

interface ReaderOptions {
  /** read-thread.ts, built or source. */
  readonly entry: URL;
  readonly dataDir: string;
  /** What it holds of a run is given back when nobody asked for so long. */
  readonly idleMs: Millis;
  /** Told of what ended the thread, and of what went wrong in it beside questions. */
  onBug(error: unknown): void;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error | null): void;
}

/** A thread that answers one question after the other; begun by the first, and once more where it ended by itself. */
export class ReaderThread {
  readonly #options: ReaderOptions;
  readonly #waiting = new Map<number, Waiting>();
  #thread: HeldThread<unknown> | null = null;
  #asked = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** @throws what the database throws where it cannot be read */
  async ask<Name extends Question>(question: Name, asked: Asked<Name>): Promise<Answer<Name>> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const number = this.#asked++;
    this.#waiting.set(number, { resolve, reject });
    clearTimeout(this.#timer);
    this.#spawned().post({ number, question, asked });
    // The thread keeps nobody from ending; who waits for it does.
    const waiting = setInterval(() => {}, 60_000);
    try {
      return (await promise) as Answer<Name>;
    } finally {
      clearInterval(waiting);
    }
  }

  /** Ends the thread, and has ended it once this resolves; what waits is refused. The next question begins another. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const thread = this.#thread;
    this.#refuse('');
    await thread?.terminate();
  }

  #spawned(): HeldThread<unknown> {
    if (this.#thread !== null) return this.#thread;
    const { entry, dataDir } = this.#options;
    const thread: HeldThread<unknown> = spawnHelper(entry, HEAP_BYTES, {
      onMessage: (message) => this.#heard(message as FromReader),
      onGone: (error) => {
        if (error !== null) this.#options.onBug(error);
        if (thread === this.#thread) this.#refuse(codeOf(error));
      },
    });
    thread.post({ dataDir });
    this.#thread = thread;
    return thread;
  }

  #heard(message: FromReader): void {
    const thrown = 'thrown' in message ? errorOf(message.thrown) : null;
    if (message.number === null) {
      this.#options.onBug(thrown);
      return;
    }
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if ('answer' in message) waiting?.resolve(message.answer);
    else waiting?.reject(thrown);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.close(), this.#options.idleMs).unref();
  }

  #refuse(code: string): void {
    this.#thread = null;
    for (const { resolve } of this.#waiting.values()) resolve(fail(readerGone(code)));
    this.#waiting.clear();
  }
}

/** As it was thrown in the thread, as far as whoever catches it looks. */
function errorOf({ code, message }: { readonly code: string; readonly message: string }): Error {
  return Object.assign(new Error(message), { code });
}
