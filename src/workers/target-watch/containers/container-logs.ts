import { type Result, succeed } from '../../../contract/failure.ts';
import type { EpochMillis, Millis } from '../../../contract/units.ts';
import type { EngineApi } from './engine-api.ts';
import { findContainer } from './find-container.ts';
import { LogDecoder, type LogLine } from './log-decoder.ts';

/** The lines of a container around a moment, oldest first. */
interface ContainerLogs {
  readonly lines: readonly LogLine[];
  /** There were more within the time: those nearest to the moment are told. */
  readonly isCut: boolean;
}

interface LogsAround {
  readonly atMs: EpochMillis;
  readonly beforeMs: Millis;
  readonly afterMs: Millis;
}

/** Half of each is for what came before the moment. */
const MAX_LOG_LINES = 500;
const MAX_LOG_CHARS = 262_144;
/** A container may write gigabytes in the time asked for: what has not come by then is left out. */
const TIMEOUT_MS: Millis = 5_000;

/**
 * Reads what a container wrote around a moment of this machine's wall clock, standard output and error together.
 * @returns failures of the engine; one whose logging driver keeps nothing answers so in its own words (`engine.failed`)
 */
export async function logsAround(
  engine: EngineApi,
  wanted: string,
  { atMs, beforeMs, afterMs }: LogsAround,
): Promise<Result<ContainerLogs>> {
  const container = await findContainer(engine, wanted);
  if (!container.ok) return container;
  const window = new LinesAround(atMs);
  const decoder = new LogDecoder(container.value.isTerminal, (line) => window.add(line));
  const query = `stdout=1&stderr=1&timestamps=1&since=${seconds(atMs - beforeMs)}&until=${seconds(atMs + afterMs)}`;
  const read = await engine.stream(`/containers/${container.value.id}/logs?${query}`, {
    timeoutMs: TIMEOUT_MS,
    take: (chunk) => {
      decoder.take(chunk);
      return !window.isFull;
    },
  });
  if (!read.ok && read.failure.code !== 'engine.slow') return read;
  decoder.end();
  return succeed(window.logs(read.ok));
}

/** As the engine reads times: seconds, with nine digits behind the point. */
function seconds(ms: EpochMillis): string {
  const whole = Math.floor(ms / 1_000);
  return `${whole}.${String(Math.round(ms - whole * 1_000)).padStart(3, '0')}000000`;
}

/** Keeps the last lines before a moment and the first from it on. */
class LinesAround {
  /** One came after the moment that there was no room for. */
  isFull = false;
  readonly #atMs: EpochMillis;
  readonly #before = { lines: [] as LogLine[], chars: 0 };
  readonly #after = { lines: [] as LogLine[], chars: 0 };
  #isCut = false;

  constructor(atMs: EpochMillis) {
    this.#atMs = atMs;
  }

  add(line: LogLine): void {
    if (line.atMs >= this.#atMs) {
      this.isFull ||= isTooMuch(this.#after.lines.length + 1, this.#after.chars + line.text.length);
      if (this.isFull) return;
      this.#after.lines.push(line);
      this.#after.chars += line.text.length;
      return;
    }
    const before = this.#before;
    before.lines.push(line);
    before.chars += line.text.length;
    while (isTooMuch(before.lines.length, before.chars)) {
      before.chars -= before.lines.shift()?.text.length ?? 0;
      this.#isCut = true;
    }
  }

  logs(isWhole: boolean): ContainerLogs {
    // The two streams come each in order, but not always in that of each other.
    const lines = [...this.#before.lines, ...this.#after.lines].sort((one, other) => one.atMs - other.atMs);
    return { lines, isCut: this.#isCut || this.isFull || !isWhole };
  }
}

function isTooMuch(lines: number, chars: number): boolean {
  return lines > MAX_LOG_LINES / 2 || chars > MAX_LOG_CHARS / 2;
}
