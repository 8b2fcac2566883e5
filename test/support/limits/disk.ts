/** A small disk of its own, where this machine lets root mount one. */
import { execFileSync } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Identity } from './command.ts';

export interface SmallDisk {
  readonly path: string;
  /** Takes all the room there is. */
  fill(): void;
  /** Gives it back. */
  free(): void;
  remove(): void;
}

const PIECE = 4_096;

/** @returns null where none can be mounted */
export function mountDisk(who: Identity, megabytes: number): SmallDisk | null {
  const path = mkdtempSync(join(tmpdir(), 'plimsoll-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path], { stdio: 'ignore' });
  } catch {
    rmSync(path, { recursive: true, force: true });
    return null;
  }
  if (who.ids !== null) chownSync(path, who.ids.uid, who.ids.gid);
  const filling = join(path, 'filling');
  return {
    path,
    fill() {
      try {
        for (;;) writeFileSync(filling, Buffer.alloc(PIECE, 1), { flag: 'a' });
      } catch {
        // Full.
      }
    },
    free: () => rmSync(filling, { force: true }),
    remove() {
      execFileSync('umount', ['-l', path]);
      rmSync(path, { recursive: true, force: true });
    },
  };
}
