import { MICROS_PER_SECOND, type Micros, type PerSecond } from '../../../contract/units.ts';
import { type Share, shareOfCount } from './divide.ts';
import { slotOffset } from './slot-offset.ts';

interface MessageSlotsOptions {
  readonly startUs: Micros;
  /** Messages per second on each connection. */
  readonly perSecond: PerSecond;
  /** The most connections the scenario has by its plan, over all threads. */
  readonly connections: number;
  readonly thread: Share;
}

/** From a time on each connection sends so many messages per second. */
export interface MessageRate {
  readonly atUs: Micros;
  readonly perSecond: PerSecond;
}

/** A rate, and the messages each connection was to have sent when it began: a whole number and a part of the next. */
interface RatePiece extends MessageRate {
  readonly phase: number;
}

interface Slot {
  readonly connection: number;
  readonly offset: number;
}

/**
 * When each connection of a thread is to send. Connection c of n has the times
 *
 *     start + (k + c / n) · 1 s / perSecond,   k = 0, 1, 2 …
 *
 * so that all connections together send at one even beat instead of in bursts, and the times are those of the plan
 * however late a thread is. The times of a thread's connections follow each other in a fixed circle: the next one
 * is found without a search. A rate of 0 has no slots. Where the rate changes, each connection goes on from where in its
 * gap it is; connections beyond n have their places between the others (`slotOffset`).
 */
export class MessageSlots {
  /** The time of the next slot, rounded to a microsecond; Infinity where there is none. */
  nextUs: Micros;
  #rates: readonly RatePiece[];
  readonly #circle: number;
  readonly #thread: Share;
  #connections: number;
  /** Connections of this thread, in the order of their offsets. */
  #slots: readonly Slot[];
  #round = 0;
  #place = 0;
  #doneUs: Micros = Number.NEGATIVE_INFINITY;

  constructor({ thread, connections, perSecond, startUs }: MessageSlotsOptions) {
    this.#rates = [{ atUs: startUs, perSecond, phase: 0 }];
    this.#circle = Math.max(1, connections);
    this.#thread = thread;
    this.#connections = connections;
    this.#slots = slotsOf(connections, this.#circle, thread);
    this.nextUs = this.#time();
  }

  /** Number, over all threads, of the connection whose slot comes next. */
  get connection(): number {
    return this.#slots[this.#place]?.connection ?? 0;
  }

  advance(): void {
    this.#place += 1;
    if (this.#place >= this.#slots.length) {
      this.#place = 0;
      this.#round += 1;
    }
    this.nextUs = this.#time();
  }

  /**
   * What is to come is this instead. No slot is before `doneUs`, up to where all that was due has been done.
   * @param rates in order of time, at least one
   * @param connections the most there will be, over all threads
   */
  steer(
    rates: readonly MessageRate[],
    { connections, doneUs }: { connections: number; doneUs: Micros },
  ): void {
    const fromUs = rates[0]?.atUs ?? Number.POSITIVE_INFINITY;
    this.#rates = rates.reduce(
      withRate,
      this.#rates.filter(({ atUs }) => atUs < fromUs),
    );
    this.#doneUs = doneUs;
    if (connections > this.#connections) this.#grow(connections);
    this.nextUs = this.#time();
  }

  /** Further connections take their places in the circle, which goes on from where it is. */
  #grow(connections: number): void {
    const before = this.#slots[this.#place - 1]?.offset ?? -1;
    this.#connections = connections;
    this.#slots = slotsOf(connections, this.#circle, this.#thread);
    this.#place = this.#slots.findIndex(({ offset }) => offset > before);
    if (this.#place >= 0) return;
    this.#place = 0;
    this.#round += 1;
  }

  #time(): Micros {
    const slot = this.#slots[this.#place];
    if (slot === undefined) return Number.POSITIVE_INFINITY;
    const phase = this.#round + slot.offset;
    const piece = this.#rates.findLast((rate) => rate.phase <= phase);
    if (piece === undefined || piece.perSecond <= 0) return Number.POSITIVE_INFINITY;
    const gapUs = MICROS_PER_SECOND / piece.perSecond;
    return Math.max(this.#doneUs, Math.round(piece.atUs + (phase - piece.phase) * gapUs));
  }
}

/** One more piece, unless it is as the one before: then nothing changes, not even by a rounding. */
function withRate(pieces: readonly RatePiece[], { atUs, perSecond }: MessageRate): readonly RatePiece[] {
  const last = pieces.at(-1);
  if (last === undefined) return [{ atUs, perSecond, phase: 0 }];
  if (last.perSecond === perSecond) return pieces;
  const phase = last.phase + ((atUs - last.atUs) * last.perSecond) / MICROS_PER_SECOND;
  return [...pieces, { atUs, perSecond, phase }];
}

function slotsOf(connections: number, circle: number, thread: Share): Slot[] {
  const own = Array.from({ length: shareOfCount(connections, thread) }, (_, local) => {
    const connection = local * thread.count + thread.index;
    return { connection, offset: slotOffset(connection, circle) };
  });
  return own.sort((a, b) => a.offset - b.offset || a.connection - b.connection);
}
