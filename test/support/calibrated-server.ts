/**
 * A server whose every arrival and release is known to the microsecond: the truth a measurement is held against.
 * It runs in a process of its own and logs on CLOCK_MONOTONIC, which is the client's clock too.
 *
 * How to compute the truth of a test:
 *
 * - **Service time** as the server made it: `releasedUs - arrivedUs` (`serviceTimesUs`). It leaves out the way
 *   there and back, tens of microseconds on loopback.
 * - **Response time** of an open plan: `releasedUs - intendedUs` (`responseTimesUs`), where `intendedUs` is when
 *   the plan wanted request `id` to leave. Let the requests carry their number (`?i=` or `x-id`).
 * - Where requests carry no number, `responseTimesByOrderUs` pairs the k-th arrival with the k-th intended start.
 *   The sum is exact whatever the pairing; percentiles are exact as long as requests do not overtake each other.
 * - In the shapes `sigstop`, `blocked-loop` and `accept-pause` the kernel keeps the requests: `arrivedUs` is then
 *   when the process woke up and read them, so `released - arrived` is blind to the stall and only
 *   `released - intended` is the truth.
 */
import type { ArrivalRecord } from './arrival-log.ts';
import type { CalibratedCounts, CalibratedHttp, CalibratedServerOptions } from './calibrated-http.ts';
import { startHosted } from './hosted.ts';
import { monotonicUs } from './monotonic.ts';
import { type StallShape, type StallWindow, type WindowedStall, windowAt } from './stall.ts';

export interface CalibratedServer {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** All that was logged so far. */
  log(): Promise<ArrivalRecord>;
  counts(): Promise<CalibratedCounts>;
  /** Starts one stall now. Resolves when it has begun, or for `sigstop` when it is over. */
  stallNow(shape: Exclude<StallShape, 'one-slow-in'>, durationMs: number): Promise<void>;
  /** Ends the process and every connection to it; harmless when repeated. */
  close(): Promise<void>;
}

/** Stops and continues a process by signal, in windows laid from an anchor. Knows when it did. */
class Stopper {
  readonly #pid: number;
  readonly stalls: StallWindow[] = [];
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(pid: number) {
    this.#pid = pid;
  }

  plan(stall: WindowedStall, anchorUs: number, index = 0): void {
    const window = windowAt(stall, anchorUs, index);
    if (window === undefined || this.#closed) return;
    // Timers drop fractions of a millisecond, and a window must not begin early.
    const waitMs = Math.max(0, Math.ceil((window.fromUs - monotonicUs()) / 1_000) + 1);
    this.#timer = setTimeout(() => {
      void this.stop(stall.durationMs).then(() => this.plan(stall, anchorUs, index + 1));
    }, waitMs);
  }

  async stop(durationMs: number): Promise<void> {
    if (this.#closed) return;
    const fromUs = monotonicUs();
    process.kill(this.#pid, 'SIGSTOP');
    await new Promise<void>((resolve) => {
      this.#timer = setTimeout(resolve, durationMs);
    });
    if (this.#closed) return;
    process.kill(this.#pid, 'SIGCONT');
    this.stalls.push({ fromUs, toUs: monotonicUs() });
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }
}

/** Forks a calibrated server and waits until it listens on loopback. */
export async function startCalibratedServer(
  options: CalibratedServerOptions = {},
): Promise<CalibratedServer> {
  const entry = new URL('./calibrated-server-process.ts', import.meta.url);
  const hosted = await startHosted<CalibratedHttp>(entry, options);
  const stopper = new Stopper(hosted.pid);
  const { stall } = options;
  hosted.onNotice((name, anchorUs) => {
    if (name === 'anchor' && stall?.shape === 'sigstop') stopper.plan(stall, Number(anchorUs));
  });
  return {
    url: String(hosted.facts.url),
    port: Number(hosted.facts.port),
    pid: hosted.pid,
    log: async () => {
      const record = await hosted.remote.log();
      return { ...record, stalls: [...record.stalls, ...stopper.stalls] };
    },
    counts: () => hosted.remote.counts(),
    stallNow: (shape, durationMs) =>
      shape === 'sigstop' ? stopper.stop(durationMs) : hosted.remote.stallNow(shape, durationMs),
    close: async () => {
      stopper.close();
      // A stopped process can answer nothing.
      hosted.process.kill('SIGCONT');
      await hosted.close();
    },
  };
}
