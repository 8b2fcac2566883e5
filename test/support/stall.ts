/** A server that freezes, in five ways. Windows are laid on the monotonic clock from an anchor: the first arrival. */
export type StallShape = 'hold' | 'blocked-loop' | 'sigstop' | 'accept-pause' | 'one-slow-in';

export interface WindowedStall {
  /**
   * `hold`: requests that arrive in the window are answered at its end.
   * `blocked-loop`: the server's thread sleeps through the window.
   * `sigstop`: the process is stopped by signal and continued.
   * `accept-pause`: connections made in the window are not served before its end; older ones are.
   */
  readonly shape: Exclude<StallShape, 'one-slow-in'>;
  /** From the first arrival to the first window, milliseconds. */
  readonly firstAfterMs: number;
  readonly durationMs: number;
  /** From the start of one window to the start of the next; must exceed `durationMs`. */
  readonly everyMs: number;
  /** How many windows; default: without end. */
  readonly times?: number;
}

export interface SlowOneIn {
  readonly shape: 'one-slow-in';
  /** Every n-th arrival is slow: 100 makes arrivals 100, 200, 300 … slow. */
  readonly n: number;
  /** The delay of a slow answer, instead of the usual one. */
  readonly slowMs: number;
}

export type StallSpec = WindowedStall | SlowOneIn;

/** One stall, microseconds of the monotonic clock. */
export interface StallWindow {
  readonly fromUs: number;
  readonly toUs: number;
}

/** The `index`-th window of a stall whose anchor is `anchorUs`; undefined beyond the last one. */
export function windowAt(stall: WindowedStall, anchorUs: number, index: number): StallWindow | undefined {
  if (index < 0 || index >= (stall.times ?? Number.POSITIVE_INFINITY)) return undefined;
  const fromUs = Math.round(anchorUs + (stall.firstAfterMs + index * stall.everyMs) * 1_000);
  return { fromUs, toUs: fromUs + Math.round(stall.durationMs * 1_000) };
}

/** The window `nowUs` lies in, its end excluded; undefined between windows. */
export function windowAround(stall: WindowedStall, anchorUs: number, nowUs: number): StallWindow | undefined {
  const index = Math.floor((nowUs - anchorUs - stall.firstAfterMs * 1_000) / (stall.everyMs * 1_000));
  const window = windowAt(stall, anchorUs, index);
  return window !== undefined && nowUs >= window.fromUs && nowUs < window.toUs ? window : undefined;
}

/** All windows that began before `nowUs`. */
export function windowsUntil(stall: WindowedStall, anchorUs: number, nowUs: number): StallWindow[] {
  const begun: StallWindow[] = [];
  for (let index = 0; ; index += 1) {
    const window = windowAt(stall, anchorUs, index);
    if (window === undefined || window.fromUs > nowUs) return begun;
    begun.push(window);
  }
}
