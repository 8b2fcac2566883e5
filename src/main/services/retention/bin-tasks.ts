import type { Bytes } from '../../../contract/units.ts';
import type { BinKeeper } from '../../storage/bin.ts';

/** What is done with the bin and the size of the data, wherever it is done: plain values in, plain values out. */
export interface BinTasks {
  empty: { readonly asked: EmptyAsked; readonly answer: EmptyDone };
  use: { readonly asked: null; readonly answer: FolderUse };
}

export interface EmptyAsked {
  readonly runIds: readonly string[];
  /** Whether free pages may be given back to the disk: never while a run is in progress. */
  readonly compact: boolean;
}

interface EmptyDone {
  readonly runs: number;
  readonly freedBytes: Bytes;
  readonly reusableBytes: Bytes;
  /** What kept the file from becoming smaller, as it was thrown; empty: nothing did. */
  readonly trouble: string;
}

interface FolderUse extends ReturnType<BinKeeper['fileUse']> {
  readonly sizes: ReadonlyMap<string, Bytes>;
}

/** A larger file is made smaller only where that gives back a tenth of it: it is written anew, whole. */
const SMALL_FILE: Bytes = 256 * 1_048_576;
const WORTH_IT = 0.1;

/** Removes what was named, and what an earlier time left, then makes the file smaller where that is allowed and worth it. */
export function emptyBin(keeper: BinKeeper, { runIds, compact }: EmptyAsked): EmptyDone {
  const before = keeper.fileUse().fileBytes;
  const runs = keeper.mark(runIds);
  while (keeper.removePiece());
  let trouble = '';
  const { fileBytes, reusableBytes } = keeper.fileUse();
  if (compact && reusableBytes > 0 && (fileBytes < SMALL_FILE || reusableBytes >= fileBytes * WORTH_IT)) {
    try {
      keeper.compact();
    } catch (error) {
      // What was to go is gone; the room it took is used by the next runs.
      trouble = error instanceof Error ? error.message : String(error);
    }
  }
  const after = keeper.fileUse();
  return {
    runs,
    freedBytes: Math.max(0, before - after.fileBytes),
    reusableBytes: after.reusableBytes,
    trouble,
  };
}

export function measureFolder(keeper: BinKeeper): FolderUse {
  const sizes = keeper.sizes();
  return { ...keeper.fileUse(), sizes };
}
