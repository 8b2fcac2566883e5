import { closeSync, constants, fstatSync, openSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeOf } from '../../../contract/failure.ts';
import type { Millis } from '../../../contract/units.ts';

/** A reader that takes nothing for so long is not waited for. */
const READER_PATIENCE_MS: Millis = 10_000;
const LOOK_AGAIN_MS: Millis = 5;

/**
 * Whether a path leads, links followed, to something a program writes into and never replaces: a device, a pipe, a
 * socket. `/dev/fd/63`, which a shell makes of `>(gzip > file)`, is a link to a pipe.
 */
export function isDeviceOrPipe(path: string): boolean {
  if (descriptorOf(path) !== null) return true;
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && !stat.isFile() && !stat.isDirectory();
}

/** The open descriptor of this process that a path is a name of; null: of none. */
function descriptorOf(path: string): number | null {
  const spelled = resolve(path);
  const [, digits] = /^\/(?:dev|proc\/self)\/fd\/(\d+)$/.exec(spelled) ?? [];
  const named = spelled === '/dev/stdout' ? '1' : spelled === '/dev/stderr' ? '2' : digits;
  if (named === undefined) return null;
  const stat = statSync(spelled, { throwIfNoEntry: false });
  return stat === undefined || stat.isDirectory() ? null : Number(named);
}

/**
 * Writes into a device or a pipe, which stays what it is. Opened without waiting: a pipe that nobody reads would hold
 * the program for ever. @throws as `open` and `write` do; ENXIO: nobody reads the pipe; ETIMEDOUT: its reader stopped
 */
export function writeInPlace(path: string, text: string): void {
  const own = descriptorOf(path);
  if (own !== null && fstatSync(own).isFile()) {
    // Opened again, the file behind it would be written over from its beginning.
    writeFileSync(own, text);
    return;
  }
  const handle = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
  try {
    const bytes = Buffer.from(text, 'utf8');
    let written = 0;
    let waitedMs = 0;
    while (written < bytes.length) {
      const taken = writeSome(handle, bytes, written);
      written += taken;
      if (taken > 0) waitedMs = 0;
      else if (waitedMs > READER_PATIENCE_MS) throw readerStopped();
      else waitedMs += waitAMoment();
    }
  } finally {
    closeSync(handle);
  }
}

/** @returns 0 where the pipe is full */
function writeSome(handle: number, bytes: Buffer, from: number): number {
  try {
    return writeSync(handle, bytes, from);
  } catch (error) {
    if (codeOf(error) === 'EAGAIN') return 0;
    throw error;
  }
}

function waitAMoment(): Millis {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK_AGAIN_MS);
  return LOOK_AGAIN_MS;
}

function readerStopped(): Error {
  return Object.assign(new Error('its reader takes no more'), { code: 'ETIMEDOUT' });
}
