import { readdirSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path/posix';
import { type NoText, noTextOf } from './proc-files.ts';

/** Descriptors of a process. `sockets`: null where none could be looked at. */
interface Descriptors {
  readonly open: number;
  readonly sockets: number | null;
  readonly areEstimated: boolean;
}

/**
 * Up to so many descriptors are looked at one by one, some 5 µs each. Of more, this half of them from the lowest number on,
 * where files are, and as many of the others: 8,000 would take 57 ms of each second.
 */
const LOOKED_AT = 256;

/**
 * Counts open descriptors and the sockets among them.
 * @param isCounted whether the length of the folder is their number, as since Linux 6.2; else it is listed
 */
export function readDescriptors(pid: number, proc: string, isCounted: boolean): Descriptors | NoText {
  const folder = join(proc, String(pid), 'fd');
  try {
    const counted = isCounted ? statSync(folder).size : 0;
    if (counted > LOOKED_AT) return { open: counted, sockets: estimate(folder, counted), areEstimated: true };
    const names = readdirSync(folder);
    if (names.length > LOOKED_AT) {
      return { open: names.length, sockets: estimate(folder, names.length), areEstimated: true };
    }
    const sockets = names.reduce((sum, name) => sum + (isSocket(join(folder, name)) ? 1 : 0), 0);
    return { open: names.length, sockets, areEstimated: false };
  } catch (error) {
    return noTextOf(error);
  }
}

/** A number that is free is given out again, the lowest first: they are dense. */
function estimate(folder: string, open: number): number | null {
  const half = LOOKED_AT / 2;
  let [low, hits, sockets] = [0, 0, 0];
  for (let number = 0; number < half; number += 1) if (isSocket(join(folder, String(number)))) low += 1;
  const step = (open - half) / half;
  for (let at = 0; at < half; at += 1) {
    const is = isSocket(join(folder, String(half + Math.floor(at * step))));
    if (is === null) continue;
    hits += 1;
    if (is) sockets += 1;
  }
  return hits === 0 ? null : Math.round(low + (sockets / hits) * (open - half));
}

/**
 * By the name of what the descriptor leads to: to follow it could wait for a disk or a network that does not answer.
 * @returns null: no such descriptor
 * @throws where it is not shown to us
 */
function isSocket(path: string): boolean | null {
  try {
    return readlinkSync(path).startsWith('socket:');
  } catch (error) {
    if (noTextOf(error) === 'gone') return null;
    throw error;
  }
}
