import type { Bytes } from '../../../contract/units.ts';
import type { Meter } from '../measure/sample.ts';

/** What of a driver's connection is read here: bytes since it was opened, on the wire before TLS. */
export interface Wire {
  readonly bytesIn: Bytes;
  readonly bytesOut: Bytes;
}

/**
 * Bytes of one connection on their way into the counters. A connection lives for many seconds, so what it has moved is
 * taken over at the end of each second and at its own end, and is counted once whatever becomes of it: answered or
 * not, pushed unasked, cut by a stop.
 */
export class WireBytes {
  readonly #meter: Meter;
  #bytesIn: Bytes = 0;
  #bytesOut: Bytes = 0;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  /** Another connection takes the place of the one before. */
  begin(): void {
    this.#bytesIn = 0;
    this.#bytesOut = 0;
  }

  /** Counts for this series what has moved since the last time. */
  take(wire: Wire, series: number): void {
    // A destroyed socket forgets what it had been handed and not yet sent: what was counted stays counted.
    const bytesIn = Math.max(0, wire.bytesIn - this.#bytesIn);
    const bytesOut = Math.max(0, wire.bytesOut - this.#bytesOut);
    if (bytesIn + bytesOut === 0) return;
    this.#bytesIn += bytesIn;
    this.#bytesOut += bytesOut;
    this.#meter.moved(series, bytesIn, bytesOut);
  }
}
