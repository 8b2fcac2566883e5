import type { ConsoleFrame } from '../../../contract/console.ts';
import type { Redact } from '../secrets/redact.ts';

/** Frames told at once; what comes faster than about twenty times this per second is counted only. */
export const MAX_FRAMES = 200;
/** Of one payload, and of all that are told at once. */
export const MAX_TEXT_CHARS = 65_536;
const MAX_BATCH_CHARS = 1_048_576;
/** Of a binary payload so many bytes are shown, two characters each. */
const MAX_HEX_BYTES = 512;

export interface SeenFrame extends Pick<ConsoleFrame, 'atMs' | 'direction' | 'kind'> {
  readonly payload: string | Uint8Array;
  readonly roundTripMs?: number;
  readonly code?: number;
  readonly closedBy?: ConsoleFrame['closedBy'];
}

/** What travelled since it was last told, within bounds, whatever a service sends. */
export class FrameBatch {
  readonly #redact: Redact;
  #frames: ConsoleFrame[] = [];
  #chars = 0;
  #number = 0;
  #told = 0;

  constructor(redact: Redact) {
    this.#redact = redact;
  }

  /** False also where nothing is shown of what came. */
  get isEmpty(): boolean {
    return this.#told === this.#number;
  }

  add(seen: SeenFrame): void {
    this.#number += 1;
    // The end of a connection is always told.
    const isEnd = seen.kind === 'close' || seen.kind === 'broken';
    if (!isEnd && (this.#frames.length >= MAX_FRAMES || this.#chars >= MAX_BATCH_CHARS)) return;
    const frame = this.#frameOf(seen);
    this.#chars += frame.text.length;
    this.#frames.push(frame);
  }

  /** What is shown of everything since the last take. */
  take(): readonly ConsoleFrame[] {
    const taken = this.#frames;
    this.#frames = [];
    this.#told = this.#number;
    this.#chars = 0;
    return taken;
  }

  #frameOf({ atMs, direction, kind, payload, roundTripMs, code, closedBy }: SeenFrame): ConsoleFrame {
    const isText = typeof payload === 'string';
    // Redacted before it is cut: half a secret is none that a redactor knows.
    const whole = this.#redact(isText ? payload : hexOf(payload));
    const text = whole.slice(0, MAX_TEXT_CHARS);
    return {
      number: this.#number,
      atMs,
      direction,
      kind,
      bytes: isText ? Buffer.byteLength(payload) : payload.byteLength,
      text,
      cut: text.length < whole.length || (!isText && payload.byteLength > MAX_HEX_BYTES),
      roundTripMs: roundTripMs ?? null,
      code: code ?? null,
      closedBy: closedBy ?? null,
    };
  }
}

/** `00 ff 7b …`: bytes as two digits each. */
function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, MAX_HEX_BYTES), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
