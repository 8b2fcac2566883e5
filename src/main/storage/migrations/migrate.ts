import { closeSync, fsyncSync, openSync } from 'node:fs';
import { APPLICATION_ID, type Connection } from '../database.ts';
import { withFile } from '../open-file.ts';
import { createSettingsStore } from '../settings.ts';
import { RUNS } from './0001-runs.ts';
import { PLANS } from './0002-plans.ts';
import { OUTCOMES } from './0003-outcomes.ts';
import { WHOLE_RUNS } from './0004-whole-runs.ts';
import { JOINED_HISTOGRAMS } from './0005-joined-histograms.ts';
import { KEPT_REQUESTS } from './0006-kept-requests.ts';
import { BESIDE_RUNS } from './0007-beside-runs.ts';
import { CAPACITY } from './0008-capacity.ts';
import { SERIES } from './0009-series.ts';
import { HISTORY } from './0010-history.ts';
import { BASELINES } from './0011-baselines.ts';
import { GRADINGS } from './0012-gradings.ts';

/** Setting that repeats `user_version`, so that a damaged header is told from another version. */
export const VERSION_SETTING = 'data.version';

/** What makes each version of the one before it, from version 1 on: SQL. */
const MIGRATIONS = [
  RUNS,
  PLANS,
  OUTCOMES,
  WHOLE_RUNS,
  JOINED_HISTOGRAMS,
  KEPT_REQUESTS,
  BESIDE_RUNS,
  CAPACITY,
  SERIES,
  HISTORY,
  BASELINES,
  GRADINGS,
];
export const LATEST_VERSION = MIGRATIONS.length;

/** The tables of a file of this version. */
export function tablesOf(version: number): string[] {
  const sql = MIGRATIONS.slice(0, version).join('');
  return [...sql.matchAll(/^CREATE TABLE (\w+)/gm)].map(([, table = '']) => table);
}

export function versionOf(connection: Connection): number {
  return Number(connection.pragma('user_version', { simple: true }));
}

/**
 * Brings a database up to date in one transaction: afterwards it is wholly new, or, when anything throws, wholly as
 * before.
 */
export function migrate(connection: Connection): void {
  const from = versionOf(connection);
  if (from >= LATEST_VERSION) return;
  connection
    .transaction(() => {
      for (const sql of MIGRATIONS.slice(from)) connection.exec(sql);
      connection.pragma(`application_id = ${APPLICATION_ID}`);
      connection.pragma(`user_version = ${LATEST_VERSION}`);
      createSettingsStore(connection).set(VERSION_SETTING, String(LATEST_VERSION));
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
  withFile(file, 'r+', fsyncSync);
}
