/** Whose fault a failure probably is. Only `target` and `network` count in the graded error rate. */
export const SIDES = ['target', 'network', 'client', 'test', 'guard'] as const;
export type Side = (typeof SIDES)[number];

/**
 * A failure is a value: a two-level code for programs, a side for blame, a sentence for people, and a way out.
 * Failures of requests (`connect.refused`) and of commands (`run.not_found`) share this shape.
 */
export interface Failure {
  readonly code: string;
  readonly side: Side;
  readonly message: string;
  /** What to do next, as one sentence; empty when there is nothing to suggest. */
  readonly hint: string;
}

export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: Failure };

/** A failure of what somebody wrote or asked for. */
export function testFailure(code: string, message: string, hint = ''): Failure {
  return { code, side: 'test', message, hint };
}

export function succeed<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function fail<T = never>(failure: Failure): Result<T> {
  return { ok: false, failure };
}

/** `code` of what a database, a file system or a socket has thrown; empty for anything else. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error) || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

/** True where a failure of this side belongs in the graded error rate. */
export function countsInErrorRate(side: Side): boolean {
  return side === 'target' || side === 'network';
}

/**
 * The documented exit codes of the command line.
 * @see README, "Exit codes"
 */
export const EXIT = {
  passed: 0,
  unexpected: 1,
  usage: 2,
  unreachable: 3,
  thresholds: 4,
  regression: 5,
  untrustworthy: 6,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Exit code of a failed command, by the first word of its code: `plan.unknown_key` is wrong usage. */
export function exitCodeOf(failure: Failure): ExitCode {
  const family = failure.code.split('.')[0];
  if (family === 'target' || family === 'connect' || family === 'dns') return EXIT.unreachable;
  if (family === 'internal') return EXIT.unexpected;
  return EXIT.usage;
}

/** What went wrong and the way out as prose, whether or not the message was written with a full stop. */
export function failureText({ message, hint }: Pick<Failure, 'message' | 'hint'>): string {
  return hint === '' ? ended(message) : `${ended(message)} ${hint}`;
}

/** With a full stop, where it ends in nothing else. */
export function ended(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
