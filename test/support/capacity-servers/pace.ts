/** How fast a server works over time: work done by a moment, and when so much of it is done. Milliseconds both. */
export interface Pace {
  work(atMs: number): number;
  time(work: number): number;
}

export const STEADY: Pace = { work: (atMs) => atMs, time: (work) => work };

/** It stands still for `pauseMs` at the begin of every period. */
export function pausing(pauseMs: number, periodMs: number): Pace {
  const each = periodMs - pauseMs;
  return {
    work: (atMs) => {
      const periods = Math.floor(atMs / periodMs);
      return periods * each + Math.max(0, atMs - periods * periodMs - pauseMs);
    },
    time: (work) => {
      const periods = Math.floor(work / each);
      return periods * periodMs + pauseMs + (work - periods * each);
    },
  };
}

/** It stands still once, for so long; Infinity: for good. */
export function frozen(fromMs: number, forMs: number): Pace {
  return {
    work: (atMs) => (atMs <= fromMs ? atMs : Math.max(fromMs, atMs - forMs)),
    time: (work) => (work <= fromMs ? work : work + forMs),
  };
}

/** From a moment on it works at this part of its speed. */
export function slowedFrom(fromMs: number, speed: number): Pace {
  return {
    work: (atMs) => (atMs <= fromMs ? atMs : fromMs + (atMs - fromMs) * speed),
    time: (work) => (work <= fromMs ? work : fromMs + (work - fromMs) / speed),
  };
}

/** Its speed rises linearly from `first` to 1 within `lengthMs`. */
export function warmingUp(first: number, lengthMs: number): Pace {
  const gain = (1 - first) / (2 * lengthMs);
  const warm = lengthMs * (first + 1) * 0.5;
  return {
    work: (atMs) => (atMs < lengthMs ? first * atMs + gain * atMs ** 2 : warm + (atMs - lengthMs)),
    time: (work) =>
      work < warm ? (Math.sqrt(first ** 2 + 4 * gain * work) - first) / (2 * gain) : lengthMs + (work - warm),
  };
}
