import { fail } from '../../../contract/failure.ts';
import type { Bytes, Millis } from '../../../contract/units.ts';
import { type HeldThread, spawnHelper } from '../../../workers/threads/spawn.ts';
import type { AppOptions } from '../app-port.ts';
import {
  type Answer,
  type Asked,
  answerOf,
  type FromReader,
  type Question,
  READER_GONE,
} from './questions.ts';
import { type ReadStore, RunAnswers } from './run-answers.ts';

const HEAP_BYTES: Bytes = 1_024 * 1_048_576;
/** What it holds of a run is given back when nobody asked for so long. */
const IDLE_MS: Millis = 300_000;

type ReadsOptions = Pick<AppOptions, 'host' | 'runReaderEntry' | 'dataDir'>;

/**
 * Asks about runs, in a thread of its own that keeps the run last asked about. A command of the terminal reads in the main
 * thread: nobody looks at it meanwhile, and a thread would only have to begin first.
 */
export class Reads {
  readonly #options: ReadsOptions;
  readonly #waiting = new Map<number, { resolve(answer: unknown): void; reject(error: Error): void }>();
  readonly #here: RunAnswers | null;
  #thread: HeldThread<unknown> | null = null;
  #asked = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: ReadsOptions, store: ReadStore) {
    this.#options = options;
    this.#here = options.host === 'cli' ? new RunAnswers(store) : null;
  }

  /** @throws what the database throws where it cannot be read */
  async ask<Name extends Question>(question: Name, asked: Asked<Name>): Promise<Answer<Name>> {
    if (this.#here !== null) return answerOf(this.#here, question, asked);
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
    const thread: HeldThread<unknown> = spawnHelper(this.#options.runReaderEntry, HEAP_BYTES, {
      onMessage: (message) => this.#heard(message as FromReader),
      onGone: () => {
        if (thread === this.#thread) this.#refuse();
      },
    });
    thread.post({ dataDir: this.#options.dataDir });
    this.#thread = thread;
    return thread;
  }

  #heard(message: FromReader): void {
    const waiting = this.#waiting.get(message.number);
    this.#waiting.delete(message.number);
    if ('thrown' in message) {
      waiting?.reject(Object.assign(new Error(message.thrown.message), { code: message.thrown.code }));
    } else waiting?.resolve(message.answer);
    if (this.#waiting.size === 0) this.#timer = setTimeout(() => this.close(), IDLE_MS).unref();
  }

  #refuse(): void {
    this.#thread = null;
    for (const { resolve } of this.#waiting.values()) resolve(fail(READER_GONE));
    this.#waiting.clear();
  }
}
