import type { Failure } from '../../../contract/failure.ts';
import type { Micros } from '../../../contract/units.ts';
import { Timer, type TimerHeap } from '../../engine/time/timer-heap.ts';
import { refusalIn } from './refusal.ts';

/** A close follows a refusal at once; a connection that stands so much longer was not refused. */
const STANDS_AFTER_US: Micros = 1_000_000;

interface FirstFrameParts {
  readonly timers: TimerHeap;
  /** The service spoke first then, and it was no refusal. */
  readonly spoken: (atUs: Micros) => void;
}

/**
 * The first frame of a connection. One that says there is an error is neither a message nor an answer before it is known
 * what follows it, so that it counts the same whether a message of ours was out or not when it came.
 *
 * | state  | means                              | then                                                       |
 * |--------|------------------------------------|------------------------------------------------------------|
 * | silent | nothing was heard                  | any other frame → spoken; one of an error → held           |
 * | held   | one frame, of an error             | another, a second, our close → spoken; its close → refused |
 * | spoken | the connection is in use           | the end                                                    |
 */
export class FirstFrame extends Timer {
  state: 'silent' | 'held' | 'spoken' = 'silent';
  readonly #parts: FirstFrameParts;
  #heldUs: Micros = 0;
  #refusal: Failure | null = null;

  constructor(parts: FirstFrameParts) {
    super();
    this.#parts = parts;
  }

  /**
   * A frame came.
   * @param isAwaited it confirms or answers by a rule of the plan: it is no refusal, whatever it says
   * @returns true where more was heard than a refusal: the service let the connection in
   */
  hear(frame: Buffer, isAwaited: boolean, nowUs: Micros): boolean {
    if (this.state === 'silent') {
      this.#heldUs = nowUs;
      this.#refusal = isAwaited ? null : refusalIn(frame);
      this.state = 'held';
      if (this.#refusal !== null) {
        this.#parts.timers.set(this, nowUs + STANDS_AFTER_US);
        return false;
      }
    }
    this.#refusal = null;
    this.release();
    return true;
  }

  /** It was no refusal: the connection goes on, or it is us who close it. */
  release(): void {
    if (this.state !== 'held') return;
    this.end();
    this.state = 'spoken';
    this.#parts.spoken(this.#heldUs);
  }

  due(): void {
    this.release();
  }

  /** What the service refused by; null: it refused nothing. It has, where its close with 1000 is all that followed. */
  get refusal(): Failure | null {
    return this.#refusal;
  }

  end(): void {
    this.#parts.timers.remove(this);
  }
}
