import type { Leak } from './profiles.ts';

/** Memory is taken so often (ms), while something asks. */
const STEP_MS = 125;
/** A step that comes later than this (ms) takes no more for it. */
const MAX_STEP_MS = 1_000;
/** Requests that are no further apart than this (ms) ask all the time. */
const ASKED_WITHIN_MS = 1_000;

/**
 * Memory of the process that is taken and never used, page by page, for as long as something asks the services; and given back
 * whole, at once, when it is told to stop. One buffer that grows: what many small ones held would be given back when the
 * collector of garbage comes round to it, or not at all.
 */
export class LeakedMemory {
  readonly #requests: () => number;
  #buffer: ArrayBuffer | null = null;
  #timer: NodeJS.Timeout | undefined;

  /** @param requests how many have been received so far, whatever of */
  constructor(requests: () => number) {
    this.#requests = requests;
  }

  /** Bytes held now. */
  get bytes(): number {
    return this.#buffer?.byteLength ?? 0;
  }

  /** Begins to grow by the rule of a profile, or gives all of it back where it has none. */
  follow(leak: Leak | undefined): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#buffer?.resize(0);
    this.#buffer = leak === undefined ? null : reserved(leak.maxBytes);
    if (leak === undefined) return;
    let seen = this.#requests();
    let askedMs = Number.NEGATIVE_INFINITY;
    let atMs = performance.now();
    const step = () => {
      const [now, requests] = [performance.now(), this.#requests()];
      if (requests !== seen) askedMs = now;
      const isAsked = now - askedMs < ASKED_WITHIN_MS;
      if (isAsked) this.#grow((leak.bytesPerSecond * Math.min(now - atMs, MAX_STEP_MS)) / 1_000);
      [atMs, seen] = [now, requests];
    };
    this.#timer = setInterval(step, STEP_MS).unref();
  }

  #grow(bytes: number): void {
    const buffer = this.#buffer;
    if (buffer === null) return;
    const before = buffer.byteLength;
    const after = Math.min(before + Math.round(bytes), buffer.maxByteLength);
    try {
      buffer.resize(after);
    } catch {
      // The system has no more: it stays as large as it is.
      return;
    }
    // A page that nobody has written to is no memory yet.
    new Uint8Array(buffer, before, after - before).fill(1);
  }
}

/** Room for so many bytes, none of them taken; null where the system does not give it. */
function reserved(maxByteLength: number): ArrayBuffer | null {
  try {
    return new ArrayBuffer(0, { maxByteLength });
  } catch {
    return null;
  }
}
