import type { Scope } from './area.ts';
import { PHASES } from './tick.ts';
import type { Bytes, Micros, Millis } from './units.ts';

/**
 * A kept request in 64 bytes: all of its moments, where it went and what came, without texts of its own. Blocks of
 * them are what ranking reads; few others carry headers and bodies.
 *
 * One block a load thread and second, one after the other, numbers little-endian:
 *
 *     u8 format · u8 strings · u16 thread · u16 rows · strings (u8 length, one byte a character: addresses and failure
 *     codes) · rows of 64 bytes
 *
 * Before them a block of thread 65,535 without rows may stand: of this second some were dropped.
 *
 * | at | type | field                                   | at | type  | field                                       |
 * |----|------|-----------------------------------------|----|-------|---------------------------------------------|
 * | 0  | u16  | series                                  | 20 | u32   | age of its connection, ms                   |
 * | 2  | u16  | status; 65,535: none                    | 24 | u32   | bytes received                              |
 * | 4  | u8   | flags: 1 new connection, 2 failed       | 28 | u32   | bytes sent                                  |
 * | 5  | u8   | string of its address; 255: not known   | 32 | u32   | requests it stands for                      |
 * | 6  | u16  | requests before it on its connection    | 36 | 7 u32 | PHASES, µs; 0: it had no such phase         |
 * | 8  | f64  | start, µs since the start of the run    |    |       |                                             |
 * | 16 | u24  | connection, numbered per thread; 0: none| 19 | u8    | string of its failure code; 255: none       |
 */
export interface LightRequest {
  readonly series: number;
  readonly thread: number;
  /** When it started; what waited for a connection of our own before is `queued`. */
  readonly startedUs: Micros;
  /** In the order of PHASES; together its response time. */
  readonly phasesUs: readonly Micros[];
  readonly status: number | null;
  readonly code: string | null;
  readonly address: string | null;
  /** Numbered per thread as they are met; 0: it had none. */
  readonly connection: number;
  readonly isNew: boolean;
  /** Requests before it on its connection; MAX_USES: so many, or more. */
  readonly uses: number;
  readonly ageMs: Millis;
  readonly bytesIn: Bytes;
  readonly bytesOut: Bytes;
  /** Requests of its series, second and stretch of latency that it stands for; 0: kept for its texts, others stand for it. */
  readonly weight: number;
}

/** What a run keeps of its requests as figures, in all; of a second that would have more, some are dropped. */
export const MAX_LIGHT_BYTES: Bytes = 64 * 1_048_576;
export const DROPPED_WORDS = 'Some were dropped to stay under 64 MB.';

export const MAX_USES = 0xffff;

const FORMAT = 1;
const HEAD_BYTES = 6;
export const LIGHT_ROW_BYTES: Bytes = 64;
const NO_STATUS = 0xffff;
const NO_THREAD = 0xffff;
const NO_STRING = 0xff;
const NEW = 1;
const FAILED = 2;
const QUEUED = PHASES.indexOf('queued');

/**
 * A block, of one thread.
 * @param requests at most 65,535; of strings that are beyond what a block has room for, the request has none
 */
export function encodeLightRequests(thread: number, requests: readonly LightRequest[]): Uint8Array {
  const strings = [...new Set(requests.flatMap(({ address, code }) => [address, code]))]
    .filter((text) => text !== null)
    .slice(0, NO_STRING)
    .map((text) => text.slice(0, NO_STRING));
  const head = strings.reduce((sum, text) => sum + 1 + text.length, HEAD_BYTES);
  const bytes = new Uint8Array(head + requests.length * LIGHT_ROW_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, FORMAT);
  view.setUint8(1, strings.length);
  view.setUint16(2, thread, true);
  view.setUint16(4, requests.length, true);
  let at = HEAD_BYTES;
  for (const text of strings) {
    view.setUint8(at, text.length);
    for (let place = 0; place < text.length; place += 1)
      view.setUint8(at + 1 + place, text.charCodeAt(place));
    at += 1 + text.length;
  }
  const numbers = new Map(strings.map((text, number) => [text, number]));
  const numberOf = (text: string | null) => numbers.get(text?.slice(0, NO_STRING) ?? '') ?? NO_STRING;
  for (const request of requests) {
    writeRow(view, at, request, { address: numberOf(request.address), code: numberOf(request.code) });
    at += LIGHT_ROW_BYTES;
  }
  return bytes;
}

function writeRow(
  view: DataView,
  at: number,
  request: LightRequest,
  strings: { readonly address: number; readonly code: number },
): void {
  view.setUint16(at, request.series, true);
  view.setUint16(at + 2, request.status ?? NO_STATUS, true);
  view.setUint8(at + 4, (request.isNew ? NEW : 0) | (request.code === null ? 0 : FAILED));
  view.setUint8(at + 5, strings.address);
  view.setUint16(at + 6, Math.min(MAX_USES, request.uses), true);
  view.setFloat64(at + 8, request.startedUs, true);
  view.setUint32(at + 16, request.connection & 0xff_ffff, true);
  view.setUint8(at + 19, strings.code);
  view.setUint32(at + 20, cap32(request.ageMs), true);
  view.setUint32(at + 24, cap32(request.bytesIn), true);
  view.setUint32(at + 28, cap32(request.bytesOut), true);
  view.setUint32(at + 32, cap32(request.weight), true);
  for (const [phase, us] of request.phasesUs.entries()) view.setUint32(at + 36 + 4 * phase, cap32(us), true);
}

