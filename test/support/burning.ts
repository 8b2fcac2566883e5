import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** What a program burns, and where it listens meanwhile. */
export interface Burner {
  /** Of a core; 0: it only listens. */
  readonly share: number;
  /** Shares of processes that it starts. */
  readonly workers?: readonly number[];
  /** A share that processes burn for it which live some 150 ms each, one after the other. */
  readonly shortLived?: number;
  /** Absent: it does not listen; 0: on a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
}

interface Used {
  readonly pid: number;
  readonly atUs: number;
  readonly cpuUs: number;
}

/** A program that burns, with what it and its workers said they used. */
export class Burning {
  readonly pid: number;
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #said: Used[];

  constructor(child: ChildProcess, started: { readonly pid: number; readonly port: number }, said: Used[]) {
    this.#child = child;
    this.pid = started.pid;
    this.port = started.port;
    this.#said = said;
    // Of one that is killed while it is written to.
    child.stdin?.on('error', () => undefined);
  }

  /** @param fromUs moment of `monotonicUs` at which it begins */
  burn(fromUs: number): void {
    this.#child.stdin?.write(`${fromUs}\n`);
  }

  /** CPU that it and its workers used between two moments, by what they said, in cores; between what was said, in proportion. */
  cores(fromUs: number, toUs: number): number {
    const pids = new Set(this.#said.map(({ pid }) => pid));
    let used = 0;
    for (const pid of pids) {
      const said = this.#said.filter((one) => one.pid === pid);
      used += usedAt(said, toUs) - usedAt(said, fromUs);
    }
    return used / (toUs - fromUs);
  }

  /** Resolves when it is gone. Its workers end with it. */
  kill(): Promise<void> {
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.kill('SIGKILL');
    return gone;
  }
}

function usedAt(said: readonly Used[], atUs: number): number {
  const after = said.findIndex((one) => one.atUs >= atUs);
  const [before, next] = [said.at(after === -1 ? -1 : Math.max(0, after - 1)), said.at(after)];
  if (before === undefined || next === undefined) return 0;
  const share = next.atUs === before.atUs ? 0 : (atUs - before.atUs) / (next.atUs - before.atUs);
  return before.cpuUs + Math.min(1, Math.max(0, share)) * (next.cpuUs - before.cpuUs);
}

/**
 * Starts a program that burns once it is told to; resolves when it listens.
 * @param options what it is called in its command line, and words that stand behind
 */
export function startBurning(
  burner: Burner,
  {
    argv0 = process.execPath,
    words = [],
  }: { readonly argv0?: string; readonly words?: readonly string[] } = {},
): Promise<Burning> {
  const program = fileURLToPath(new URL('burning-process.ts', import.meta.url));
  const child = spawn(process.execPath, [program, JSON.stringify(burner), ...words], {
    argv0,
    stdio: ['pipe', 'pipe', 'inherit'],
    // Linux shares cores among sessions first: in one of its own it does not starve beside what else this one runs.
    detached: true,
  });
  const said: Used[] = [];
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the program that burns ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text);
      if ('cpuUs' in line) said.push(line);
      else if (line.pid === child.pid) resolve(new Burning(child, line, said));
    });
  });
}
