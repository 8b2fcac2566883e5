/** Why figures of a watch are missing, where its target itself is gone or another one: made here, and told apart again here. */

export function nobodyListens(port: number): string {
  return `Nobody listens on port ${port}.`;
}

/** @param state in which the container is: `exited, code 137` */
export function containerNotRunning(container: string, state: string): string {
  return `Container ${container} is not running (${state}).`;
}

export function noContainer(container: string): string {
  return `No container named ${container}.`;
}

export function processEnded(pid: number): string {
  return `Process ${pid} has ended.`;
}

export function noProcess(pid: number): string {
  return `There is no process ${pid}.`;
}

/** @param clock on that of the run: `0:42` */
export function endedAtOnce(clock: string): string {
  return `It ended at ${clock}, when it had just begun.`;
}

/** @param clock on that of the run: `0:42` */
export function restartedAt(clock: string): string {
  return `Restarted at ${clock}.`;
}

/** Several at once: what a page tells of is no more what it was. Other sentences may follow. */
export const COUNTERS_BEGAN_ANEW = 'Its counters began anew.';

/** What is said of a target in the time in which it is gone: `gateway was not listening from 0:08 on`. */
type Gone = 'was not listening' | 'was not running' | 'was gone' | 'had ended';

export type GapEvent =
  | { readonly kind: 'away'; readonly gone: Gone }
  /** Another process, or container, took its place. */
  | { readonly kind: 'restarted'; readonly clock: string }
  /** It may be another process: what was read before is not held against what follows, and no restart is told. */
  | { readonly kind: 'anew' };

/** What is read from there on may be of another process. */
export function beginsAnew(reason: string): boolean {
  const kind = gapEvent(reason)?.kind;
  return kind === 'restarted' || kind === 'anew';
}

const RESTARTED = /^Restarted at ([\d:]+)\.$/;
const AWAY: readonly (readonly [RegExp, Gone])[] = [
  [/^Nobody listens on port \d+\.$/, 'was not listening'],
  [/^Container .* is not running \(.*\)\.$/s, 'was not running'],
  // `docker run --rm`: with its end it is no more.
  [/^No container named .*\.$/s, 'was gone'],
  [/^(?:Process \d+ has ended|There is no process \d+)\.$/, 'had ended'],
  [/^It ended at [\d:]+, when it had just begun\.$/, 'was not running'],
];

/** What a gap tells of its target; null: only that it could not be read. */
export function gapEvent(reason: string): GapEvent | null {
  const [, clock] = RESTARTED.exec(reason) ?? [];
  if (clock !== undefined) return { kind: 'restarted', clock };
  if (reason.startsWith(COUNTERS_BEGAN_ANEW)) return { kind: 'anew' };
  const [, gone] = AWAY.find(([pattern]) => pattern.test(reason)) ?? [];
  return gone === undefined ? null : { kind: 'away', gone };
}
