/**
 * Kills a real process with SIGKILL at a chosen moment: after a line it printed, after a while, or when a file has
 * grown. What it leaves on disk is then the test's business.
 */
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { CapturedText, type Command, type Ended, killGroup, startCommand } from './child.ts';
import { monotonicUs } from './monotonic.ts';
import { seededRandom } from './seeded-random.ts';

/** When to strike. `plusMs` waits that much longer after the moment itself. */
export type CrashMoment =
  | {
      readonly kind: 'line';
      readonly pattern: RegExp;
      readonly stream?: 'stdout' | 'stderr';
      readonly plusMs?: number;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** A file reaches this many bytes. It need not exist yet. Looked at every 2 ms. */
  | { readonly kind: 'file'; readonly path: string; readonly atLeastBytes: number; readonly plusMs?: number };

export interface CrashOptions extends Command {
  readonly moment: CrashMoment;
  /** Default SIGKILL. */
  readonly signal?: NodeJS.Signals;
  /** The process is killed and the promise rejected when the moment has not come by then. Default 30 s. */
  readonly deadlineMs?: number;
}

export interface Crash extends Ended {
  /** False when the process ended by itself before the moment came. */
  readonly struck: boolean;
  readonly pid: number;
  /** From the start of the process to the signal, milliseconds; NaN where it was not struck. */
  readonly afterMs: number;
}

/** A delay between two bounds, milliseconds, drawn from a seed: the same moment in every run of the test. */
export function seededDelay(seed: number, fromMs: number, toMs: number): CrashMoment {
  return { kind: 'delay', ms: fromMs + seededRandom(seed)() * (toMs - fromMs) };
}

/** Starts the command in a process group of its own and kills the group at the moment. */
export async function crashCommand(options: CrashOptions): Promise<Crash> {
  const startedUs = monotonicUs();
  const child = startCommand(options);
  const stdout = new CapturedText(child.stdout);
  const stderr = new CapturedText(child.stderr);
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  const aborted = new AbortController();
  let afterMs = Number.NaN;
  let late = false;
  const deadline = setTimeout(() => {
    late = true;
    killGroup(child);
  }, options.deadlineMs ?? 30_000);
  const strike = (): void => {
    if (killGroup(child, options.signal ?? 'SIGKILL')) afterMs = (monotonicUs() - startedUs) / 1_000;
  };
  watchFor(options.moment, { stdout: child.stdout, stderr: child.stderr, signal: aborted.signal, strike });
  try {
    const [code, signal] = await closed;
    if (late) throw new Error(`the moment to strike did not come in time\n${stderr.text}`);
    const ended: Ended = { code, signal, stdout: stdout.text, stderr: stderr.text };
    return { ...ended, struck: !Number.isNaN(afterMs), pid: child.pid ?? -1, afterMs };
  } finally {
    clearTimeout(deadline);
    aborted.abort();
  }
}

interface Watch {
  readonly stdout: NodeJS.ReadableStream | null;
  readonly stderr: NodeJS.ReadableStream | null;
  /** Ends the watch. */
  readonly signal: AbortSignal;
  strike(): void;
}

function watchFor(moment: CrashMoment, watch: Watch): void {
  if (moment.kind === 'delay') {
    strikeAfter(moment.ms, watch);
  } else if (moment.kind === 'file') {
    const poll = setInterval(() => {
      if ((statSync(moment.path, { throwIfNoEntry: false })?.size ?? -1) < moment.atLeastBytes) return;
      clearInterval(poll);
      strikeAfter(moment.plusMs ?? 0, watch);
    }, 2);
    watch.signal.addEventListener('abort', () => clearInterval(poll));
  } else {
    watchLines(moment.pattern, watch, moment);
  }
}

function watchLines(
  pattern: RegExp,
  watch: Watch,
  moment: { stream?: 'stdout' | 'stderr'; plusMs?: number },
): void {
  let found = false;
  for (const stream of moment.stream === undefined ? [watch.stdout, watch.stderr] : [watch[moment.stream]]) {
    let partial = '';
    stream?.on('data', (chunk: string) => {
      const lines = (partial + chunk).split('\n');
      partial = lines.at(-1) ?? '';
      // The unfinished last line counts too: a progress bar may never end its line.
      if (found || !lines.some((line) => pattern.test(line))) return;
      found = true;
      strikeAfter(moment.plusMs ?? 0, watch);
    });
  }
}

function strikeAfter(ms: number, watch: Watch): void {
  if (ms <= 0) {
    watch.strike();
    return;
  }
  const timer = setTimeout(() => watch.strike(), ms);
  watch.signal.addEventListener('abort', () => clearTimeout(timer));
}
