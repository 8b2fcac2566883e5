/**
 * Now, in integer microseconds of CLOCK_MONOTONIC. The clock counts from the boot of the machine, so stamps taken
 * in different processes and threads of one machine compare directly. (`performance.now()` does not: its origin
 * is the start of each process.)
 */
export function monotonicUs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000_000 + Math.floor(nanoseconds / 1_000);
}
