import type { EpochMillis } from '../../../contract/units.ts';

export interface LogLine {
  /** By the wall clock of the machine of the engine. */
  readonly atMs: EpochMillis;
  /** A terminal has one: `stdout`. */
  readonly stream: 'stdout' | 'stderr';
  /** Without colours; what is longer than 4,000 characters ends in `…`. */
  readonly text: string;
}

const MAX_LINE_CHARS = 4_000;
const HEADER_BYTES = 8;
/** Of a frame: the engine cuts lines at 16 KiB, so what says more is no frame. */
const MAX_FRAME_BYTES = 1_048_576;
/** Of a line of a terminal, which may write for ever without ending one: what follows is passed over. Colours take of it too. */
const MAX_LINE_BYTES = 65_536;
const LINE_FEED = 10;
/** RFC 3339, to the nanosecond, as the engine writes it before each line. */
const STAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d) /;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is left out
const COLOURS = /\x1b\[[0-9;?]*[ -/]*[@-~]|[\x00-\x08\x0b-\x1f\x7f]/g;

/**
 * Decodes the log of a container as the engine sends it with `timestamps=1`. That of a terminal is plain lines; any other
 * is frames, `[stream, 0, 0, 0, length as 4 bytes big-endian]` and so many bytes of text. A line longer than the engine
 * keeps in one piece comes in several frames, each with a time of its own and only the last with a line end.
 */
export class LogDecoder {
  readonly #isTerminal: boolean;
  readonly #found: (line: LogLine) => void;
  /** Of a frame that has not come whole. */
  #rest: Buffer = Buffer.alloc(0);
  /** Pieces of a terminal's begun line, as much of it as is kept. */
  #pieces: Buffer[] = [];
  #pieceBytes = 0;
  /** Begun lines, by stream. */
  readonly #begun = { stdout: '', stderr: '' };

  constructor(isTerminal: boolean, found: (line: LogLine) => void) {
    this.#isTerminal = isTerminal;
    this.#found = found;
  }

  take(chunk: Buffer): void {
    if (this.#isTerminal) {
      this.#takeLines(chunk);
      return;
    }
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#takeFrames();
  }

  /** What was begun is a line. */
  end(): void {
    this.#endLine();
    this.#rest = Buffer.alloc(0);
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#line(stream, this.#begun[stream]);
      this.#begun[stream] = '';
    }
  }

  #takeLines(chunk: Buffer): void {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, from)) {
      this.#begin(chunk.subarray(from, end));
      this.#endLine();
      from = end + 1;
    }
    this.#begin(chunk.subarray(from));
  }

  /** Each byte is looked at once, however long its line goes on. */
  #begin(piece: Buffer): void {
    const kept = piece.subarray(0, MAX_LINE_BYTES - this.#pieceBytes);
    if (kept.length === 0) return;
    this.#pieces.push(kept);
    this.#pieceBytes += kept.length;
  }

  #endLine(): void {
    const [only] = this.#pieces;
    if (only === undefined) return;
    const line = this.#pieces.length === 1 ? only : Buffer.concat(this.#pieces, this.#pieceBytes);
    this.#pieces = [];
    this.#pieceBytes = 0;
    this.#line('stdout', line.toString('utf8'));
  }

  #takeFrames(): void {
    let from = 0;
    while (this.#rest.length - from >= HEADER_BYTES) {
      const bytes = this.#rest.readUInt32BE(from + 4);
      const start = from + HEADER_BYTES;
      if (bytes > MAX_FRAME_BYTES) {
        from = this.#rest.length;
        break;
      }
      if (this.#rest.length - start < bytes) break;
      const stream = this.#rest[from] === 2 ? 'stderr' : 'stdout';
      this.#frame(stream, this.#rest.toString('utf8', start, start + bytes));
      from = start + bytes;
    }
    this.#rest = this.#rest.subarray(from);
  }

  #frame(stream: LogLine['stream'], text: string): void {
    const begun = this.#begun[stream];
    const lines = (begun === '' ? text : begun + text.replace(STAMP, '')).split('\n');
    const last = lines.pop() ?? '';
    this.#begun[stream] = last.slice(0, MAX_LINE_CHARS * 2);
    for (const line of lines) this.#line(stream, line);
  }

  #line(stream: LogLine['stream'], line: string): void {
    const stamp = STAMP.exec(line);
    if (stamp === null) return;
    const [head, time = '', fraction = '', zone = ''] = stamp;
    const text = line.slice(head.length).replace(COLOURS, '');
    this.#found({
      atMs: Date.parse(`${time}${zone}`) + Number(`0.${fraction || '0'}`) * 1_000,
      stream,
      text: text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS)}…` : text,
    });
  }
}
