/** Ids are opaque text. A run's id starts with its UTC start time, so ids sort by age. */
type RunId = string & { readonly __id?: 'run' };

/**
 * Makes a run id such as `20261123-155201-k3f9`.
 * @param startedAt epoch milliseconds, UTC
 * @param random a number in [0, 1); passed in so that tests can state the value
 */
export function makeRunId(startedAt: number, random: number): RunId {
  const stamp = new Date(startedAt).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const suffix = Math.floor(random * 36 ** 4)
    .toString(36)
    .padStart(4, '0');
  return `${stamp}-${suffix}`;
}
