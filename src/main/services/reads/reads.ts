import { fail } from '../../../contract/failure.ts';
import type { RunReader } from '../../storage/run-reader.ts';
import type { AppOptions } from '../app-port.ts';
import { type Answer, type Asked, answerOf, type Question, readerGone } from './questions.ts';
import { ReaderThread } from './reader-thread.ts';
import { RunAnswers } from './run-answers.ts';

/** These read a whole run each time; the others are asked many times over, and answered from what is kept in memory. */
const LONG: ReadonlySet<Question> = new Set<Question>([
  'document',
  'seconds',
  'gauges',
  'compare',
  'baseline',
  'report',
  'appliedRun',
]);

/**
 * Asks about runs, in four threads: who brushes over a run does not wait for its document, neither waits for its causes, and a
 * history waits for no run. A
 * command of the terminal reads in the main thread: nobody looks at it meanwhile, and a thread would only have to begin first.
 */
export class Reads {
  readonly #here: RunAnswers | null;
  readonly #short: ReaderThread;
  readonly #long: ReaderThread;
  readonly #search: ReaderThread;
  readonly #history: ReaderThread;
  #isClosed = false;

  constructor(
    { host, runReaderEntry: entry, dataDir }: Pick<AppOptions, 'host' | 'runReaderEntry' | 'dataDir'>,
    store: RunReader,
    onBug: (error: unknown) => void,
  ) {
    this.#here = host === 'cli' ? new RunAnswers(store) : null;
    this.#short = new ReaderThread({ entry, dataDir, idleMs: 300_000, onBug });
    this.#long = new ReaderThread({ entry, dataDir, idleMs: 30_000, onBug });
    this.#search = new ReaderThread({ entry, dataDir, idleMs: 5_000, onBug });
    this.#history = new ReaderThread({ entry, dataDir, idleMs: 300_000, onBug });
  }

  /**
   * @returns a failure `run.not_read` also once it was closed
   * @throws what the database throws where it cannot be read
   */
  async ask<Name extends Question>(question: Name, asked: Asked<Name>): Promise<Answer<Name>> {
    // Every question may fail, and in the same way.
    if (this.#isClosed) return fail(readerGone('')) as Answer<Name>;
    if (this.#here !== null) return answerOf(this.#here, question, asked);
    return this.#threadOf(question).ask(question, asked);
  }

  /** Ends the threads, and has ended them once this resolves; what waits, and what is asked from now on, is refused. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#short, this.#long, this.#search, this.#history].map((thread) => thread.close()));
  }

  #threadOf(question: Question): ReaderThread {
    // Whoever grades a whole history again keeps no reader of a run waiting.
    if (question === 'causes' || question === 'figures' || question === 'regrade') return this.#search;
    if (question === 'trend' || question === 'choices') return this.#history;
    return LONG.has(question) ? this.#long : this.#short;
  }
}
