/**
 * A yardstick in a process of its own. The engine under test must not share an event loop with the server it
 * measures, so the servers of this room can run in a forked Node process: the entry calls `hostOverIpc`, the test
 * calls `startHosted`, and the methods of the server object become asynchronous ones. Arguments and answers are
 * structured clones; typed arrays travel as such.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

// biome-ignore lint/suspicious/noExplicitAny: the parameter position of a method map must accept every argument list
type Method = (...args: any[]) => unknown;

/** An object with a `close`, whose other members are methods or plain data. */
export interface Hostable {
  close(): Promise<void> | void;
}

/** `T` as seen from the parent: every method answers with a promise. Data members are not carried over. */
export type Remote<T> = {
  [K in keyof T as T[K] extends Method ? K : never]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

export interface Hosted<T> {
  readonly pid: number;
  readonly process: ChildProcess;
  /** Data members of the hosted object as they were after its start. */
  readonly facts: Readonly<Record<string, unknown>>;
  readonly remote: Remote<T>;
  /** Messages the hosted object sent by `notify`. */
  onNotice(listener: (name: string, value: unknown) => void): void;
  /** Asks the hosted object to close, then ends the process; kills it when it does not answer within 2 s. */
  close(): Promise<void>;
}

interface CallMessage {
  readonly call: number;
  readonly method: string;
  readonly args: readonly unknown[];
}

interface ReplyMessage {
  readonly reply: number;
  readonly value?: unknown;
  readonly error?: string;
}

interface NoticeMessage {
  readonly notice: string;
  readonly value: unknown;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Sends a message of its own accord from the hosted process to its parent; ignored where there is no parent. */
export function notify(name: string, value: unknown): void {
  process.send?.({ notice: name, value } satisfies NoticeMessage);
}

/** The child's side: starts the object with the options the parent sent, then serves calls until the parent is gone. */
export function hostOverIpc<O, T extends Hostable>(start: (options: O) => Promise<T>): void {
  let hosted: T | undefined;
  // A parent that was killed leaves nobody to answer to.
  process.on('disconnect', () => process.exit(0));
  process.on('message', (message: unknown) => {
    if (!isObject(message) || typeof message.call !== 'number') return;
    const { call, method, args } = message as unknown as CallMessage;
    void answer(call, async () => {
      if (method === 'start') {
        hosted = await start(args[0] as O);
        return Object.fromEntries(Object.entries(hosted).filter(([, value]) => typeof value !== 'function'));
      }
      const member = isObject(hosted) ? (hosted as Record<string, unknown>)[method] : undefined;
      if (typeof member !== 'function') throw new Error(`no method "${method}" in the hosted object`);
      return member.apply(hosted, args);
    });
  });
}

async function answer(call: number, work: () => Promise<unknown>): Promise<void> {
  let message: ReplyMessage;
  try {
    message = { reply: call, value: await work() };
  } catch (error) {
    message = { reply: call, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  process.send?.(message);
}

class Calls {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  #next = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message: unknown) => {
      if (isObject(message) && typeof message.reply === 'number')
        this.#settle(message as unknown as ReplyMessage);
    });
    child.once('exit', (code, signal) => {
      for (const waiter of this.#waiting.values()) {
        waiter.reject(new Error(`the hosted process ended (code ${code}, signal ${signal})`));
      }
      this.#waiting.clear();
    });
  }

  call(method: string, args: readonly unknown[]): Promise<unknown> {
    const call = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      this.#child.send({ call, method, args } satisfies CallMessage, (error) => {
        if (error === null || !this.#waiting.delete(call)) return;
        reject(error);
      });
    });
  }

  #settle(message: ReplyMessage): void {
    const waiter = this.#waiting.get(message.reply);
    this.#waiting.delete(message.reply);
    if (message.error === undefined) waiter?.resolve(message.value);
    else waiter?.reject(new Error(message.error));
  }
}

/** Ends a process that may be stopped or deaf, and waits until it is gone. */
export async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** The parent's side: forks `entry` (a .ts file that calls `hostOverIpc`) and starts the object in it. */
export async function startHosted<T extends Hostable>(entry: URL, options: unknown): Promise<Hosted<T>> {
  const child = fork(fileURLToPath(entry), [], { serialization: 'advanced', execArgv: [] });
  const calls = new Calls(child);
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('exit', () => process.off('exit', killWithUs));
  let facts: unknown;
  try {
    facts = await calls.call('start', [options]);
  } catch (error) {
    await endProcess(child);
    throw error;
  }
  const remote = new Proxy({} as Remote<T>, {
    get: (_target, method) =>
      typeof method === 'string' && method !== 'then'
        ? (...args: unknown[]) => calls.call(method, args)
        : undefined,
  });
  return {
    pid: child.pid ?? -1,
    process: child,
    facts: isObject(facts) ? facts : {},
    remote,
    onNotice: (listener) =>
      void child.on('message', (message: unknown) => {
        if (isObject(message) && typeof message.notice === 'string') listener(message.notice, message.value);
      }),
    close: async () => {
      const deaf = setTimeout(() => child.kill('SIGKILL'), 2_000);
      await calls.call('close', []).catch(() => {});
      clearTimeout(deaf);
      await endProcess(child);
    },
  };
}
