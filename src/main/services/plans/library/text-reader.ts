import {
  codeOf,
  type Failure,
  fail,
  type Result,
  succeed,
  testFailure,
} from '../../../../contract/failure.ts';
import type { Bytes, Millis } from '../../../../contract/units.ts';
import { type HeldThread, spawnHelper } from '../../../../workers/threads/spawn.ts';
import {
  doTask,
  type ResultTask,
  type TaskAnswer,
  type TaskArgument,
  type TextTask,
  THREAD_READY,
} from './text-tasks.ts';

/** Shorter texts are read at once: the worst of them takes less than a thread takes to begin. */
const INLINE_CHARS = 16_384;
/** Many times what the longest plan or recording takes that somebody means. */
const DEADLINE_MS: Millis = 10_000;
/** To load the modules of the thread, on however busy a machine. The timer also keeps the process, which a thread does not. */
const START_MS: Millis = 60_000;
const HEAP_BYTES: Bytes = 512 * 1_048_576;
/** What a longer text took of memory is given back with its thread. */
const LEAVING_CHARS = 2_000_000;
const IDLE_MS: Millis = 10_000;

interface TextReaderOptions {
  /** text-thread.ts, built or source. */
  readonly entry: URL;
  readonly deadlineMs?: Millis;
}

interface Work {
  readonly task: TextTask;
  readonly argument: TaskArgument<TextTask>;
  readonly done: (answer: Result<unknown>) => void;
}

/**
 * Reads texts that came from outside without holding anybody up: long ones in a thread of their own, one after the other,
 * each within a deadline, from when the thread is ready, and a bound of memory. A text that is not read by then is refused, and the thread ended.
 */
export class TextReader {
  readonly #options: TextReaderOptions;
  readonly #waiting: Work[] = [];
  #thread: HeldThread<unknown> | null = null;
  /** Its modules are loaded: on a busy machine that takes longer than most texts, and is no fault of theirs. */
  #isReady = false;
  #underWay: Work | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: TextReaderOptions) {
    this.#options = options;
  }

  /** @returns what the task gives; failure `plan.too_slow` or `plan.too_big` where it cannot be done within the bounds */
  async run<Task extends TextTask>(
    task: Task,
    argument: TaskArgument<Task>,
  ): Promise<Result<TaskAnswer<Task>>> {
    if (argument.text.length <= INLINE_CHARS) return succeed(doTask(task, argument));
    const { promise, resolve } = Promise.withResolvers<Result<unknown>>();
    this.#waiting.push({ task, argument, done: resolve });
    this.#next();
    return promise as Promise<Result<TaskAnswer<Task>>>;
  }

  /** The same where the task gives a result: its own, or why there is none. */
  async ask<Task extends ResultTask>(task: Task, argument: TaskArgument<Task>): Promise<TaskAnswer<Task>> {
    const done = await this.run(task, argument);
    return done.ok ? done.value : (done as TaskAnswer<Task>);
  }

  /** Ends the thread; what waits is refused. */
  close(): void {
    this.#end();
    const stopped = fail(refusal('plan.too_slow', 'Plimsoll was closed before the text was read.'));
    for (const { done } of [this.#underWay, ...this.#waiting.splice(0)].filter((work) => work !== null))
      done(stopped);
    this.#underWay = null;
  }

  #next(): void {
    if (this.#underWay !== null) return;
    const work = this.#waiting.shift();
    clearTimeout(this.#timer);
    if (work === undefined) {
      this.#timer = setTimeout(() => this.#end(), IDLE_MS).unref();
      return;
    }
    this.#underWay = work;
    this.#spawned().post({ task: work.task, argument: work.argument });
    this.#setDeadline(this.#isReady ? (this.#options.deadlineMs ?? DEADLINE_MS) : START_MS);
  }

  #setDeadline(deadlineMs: Millis): void {
    const work = this.#underWay;
    if (work === null) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#end();
      const message = `The text was not read within ${deadlineMs / 1_000} s.`;
      this.#finish(work, fail(refusal('plan.too_slow', message)));
    }, deadlineMs);
  }

  #spawned(): HeldThread<unknown> {
    if (this.#thread !== null) return this.#thread;
    const thread: HeldThread<unknown> = spawnHelper(this.#options.entry, HEAP_BYTES, {
      onMessage: (answer) => this.#heard(thread, answer),
      onGone: (error) => this.#gone(thread, error),
    });
    this.#thread = thread;
    this.#isReady = false;
    return thread;
  }

  #heard(thread: HeldThread<unknown>, answer: unknown): void {
    if (thread !== this.#thread) return;
    if (answer === THREAD_READY) {
      this.#isReady = true;
      this.#setDeadline(this.#options.deadlineMs ?? DEADLINE_MS);
    } else if (this.#underWay !== null) this.#finish(this.#underWay, succeed(answer));
  }

  /** By itself: out of memory, or by a bug of ours, which the same task here and now would throw where it is heard of. */
  #gone(thread: HeldThread<unknown>, error: Error | null): void {
    if (thread !== this.#thread) return;
    this.#thread = null;
    const work = this.#underWay;
    if (work === null) return;
    const isFull = codeOf(error) === 'ERR_WORKER_OUT_OF_MEMORY';
    const why = error === null ? '' : ` (${error.message})`;
    this.#finish(
      work,
      fail(
        isFull
          ? refusal('plan.too_big', 'Reading the text takes more than 512 MiB of memory.')
          : refusal('plan.invalid', `The text could not be read${why}.`),
      ),
    );
  }

  #finish(work: Work, answer: Result<unknown>): void {
    this.#underWay = null;
    if (work.argument.text.length > LEAVING_CHARS) this.#end();
    work.done(answer);
    this.#next();
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.#thread?.terminate();
    this.#thread = null;
  }
}

function refusal(code: string, message: string): Failure {
  return testFailure(code, message, 'Shorten it, or split it into several.');
}
