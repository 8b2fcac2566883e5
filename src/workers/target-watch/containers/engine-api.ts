import { Agent, type IncomingMessage, request } from 'node:http';
import { codeOf, type Failure, fail, type Result, type Side, succeed } from '../../../contract/failure.ts';
import type { Bytes, Millis } from '../../../contract/units.ts';
import { type EngineHost, engineSockets } from './engine-sockets.ts';
import { textAt } from './json-members.ts';

interface EngineOptions {
  /** Absent: this machine. */
  readonly host?: EngineHost;
  /** For one answer, from the call to its last byte. */
  readonly timeoutMs: Millis;
}

/** What is done with an answer as it comes. */
interface Taking {
  /** @returns false: enough */
  readonly take: (chunk: Buffer) => boolean;
  /** Absent: that of the engine; 0: it may go on for ever. */
  readonly timeoutMs?: Millis;
  /** Ends it early. */
  readonly signal?: AbortSignal;
}

/** Whose answers are known as documented; what is older answers in its own version, what no longer speaks it in its oldest. */
const WANTED = '1.41';
/** An inspection or a list of containers is far below it. */
const MAX_ANSWER: Bytes = 8 * 1_048_576;

/**
 * The HTTP interface of a container engine (Docker, Podman) on its socket, with connections kept alive. The version is
 * negotiated with the first question, and again after a failure: an engine may be restarted as another one. Nothing but
 * GET is ever sent.
 */
export class EngineApi {
  readonly #options: EngineOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 });
  #socket: string | null = null;
  /** What is asked for in every path: `1.41`. */
  #version: string | null = null;

  constructor(options: EngineOptions) {
    this.#options = options;
  }

  /**
   * In which it is asked: `1.41`.
   * @returns failures `engine.no_socket`, `engine.permission`, `engine.not_local`, `engine.slow`, `engine.failed`
   */
  async version(): Promise<Result<string>> {
    if (this.#version !== null) return succeed(this.#version);
    const found = await this.#findSocket();
    if (!found.ok) return found;
    const answer = jsonOf(found.value);
    if (!answer.ok) return answer;
    const [api, oldest] = [textAt(answer.value, 'ApiVersion'), textAt(answer.value, 'MinAPIVersion')];
    if (!/^\d+\.\d+$/.test(api))
      return fail(engineFailure('failed', 'What listens at the Docker socket is no container engine.'));
    this.#version = isOlder(api, WANTED) ? api : isOlder(WANTED, oldest) ? oldest : WANTED;
    return succeed(this.#version);
  }

  /**
   * @param path with its query, without the version
   * @returns what it answered; a status that is no success is `engine.failed` in its own words, 404 `engine.not_found`
   */
  async get(path: string): Promise<Result<unknown>> {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const taken = await this.stream(path, {
      take: (chunk) => {
        chunks.push(chunk);
        bytes += chunk.length;
        return bytes <= MAX_ANSWER;
      },
    });
    if (!taken.ok) return taken;
    if (bytes > MAX_ANSWER)
      return fail(engineFailure('failed', 'The container engine answered more than 8 MiB.'));
    return jsonOf(Buffer.concat(chunks));
  }

  /** As `get`, with the answer given on as it comes. @returns when it has ended, or enough was taken */
  async stream(path: string, taking: Taking): Promise<Result<null>> {
    const version = await this.version();
    if (!version.ok) return version;
    const socket = this.#socket ?? '';
    const done = await this.#ask(socket, `/v${version.value}${path}`, taking);
    if (!done.ok && done.failure.code !== 'engine.not_found') this.#version = null;
    return done;
  }

  close(): void {
    this.#agent.destroy();
  }

  /** The answer of the first that answers to what it is. */
  async #findSocket(): Promise<Result<Buffer>> {
    const { host = { platform: process.platform, env: process.env } } = this.#options;
    const sockets = engineSockets(host);
    if (!sockets.ok) return sockets;
    let worst = noSocket(sockets.value);
    for (const socket of sockets.value) {
      const chunks: Buffer[] = [];
      const answer = await this.#ask(socket, '/version', { take: (chunk) => chunks.push(chunk) < 1_000 });
      if (answer.ok) {
        this.#socket = socket;
        return succeed(Buffer.concat(chunks));
      }
      if (answer.failure.code !== 'engine.no_socket' && worst.code === 'engine.no_socket')
        worst = answer.failure;
    }
    return fail(worst);
  }

  /** A connection that was kept may be gone with the engine that had it: a new one is tried then, once. */
  async #ask(socketPath: string, path: string, taking: Taking): Promise<Result<null>> {
    const asked = { agent: this.#agent, socketPath, path };
    const { timeoutMs } = this.#options;
    const answer = await ask(asked, { timeoutMs, ...taking });
    return answer === 'gone' ? ended(await ask(asked, { timeoutMs, ...taking })) : answer;
  }
}

function ended(answer: Result<null> | 'gone'): Result<null> {
  return answer === 'gone' ? fail(CLOSED) : answer;
}

/** @returns `gone`: a connection that was kept is no more, and nothing came over it */
function ask(
  to: { readonly agent: Agent; readonly socketPath: string; readonly path: string },
  { take, timeoutMs, signal }: Taking & { readonly timeoutMs: Millis },
): Promise<Result<null> | 'gone'> {
  const { promise, resolve } = Promise.withResolvers<Result<null> | 'gone'>();
  const asked = request({ ...to, ...(signal === undefined ? {} : { signal }) });
  const timer = timeoutMs === 0 ? undefined : setTimeout(() => end(fail(SLOW)), timeoutMs);
  const settle = (result: Result<null> | 'gone') => {
    clearTimeout(timer);
    resolve(result);
  };
  // A connection is kept for the next question only where its answer was read to its end.
  const end = (result: Result<null>) => {
    settle(result);
    asked.destroy();
  };
  asked.on('error', (error) => {
    const isGone = asked.reusedSocket && /^(?:ECONNRESET|EPIPE)$/.test(codeOf(error));
    settle(isGone ? 'gone' : fail(failureOfError(error)));
  });
  // Nobody asked for another protocol: that is no response, and no error, and neither is a connection that just ends.
  asked.on('upgrade', ({ statusCode }, socket) => {
    socket.destroy();
    settle(fail(engineFailure('failed', `The container engine answered ${statusCode}.`)));
  });
  const closed = () => settle(fail(CLOSED));
  asked.on('close', closed);
  asked.on('response', (response) => {
    asked.off('close', closed);
    response.on('error', (error) => settle(fail(failureOfError(error))));
    if (response.statusCode !== 200) {
      collectRefusal(response, (refused) => settle(fail(refused)));
      return;
    }
    response.on('data', (chunk: Buffer) => {
      if (!take(chunk)) end(succeed(null));
    });
    response.on('end', () => settle(succeed(null)));
  });
  asked.end();
  return promise;
}

const MAX_REFUSAL: Bytes = 65_536;

/** What an answer says that is none: its `message`, or its status. */
function collectRefusal(response: IncomingMessage, refused: (failure: Failure) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= MAX_REFUSAL) chunks.push(chunk);
  });
  response.on('end', () => {
    const status = response.statusCode ?? 0;
    const body = jsonOf(Buffer.concat(chunks));
    const said = (body.ok ? textAt(body.value, 'message') : '').slice(0, 200);
    const why = said === '' ? `${status}` : `${status}: ${said}`;
    refused(engineFailure(status === 404 ? 'not_found' : 'failed', `The container engine answered ${why}.`));
  });
}

