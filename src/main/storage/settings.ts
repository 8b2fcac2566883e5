import { sealOf } from './crc.ts';
import { type Connection, queriesOf, type SqlRow, textIn } from './database.ts';
import type { SettingsStore } from './run-record.ts';

/** Small texts by name; the last writer wins. One that was changed on disk counts as never set. */
export function createSettingsStore(connection: Connection): SettingsStore {
  const queries = queriesOf(connection);
  return {
    get: (key) => {
      const row = queries('SELECT * FROM settings WHERE key = ?').get(key);
      return row === undefined ? null : (settingOf(row)?.value ?? null);
    },
    set: (key, value) => {
      const text = value.toWellFormed();
      queries(
        `INSERT INTO settings (key, value, seal) VALUES (?, ?, ?)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, seal = excluded.seal`,
      ).run(key, text, sealOf([key, text]));
    },
    atomically: (work) => connection.transaction(work).immediate(),
  };
}

/** A row of `settings`, or null where it does not agree with its seal. */
function settingOf(row: SqlRow): { readonly key: string; readonly value: string } | null {
  const key = textIn(row, 'key');
  const value = textIn(row, 'value');
  return sealOf([key, value]) === row.seal ? { key, value } : null;
}
