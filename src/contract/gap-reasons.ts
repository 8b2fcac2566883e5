/** Why figures of a watch are missing, where its target itself is gone or another one: made here, and told apart again here. */

export function nobodyListens(port: number): string {
  return `Nobody listens on port ${port}.`;
}

/** @param state in which the container is: `exited, code 137` */
export function containerNotRunning(container: string, state: string): string {
  return `Container ${container} is not running (${state}).`;
}

export function processEnded(pid: number): string {
  return `Process ${pid} has ended.`;
}

export function noProcess(pid: number): string {
  return `There is no process ${pid}.`;
}

/** @param clock on that of the run: `0:42` */
export function restartedAt(clock: string): string {
  return `Restarted at ${clock}.`;
}

export type GapEvent =
  | { readonly kind: 'away' }
  /** Another process, or container, took its place. */
  | { readonly kind: 'restarted'; readonly clock: string };

const RESTARTED = /^Restarted at ([\d:]+)\.$/;
const AWAY =
  /^(?:Nobody listens on port \d+|Container .* is not running \(.*\)|Process \d+ has ended|There is no process \d+)\.$/s;

/** What a gap tells of its target; null: only that it could not be read. */
export function gapEvent(reason: string): GapEvent | null {
  const [, clock] = RESTARTED.exec(reason) ?? [];
  if (clock !== undefined) return { kind: 'restarted', clock };
  return AWAY.test(reason) ? { kind: 'away' } : null;
}