/** Stands before the blocks of a second that had more rows than there was room for. */
export const LIGHT_WERE_DROPPED = encodeLightRequests(NO_THREAD, []);

/** Whether a second had more rows than are stored of it. @param bytes its blocks */
export function hasDropped(bytes: Uint8Array): boolean {
  return LIGHT_WERE_DROPPED.every((byte, at) => bytes[at] === byte);
}

/**
 * All rows of the blocks, in order.
 * @throws RangeError where the bytes are none of `encodeLightRequests`
 */
export function decodeLightRequests(bytes: Uint8Array): LightRequest[] {
  const requests: LightRequest[] = [];
  for (const cursor = new LightCursor(bytes); cursor.next(); ) requests.push(cursor.request());
  return requests;
}

/** Goes from row to row without making anything of it: to look through the hundreds of thousands of a run. */
export class LightCursor {
  /** Place of the row among those of all blocks; −1 before the first. */
  place = -1;
  thread = 0;
  readonly #view: DataView;
  #strings: readonly string[] = [];
  #at = 0;
  #end = 0;
  #nextBlock = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /**
   * To the next row. @returns false behind the last
   * @throws RangeError where the bytes are none of `encodeLightRequests`
   */
  next(): boolean {
    this.#at += LIGHT_ROW_BYTES;
    while (this.place < 0 || this.#at >= this.#end) {
      if (this.#nextBlock >= this.#view.byteLength) return false;
      this.#open(this.#nextBlock);
      if (this.#at < this.#end) break;
    }
    this.place += 1;
    return true;
  }

  get series(): number {
    return this.#view.getUint16(this.#at, true);
  }

  get startedUs(): Micros {
    return this.#view.getFloat64(this.#at + 8, true);
  }

  get status(): number | null {
    const status = this.#view.getUint16(this.#at + 2, true);
    return status === NO_STATUS ? null : status;
  }

  get isNew(): boolean {
    return (this.#view.getUint8(this.#at + 4) & NEW) !== 0;
  }

  get hasFailed(): boolean {
    return (this.#view.getUint8(this.#at + 4) & FAILED) !== 0;
  }

  get address(): string | null {
    return this.#strings[this.#view.getUint8(this.#at + 5)] ?? null;
  }

  get code(): string | null {
    return this.#strings[this.#view.getUint8(this.#at + 19)] ?? null;
  }

  /** Numbered per thread; 0: it had none. */
  get connection(): number {
    return this.#view.getUint32(this.#at + 16, true) & 0xff_ffff;
  }

  get bytesIn(): Bytes {
    return this.#view.getUint32(this.#at + 24, true);
  }

  get weight(): number {
    return this.#view.getUint32(this.#at + 32, true);
  }

  /**
   * Time in a phase. From its actual start a request has not been queued.
   * @param phase its place in PHASES
   */
  phaseUs(phase: number, clock: Scope['clock'] = 'intended'): Micros {
    if (phase === QUEUED && clock === 'actual') return 0;
    return this.#view.getUint32(this.#at + 36 + 4 * phase, true);
  }

  /** All of its phases: its response time; from its actual start, its service time. */
  durationUs(clock: Scope['clock']): Micros {
    let sum = 0;
    for (let phase = 0; phase < PHASES.length; phase += 1) sum += this.phaseUs(phase, clock);
    return sum;
  }

  request(): LightRequest {
    const view = this.#view;
    const at = this.#at;
    return {
      series: this.series,
      thread: this.thread,
      startedUs: this.startedUs,
      phasesUs: PHASES.map((_, phase) => this.phaseUs(phase)),
      status: this.status,
      code: this.code,
      address: this.address,
      connection: this.connection,
      isNew: this.isNew,
      uses: view.getUint16(at + 6, true),
      ageMs: view.getUint32(at + 20, true),
      bytesIn: this.bytesIn,
      bytesOut: view.getUint32(at + 28, true),
      weight: this.weight,
    };
  }

  #open(from: number): void {
    const view = this.#view;
    if (from + HEAD_BYTES > view.byteLength || view.getUint8(from) !== FORMAT) {
      throw new RangeError('light requests: unknown format');
    }
    this.thread = view.getUint16(from + 2, true);
    const strings: string[] = [];
    let at = from + HEAD_BYTES;
    for (let left = view.getUint8(from + 1); left > 0; left -= 1) {
      const length = at < view.byteLength ? view.getUint8(at) : Number.POSITIVE_INFINITY;
      if (at + 1 + length > view.byteLength) throw new RangeError('light requests: cut off');
      let text = '';
      for (let place = 0; place < length; place += 1)
        text += String.fromCharCode(view.getUint8(at + 1 + place));
      strings.push(text);
      at += 1 + length;
    }
    this.#strings = strings;
    this.#at = at;
    this.#end = at + view.getUint16(from + 4, true) * LIGHT_ROW_BYTES;
    this.#nextBlock = this.#end;
    if (this.#end > view.byteLength) throw new RangeError('light requests: cut off');
  }
}

function cap32(value: number): number {
  return Math.max(0, Math.min(0xffff_ffff, Math.round(value)));
}
