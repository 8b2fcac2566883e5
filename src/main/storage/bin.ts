import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bytes } from '../../contract/units.ts';
import { rowSeal } from './crc.ts';
import { type Connection, connect, makeDurable, numberIn, queriesOf, textIn, writing } from './database.ts';
import { RUN_COLUMNS } from './run-rows.ts';
import { measureRun, rememberedSizes, rememberSize } from './run-sizes.ts';
import { dataFilesIn } from './set-up.ts';

/**
 * What may become of a run that was deleted:
 *
 * | `deleted` | means                                                         | next                        |
 * |-----------|---------------------------------------------------------------|-----------------------------|
 * | 0         | it is in the lists                                            | 1, by a person or a rule    |
 * | 1         | it is in the bin with all it holds                            | 0 (restored), 2 (emptied)   |
 * | 2         | somebody asked for it to be emptied; it is shown nowhere      | gone, piece by piece        |
 *
 * The step to 2 is one transaction. A crash after it leaves pieces of what was to go, and nothing else: the next emptying, or
 * the next start, takes up what is left.
 */
export interface BinKeeper {
  /**
   * Marks runs as gone, of these only those that are in the bin and not kept by a pin.
   * @returns how many
   */
  mark(runIds: readonly string[]): number;
  /** Removes a piece of what is marked, in one short transaction. @returns whether more is left */
  removePiece(): boolean;
  /** Gives free pages back to the disk: needs the database for itself, and as much room again. */
  compact(): void;
  /** Bytes of each run by id, in the bin or not; measures what was never measured, and remembers it. */
  sizes(): ReadonlyMap<string, Bytes>;
  /** Of the files, and free inside the database. */
  fileUse(): { readonly fileBytes: Bytes; readonly reusableBytes: Bytes; readonly otherBytes: Bytes };
  close(): void;
}

/** So many seconds of a run are removed at once: a few milliseconds, which a run that is written meanwhile waits at most. */
const SECONDS_AT_ONCE = 100;

/** Opens the database of a folder once more, beside whoever holds the folder. @throws SqliteError where it cannot be opened */
export function openBinKeeper(dataDir: string): BinKeeper {
  const { database } = dataFilesIn(resolve(dataDir));
  const connection = connect(database, { mustExist: true });
  makeDurable(connection);
  return createBinKeeper(connection, resolve(dataDir));
}

function createBinKeeper(connection: Connection, folder: string): BinKeeper {
  const queries = queriesOf(connection);
  const write = writing(connection);
  const pragma = (name: string) => Number(connection.pragma(name, { simple: true }));
  return {
    mark: write((runIds) => {
      let marked = 0;
      for (const runId of runIds) {
        const row = queries(
          'SELECT * FROM runs WHERE run_id = ? AND deleted = 1 AND run NOT IN (SELECT run FROM run_pins)',
        ).get(runId);
        if (row === undefined) continue;
        const seal = rowSeal({ ...row, deleted: 2 }, RUN_COLUMNS);
        queries('UPDATE runs SET deleted = 2, seal = ? WHERE run = ?').run(seal, numberIn(row, 'run'));
        marked += 1;
      }
      return marked;
    }),
    removePiece: write(() => {
      const marked = queries('SELECT run FROM runs WHERE deleted = 2 LIMIT 1').get();
      if (marked === undefined) return false;
      const run = numberIn(marked, 'run');
      const first = queries('SELECT MIN(second) AS second FROM seconds WHERE run = ?').get(run);
      const isLast = typeof first?.second !== 'number';
      const end = isLast ? Number.MAX_SAFE_INTEGER : Number(first.second) + SECONDS_AT_ONCE;
      for (const table of ['series_seconds', 'seconds'])
        queries(`DELETE FROM ${table} WHERE run = ? AND second < ?`).run(run, end);
      // All else of it is little, and goes with its row.
      if (isLast) queries('DELETE FROM runs WHERE run = ?').run(run);
      return true;
    }),
    compact: () => {
      connection.exec('VACUUM');
      connection.pragma('wal_checkpoint(TRUNCATE)');
    },
    sizes: () => {
      const known = rememberedSizes(queries);
      const sizes = new Map<string, Bytes>();
      const fresh: { readonly run: number; readonly bytes: Bytes; readonly of: string }[] = [];
      const rows = queries('SELECT run, run_id, state, last_second, seal FROM runs WHERE deleted < 2').all();
      for (const row of rows) {
        const run = numberIn(row, 'run');
        const of = `${textIn(row, 'state')} ${numberIn(row, 'last_second')}`;
        const remembered = known.get(run);
        const bytes = remembered?.of === of ? remembered.bytes : measureRun(queries, run);
        sizes.set(textIn(row, 'run_id'), bytes);
        if (remembered?.of !== of && row.state !== 'running') fresh.push({ run, bytes, of });
      }
      remember(write, (one) => rememberSize(queries, one.run, one.bytes, one.of), fresh);
      return sizes;
    },
    fileUse: () => ({
      ...folderUse(folder),
      reusableBytes: pragma('freelist_count') * pragma('page_size'),
    }),
    close: () => connection.close(),
  };
}

/** In one transaction: a run may have gone meanwhile, and its row with it. */
function remember<One>(
  write: ReturnType<typeof writing>,
  keep: (one: One) => void,
  all: readonly One[],
): void {
  if (all.length === 0) return;
  try {
    write(() => {
      for (const one of all) keep(one);
    })();
  } catch {
    // Measured again the next time: a size is worth no failure.
  }
}

/** Files of the folder: those of the database, and the others. */
function folderUse(folder: string): { readonly fileBytes: Bytes; readonly otherBytes: Bytes } {
  let fileBytes = 0;
  let otherBytes = 0;
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const size = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
    if (entry.parentPath === folder && /^plimsoll\.db(-wal|-shm)?$/.test(entry.name)) fileBytes += size;
    else otherBytes += size;
  }
  return { fileBytes, otherBytes };
}
