import { randomUUID } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { codeOf, type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { isDeviceOrPipe, writeInPlace } from './write-in-place.ts';

interface WriteOptions {
  /** Replace a file of that name; without it an existing file is left alone and the write fails. */
  readonly overwrite?: boolean;
}

/**
 * Writes a report so that a reader finds either no file, the old one, or the whole new one: under a temporary name in
 * the same folder, flushed to the disk, then renamed. Readable by its owner only (0600). A device or a pipe is written
 * into, where replacing is allowed: renamed over, `/dev/null` would become a file of root's.
 * @returns the absolute path, or `export.exists`, `export.no_folder`, `export.not_writable`, `export.disk_full`
 */
export function writeExport(
  file: string,
  text: string,
  { overwrite = false }: WriteOptions = {},
): Result<string> {
  const path = resolve(file);
  const temporary = join(dirname(path), `.${basename(path).slice(0, 200)}.${randomUUID()}.tmp`);
  try {
    const kind = kindOf(path);
    if (kind === 'folder') return fail(isFolder(path));
    if (kind === 'file' && !overwrite) return fail(exists(path));
    if (kind === 'file' && isDeviceOrPipe(path)) {
      writeInPlace(path, text);
      return succeed(path);
    }
    // `wx`: never follows a link or reuses a file somebody put there.
    writeFileSync(temporary, text, { flag: 'wx', mode: 0o600, flush: true });
    put(temporary, path, overwrite);
    flushFolder(dirname(path));
    return succeed(path);
  } catch (error) {
    remove(temporary);
    return fail(failureOf(error, path));
  }
}

/**
 * Whether a file could be written there, replacing what stands in its place: asked before a run whose result it is to
 * hold. Writes nothing. @returns null, or what `writeExport` would fail with
 */
export function whyNotWritable(file: string): Failure | null {
  const path = resolve(file);
  try {
    if (kindOf(path) === 'folder') return isFolder(path);
    if (kindOf(path) === 'file' && isDeviceOrPipe(path)) accessSync(path, constants.W_OK);
    else {
      const folder = dirname(path);
      if (!statSync(folder).isDirectory()) return noFolder(path);
      accessSync(folder, constants.W_OK | constants.X_OK);
    }
    return null;
  } catch (error) {
    return failureOf(error, path);
  }
}

/** A hard link fails where the name is taken; a rename would replace what appeared since it was looked at. */
function put(temporary: string, path: string, overwrite: boolean): void {
  if (overwrite) {
    renameSync(temporary, path);
    return;
  }
  try {
    linkSync(temporary, path);
    unlinkSync(temporary);
  } catch (error) {
    // Some file systems (exFAT, some network shares) know no hard links.
    if (codeOf(error) === 'EEXIST' || kindOf(path) !== null) throw error;
    renameSync(temporary, path);
  }
}

/** Makes the new name itself survive a power cut. Windows cannot open folders, and needs not. */
function flushFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The file is whole; only its durability over a power cut in the next seconds is less than it could be.
  }
}

function kindOf(path: string): 'file' | 'folder' | null {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  return stat.isDirectory() ? 'folder' : 'file';
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It was never made, or is already in place.
  }
}

function failureOf(error: unknown, path: string): Failure {
  const code = codeOf(error);
  if (code === 'EEXIST') return exists(path);
  if (code === 'ENOENT' || code === 'ENOTDIR') return noFolder(path);
  if (code === 'ENXIO' || code === 'EPIPE' || code === 'ETIMEDOUT') {
    const message = `Nothing reads from ${path}, so it was not written.`;
    const hint = 'Start its reader first, or name a file.';
    return { code: 'export.not_writable', side: 'client', message, hint };
  }
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const message = `${path} was not written: no space is left there.`;
    const hint = 'Free some space there, or name another file.';
    return { code: 'export.disk_full', side: 'client', message, hint };
  }
  const why = code === '' && error instanceof Error ? error.message : (WHY[code] ?? code);
  const hint = 'Name a folder you may write to.';
  return { code: 'export.not_writable', side: 'client', message: `Cannot write ${path}: ${why}.`, hint };
}

const WHY: Readonly<Record<string, string>> = {
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENAMETOOLONG: 'the name is too long',
};

function noFolder(path: string): Failure {
  const taken = notFolderOn(dirname(path));
  if (taken !== null) return taken;
  const message = `The folder ${dirname(path)} does not exist.`;
  return { code: 'export.no_folder', side: 'client', message, hint: 'Create it, or name another folder.' };
}

/** What stands in the place of a folder on the way to a file; null: nothing does. */
function notFolderOn(folder: string): Failure | null {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return dirname(folder) === folder ? null : notFolderOn(dirname(folder));
  if (stat.isDirectory()) return null;
  const message = `${folder} is a ${stat.isFile() ? 'file' : 'device or a pipe'}, not a folder.`;
  return { code: 'export.no_folder', side: 'client', message, hint: 'Name a folder.' };
}

function exists(path: string): Failure {
  const hint = 'Name another file, or allow it to be replaced.';
  return { code: 'export.exists', side: 'client', message: `${path} already exists.`, hint };
}

function isFolder(path: string): Failure {
  const hint = 'Name a file inside it.';
  return { code: 'export.not_writable', side: 'client', message: `${path} is a folder.`, hint };
}
