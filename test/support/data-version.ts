import { join } from 'node:path';
import { connect } from '../../src/main/storage/database.ts';
import { VERSION_SETTING } from '../../src/main/storage/migrations/migrate.ts';
import { createSettingsStore } from '../../src/main/storage/settings.ts';

/** Makes the data file of a folder one of another version. @param sql what else that takes */
export function asOfVersion(folder: string, version: number, sql = ''): void {
  const connection = connect(join(folder, 'plimsoll.db'), { mustExist: true });
  connection.exec(sql);
  connection.pragma(`user_version = ${version}`);
  createSettingsStore(connection).set(VERSION_SETTING, String(version));
  connection.close();
}
