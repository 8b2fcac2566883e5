import { closeSync, fsyncSync, openSync } from 'node:fs';
import { APPLICATION_ID, type Connection } from '../database.ts';
import { createSettingsStore } from '../settings.ts';
import { runsMigration } from './0001-runs.ts';
import { plansMigration } from './0002-plans.ts';
import { outcomesMigration } from './0003-outcomes.ts';
import { wholeRunsMigration } from './0004-whole-runs.ts';
import type { Migration } from './migration.ts';

/** Setting that repeats `user_version`, so that a damaged header is told from another version. */
export const VERSION_SETTING = 'data.version';

/** In order, without gaps. */
export const MIGRATIONS: readonly Migration[] = [
  runsMigration,
  plansMigration,
  outcomesMigration,
  wholeRunsMigration,
];

export function latestVersion(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}

export function versionOf(connection: Connection): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

/**
 * Brings a database up to date in one transaction: afterwards it is wholly new, or, when anything throws, wholly as
 * before.
 */
export function migrate(connection: Connection, migrations: readonly Migration[]): void {
  const from = versionOf(connection);
  const due = migrations.filter((migration) => migration.version > from);
  if (due.length === 0) return;
  connection
    .transaction(() => {
      for (const migration of due) connection.exec(migration.sql);
      connection.pragma(`application_id = ${APPLICATION_ID}`);
      connection.pragma(`user_version = ${latestVersion(migrations)}`);
      createSettingsStore(connection).set(VERSION_SETTING, String(latestVersion(migrations)));
    })
    .exclusive();
}

/**
 * Copies the whole database, log included, to `file` and onto the disk.
 * @throws where the copy cannot be made; the database is then untouched
 */
export function backUp(connection: Connection, file: string): void {
  // Made first, so that it never exists with other rights than these.
  closeSync(openSync(file, 'wx', 0o600));
  connection.prepare('VACUUM INTO ?').run(file);
  const handle = openSync(file, 'r+');
  fsyncSync(handle);
  closeSync(handle);
}
