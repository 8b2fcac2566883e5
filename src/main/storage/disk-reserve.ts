import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Bytes } from '../../contract/units.ts';
import { processExists } from './process-identity.ts';

/** Enough to store how a run ended: its state, its figures, its grades. */
const HELD: Bytes = 512 * 1_024;
const NAME = /^plimsoll\.reserve-(\d+)$/;

/**
 * Room that is kept on the disk while a run goes on. Where the disk fills and stays full, it is given up at the end, so
 * that what became of the run can be stored: without it the next start would find a run whose process vanished.
 */
export class DiskReserve {
  readonly #folder: string;
  readonly #file: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.#file = join(folder, `plimsoll.reserve-${process.pid}`);
  }

  /** Never throws: a disk that is full already has no room to keep. */
  hold(): void {
    try {
      for (const name of readdirSync(this.#folder)) {
        const pid = NAME.exec(name)?.[1];
        if (pid !== undefined && !processExists(Number(pid)))
          rmSync(join(this.#folder, name), { force: true });
      }
      // Not zeros: some file systems would keep no room for those.
      writeFileSync(this.#file, Buffer.alloc(HELD, 'plimsoll '), { mode: 0o600 });
    } catch {
      this.release();
    }
  }

  release(): void {
    try {
      rmSync(this.#file, { force: true });
    } catch {
      // It stays until the next run finds that its process is gone.
    }
  }
}
