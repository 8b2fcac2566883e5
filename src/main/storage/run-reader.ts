import { resolve } from 'node:path';
import { type BaselineStore, createBaselineStore } from './baselines.ts';
import { connect } from './database.ts';
import { createHistoryStore, type HistoryStore } from './run-history.ts';
import type { RunStore } from './run-record.ts';
import { createRunStore } from './runs.ts';
import { dataFilesIn } from './set-up.ts';

/** What reading runs takes of the storage. */
export interface RunReader {
  readonly runs: Pick<RunStore, 'get' | 'eachSecond' | 'lastSecond' | 'causes' | 'verdict' | 'gradings'>;
  readonly history: Pick<HistoryStore, 'choices' | 'trend' | 'findings' | 'withoutFigures'>;
  readonly baselines: Pick<BaselineStore, 'list'>;
}

/**
 * The runs of a folder, for reading only and beside whoever has it open: a thread of the same program, which holds the
 * lock of the folder, and lets go of it last.
 * @throws SqliteError where the database cannot be opened
 */
export function openRunReader(dataDir: string): RunReader {
  const connection = connect(dataFilesIn(resolve(dataDir)).database, { readonly: true, mustExist: true });
  return {
    runs: createRunStore(connection),
    history: createHistoryStore(connection),
    baselines: createBaselineStore(connection),
  };
}
