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
 * Up to so many descriptors of a process are looked at one by one, some 5 µs each. Of more, this half of them from the lowest
 * number on, where files are, and as many of the others: 8,000 would take 57 ms of each second.
 */
const LOOKED_AT = 256;
/** So many of all processes that are watched, each second: some 3 ms. */
const LOOKS = 512;
/** Besides, for processes that no look was left for since they are watched: a few descriptors of each. */
const FIRST_LOOKS = 256;
const FEW = 8;

interface Kept extends Descriptors {
  readonly startedUs: number;
  /** Round of the look. */
  readonly round: number;
}

/**
 * Counts open descriptors each second, and the sockets among them as far as there is time: where all of them are more than can be
 * looked at in a second, each process has its turn after so many seconds as it takes to look at all. In between, what it opened
 * and closed since its turn is taken for sockets, for under load that is what comes and goes.
 */
export class LinuxDescriptors {
  readonly #proc: string;
  readonly #isCounted: boolean;
  #known = new Map<number, Kept>();
  #round = 0;
  #left = LOOKS;
  #firstLeft = FIRST_LOOKS;
  /** What would have been looked at in this round with no limit, and from one turn to the next. */
  #wanted = 0;
  #everyRounds = 1;

  /** @param isCounted whether the length of the folder is their number, as since Linux 6.2; else it is listed */
  constructor(proc: string, isCounted: boolean) {
    this.#proc = proc;
    this.#isCounted = isCounted;
  }

  /** A second is over, and there is time for looks again. @param living processes that there are */
  nextRound(living: ReadonlySet<number>): void {
    this.#everyRounds = Math.max(1, Math.ceil(this.#wanted / LOOKS));
    this.#round += 1;
    this.#left = LOOKS;
    this.#firstLeft = FIRST_LOOKS;
    this.#wanted = 0;
    for (const pid of this.#known.keys()) if (!living.has(pid)) this.#known.delete(pid);
  }

  read(pid: number, startedUs: number): Descriptors | NoText {
    const folder = join(this.#proc, String(pid), 'fd');
    const before = this.#known.get(pid);
    const known = before?.startedUs === startedUs ? before : undefined;
    try {
      const open = (this.#isCounted ? statSync(folder).size : 0) || readdirSync(folder).length;
      if (known?.round === this.#round) return changed(known, open, known.areEstimated);
      const seen = this.#seen(folder, open, known);
      this.#wanted += Math.min(open, LOOKED_AT);
      if ('round' in seen) this.#known.set(pid, { ...seen, startedUs });
      return { open: seen.open, sockets: seen.sockets, areEstimated: seen.areEstimated };
    } catch (error) {
      return noTextOf(error);
    }
  }

  /** @returns with the round where it was looked at; @throws where it is not shown to us, which uses no look up */
  #seen(folder: string, open: number, known: Kept | undefined): Descriptors | Omit<Kept, 'startedUs'> {
    const wanted = Math.min(open, LOOKED_AT);
    const isDue = known === undefined || this.#round - known.round >= this.#everyRounds;
    if (isDue && this.#left >= wanted) {
      const seen = look(folder, open, LOOKED_AT);
      this.#left -= wanted;
      return { ...seen, round: this.#round };
    }
    if (known !== undefined && known.sockets !== null) return changed(known, open, true);
    if (this.#firstLeft < FEW) {
      // Another user's has to be told from one that no look was left for.
      isSocket(join(folder, '0'));
      return { open, sockets: null, areEstimated: true };
    }
    const seen = look(folder, open, FEW);
    this.#firstLeft -= FEW;
    // It is the next one's turn.
    return { ...seen, round: Number.NEGATIVE_INFINITY };
  }
}

function changed(known: Descriptors, open: number, areEstimated: boolean): Descriptors {
  const { sockets } = known;
  const now = sockets === null ? null : Math.min(open, Math.max(0, sockets + open - known.open));
  return { open, sockets: now, areEstimated };
}

/** @param most descriptors that are looked at */
function look(folder: string, open: number, most: number): Descriptors {
  if (open > most) return { open, sockets: estimate(folder, open, most / 2), areEstimated: true };
  const names = readdirSync(folder);
  const sockets = names.reduce((sum, name) => sum + (isSocket(join(folder, name)) ? 1 : 0), 0);
  // As counted: of this process the list holds the descriptor that listing takes.
  return { open, sockets: Math.min(sockets, open), areEstimated: false };
}

/** A number that is free is given out again, the lowest first: they are dense. */
function estimate(folder: string, open: number, half: number): number | null {
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
