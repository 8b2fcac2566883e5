import { fail, type Result, succeed } from '../../../contract/failure.ts';
import { type EngineApi, engineFailure } from './engine-api.ts';

/** From here on an engine answers with one reading at once. */
const ONE_SHOT = 41;
const MAX_LINE_CHARS = 1_048_576;

/** Gives the newest statistics of a container, as the engine writes them. */
export class StatsSource {
  readonly #engine: EngineApi;
  #stream: StatsStream | null = null;
  /** Whose it is. */
  #streamed = '';

  constructor(engine: EngineApi) {
    this.#engine = engine;
  }

  /** What cannot be had of this engine; empty: nothing. */
  remarks: readonly string[] = [];

  /**
   * Before version 1.41 one answer takes the engine one to two seconds, for it reads twice. There its stream is followed, which
   * tells a reading each second, at moments of the engine's own.
   * @param container its id
   */
  async read(container: string): Promise<Result<unknown>> {
    const version = await this.#engine.version();
    if (!version.ok) return version;
    const path = `/containers/${encodeURIComponent(container)}/stats`;
    if (Number(version.value.split('.')[1]) >= ONE_SHOT)
      return this.#engine.get(`${path}?stream=false&one-shot=true`);
    this.remarks = [
      `This container engine speaks version ${version.value}: its figures are of up to a second before.`,
    ];
    if (this.#stream === null || this.#stream.isOver || this.#streamed !== container) {
      this.#stream?.close();
      this.#stream = new StatsStream(this.#engine, `${path}?stream=true`);
      this.#streamed = container;
    }
    const newest = this.#stream.takeNewest();
    return newest === null ? fail(engineFailure('slow', 'Slower than a second.')) : succeed(newest);
  }

  close(): void {
    this.#stream?.close();
  }
}

/** Lines of JSON, of which the last whole one counts. */
class StatsStream {
  isOver = false;
  readonly #ending = new AbortController();
  #rest = '';
  #newest: unknown = null;

  constructor(engine: EngineApi, path: string) {
    const taking = { timeoutMs: 0, signal: this.#ending.signal, take: (chunk: Buffer) => this.#take(chunk) };
    void engine.stream(path, taking).then(() => {
      this.isOver = true;
    });
  }

  /** @returns null: none has come since the last was taken */
  takeNewest(): unknown {
    const newest = this.#newest;
    this.#newest = null;
    return newest;
  }

  close(): void {
    this.#ending.abort();
  }

  #take(chunk: Buffer): boolean {
    const lines = (this.#rest + chunk.toString('utf8')).split('\n');
    this.#rest = lines.pop() ?? '';
    const last = lines.findLast((line) => line !== '');
    try {
      if (last !== undefined) this.#newest = JSON.parse(last);
    } catch {
      return false;
    }
    return this.#rest.length <= MAX_LINE_CHARS;
  }
}
