import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface EndlessTarget {
  readonly url: string;
  /** Resolves once so much was poured into its streams, or after `withinMs`. */
  poured(bytes: number, withinMs: number): Promise<void>;
  /** Epoch ms at which no connection was open any more, the last time it was so; null: never yet. */
  closedAtMs(): number | null;
  close(): Promise<void>;
}

/** Starts endless-target.ts. @param kind `stalled`: never answers; `endless`: event streams whose line has no end */
export async function startEndlessTarget(kind: 'stalled' | 'endless'): Promise<EndlessTarget> {
  const program = fileURLToPath(new URL('./endless-target.ts', import.meta.url));
  const child = spawn(process.execPath, [program, kind], { stdio: ['pipe', 'pipe', 'inherit'] });
  let closedAtMs: number | null = null;
  let pouredBytes = 0;
  let heard = () => {};
  const listening = Promise.withResolvers<number>();
  createInterface({ input: child.stdout }).on('line', (line) => {
    const told = JSON.parse(line) as { port?: number; closedAtMs?: number; pouredBytes?: number };
    if (told.port !== undefined) listening.resolve(told.port);
    closedAtMs = told.closedAtMs ?? closedAtMs;
    pouredBytes = told.pouredBytes ?? pouredBytes;
    heard();
  });
  return {
    url: `http://127.0.0.1:${await listening.promise}/`,
    poured(bytes, withinMs) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, withinMs);
      heard = () => {
        if (pouredBytes < bytes) return;
        clearTimeout(timer);
        resolve();
      };
      return promise;
    },
    closedAtMs: () => closedAtMs,
    close: async () => {
      const gone = once(child, 'close');
      child.stdin.end();
      await gone;
    },
  };
}
