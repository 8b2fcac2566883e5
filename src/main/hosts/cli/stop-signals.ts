/** Terminals and process managers may deliver one Ctrl-C more than once; within this time it is one press. */
const SAME_PRESS_MS = 500;
/** What asks a run to end: Ctrl-C, a process manager, the terminal that closes. */
const STOP_SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Ctrl-C stops what runs and keeps what it measured; a second press cuts what is still open.
 * @param stop now: aborts requests in flight
 * @param note says what a press did
 */
export function stopOnSignals(stop: (now: boolean) => void, note: (sentence: string) => void) {
  let firstAt = 0;
  const press = () => {
    const now = performance.now();
    if (!state.pressed) {
      state.pressed = true;
      firstAt = now;
      note('Stopping; what was measured is kept. Press Ctrl-C again to abort requests in flight.');
      stop(false);
    } else if (now - firstAt > SAME_PRESS_MS) stop(true);
  };
  for (const signal of STOP_SIGNALS) process.on(signal, press);
  const release = () => {
    for (const signal of STOP_SIGNALS) process.off(signal, press);
  };
  const state = { pressed: false, press, release };
  return state;
}
