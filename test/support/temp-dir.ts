import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempDir {
  readonly path: string;
  /** Deletes the directory and all in it; a second call does nothing. */
  remove(): void;
}

/** A new empty directory of this test's own. Usable with `using`: it is removed at the end of the scope. */
export function createTempDir(prefix = 'plimsoll-test-'): TempDir & Disposable {
  const path = mkdtempSync(join(tmpdir(), prefix));
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  return { path, remove, [Symbol.dispose]: remove };
}