function jsonOf(bytes: Buffer): Result<unknown> {
  try {
    return succeed(JSON.parse(bytes.toString('utf8')));
  } catch {
    return fail(engineFailure('failed', 'The container engine answered what is no JSON.'));
  }
}

type EngineCode = 'no_socket' | 'permission' | 'no_container' | 'not_found' | 'slow' | 'failed';

/** @param message a sentence, which is also why figures of a container are missing */
export function engineFailure(code: EngineCode, message: string, hint = '', side: Side = 'target'): Failure {
  return { code: `engine.${code}`, side, message, hint };
}

const CLOSED = engineFailure('failed', 'The container engine closes its connections.');
const SLOW = engineFailure('slow', 'Slower than a second.');

/** @param tried where an engine was looked for */
function noSocket(tried: readonly string[]): Failure {
  const where = tried.length === 0 ? '' : `Looked at ${tried.join(', ')}. `;
  const hint = `${where}Start the container engine, or set DOCKER_HOST to its socket.`;
  return engineFailure('no_socket', 'Docker socket not there.', hint, 'client');
}

function failureOfError(error: Error): Failure {
  switch (codeOf(error)) {
    case 'ENOENT':
      return noSocket([]);
    case 'EACCES':
    case 'EPERM':
      return engineFailure(
        'permission',
        'No permission for the Docker socket.',
        'Join the group that owns it.',
        'client',
      );
    case 'ECONNREFUSED':
      return engineFailure('failed', 'Nobody listens at the Docker socket.', 'Start the container engine.');
    default:
      return engineFailure('failed', `The container engine did not answer: ${error.message.slice(0, 200)}.`);
  }
}

/** @param version `1.41`; empty: of no version is known that it is older */
function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
