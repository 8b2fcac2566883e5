import { readdirSync, readFileSync } from 'node:fs';

/** What this process uses; null where the system does not say. */
export interface ProcessFigures {
  /** Since it started, user and system. */
  readonly cpuSeconds: number;
  readonly residentBytes: number | null;
  readonly openFiles: number | null;
  readonly maxOpenFiles: number | null;
}

export function readProcessFigures(): ProcessFigures {
  const { user, system } = process.cpuUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    residentBytes: orNull(() => process.memoryUsage.rss()),
    openFiles: orNull(() => readdirSync('/proc/self/fd').length),
    maxOpenFiles: orNull(() => {
      const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
      return soft === undefined ? null : Number(soft);
    }),
  };
}

/** Node opens a file for each of them, and throws where descriptors have run out, or the system has no such file. */
function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}
