import { fail } from '../../../contract/failure.ts';
import type { Bytes, Millis } from '../../../contract/units.ts';
import { type HeldThread, spawnHelper } from '../../../workers/threads/spawn.ts';
import { type Answer, type Asked, type FromReader, type Question, READER_GONE } from './questions.ts';

const HEAP_BYTES: Bytes = 1_024 * 1_048_576;

interface ReaderOptions {
  /** read-thread.ts, built or source. */
  readonly entry: URL;
  readonly dataDir: string;
  /** What it holds of a run is given back when nobody asked for so long. */
  readonly idleMs: Millis;
}

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: Error): void;
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

  /** Ends the thread; what waits is refused. */
  close(): void {
    clearTimeout(this.#timer);
    this.#thread?.terminate();
    this.#refuse();
  }

  #spawned(): HeldThread<unknown> {
    if (this.#thread !== null) return this.#thread;
    const { entry, dataDir } = this.#options;
    const thread: HeldThread<unknown> = spawnHelper(entry, HEAP_BYTES, {
      onMessage: (message) => this.#heard(message as FromReader),
      onGone: () => {
        if (thread === this.#thread) this.#refuse();
      },
    });
    thread.post({ dataDir });
    this.#thread = thread;
    return thread;
  }

  #heard(message: FromReader): void {
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if ('thrown' in message) {
      waiting?.reject(Object.assign(new Error(message.thrown.message), { code: message.thrown.code }));
    } else waiting?.resolve(message.answer);
    if (this.#waiting.size > 0) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.close(), this.#options.idleMs).unref();
  }

  #refuse(): void {
    this.#thread = null;
    for (const { resolve } of this.#waiting.values()) resolve(fail(READER_GONE));
    this.#waiting.clear();
  }
}
