import { setImmediate as afterOthers } from 'node:timers/promises';
import { ExpositionPage } from './exposition.ts';

/** Some 2 ms, where all of it is wanted. */
const PIECE = 262_144;

/** Each is compared with itself of the page before: of more a second costs more than a watch may, and memory too. */
export const MAX_WANTED = 25_000;

interface PieceOptions {
  /** The page of the second before. */
  readonly before?: ExpositionPage | null;
  /** Counts what each piece costs. */
  readonly count?: <Value>(act: () => Value) => Value;
}

/**
 * Reads a page with a turn for others in between: a page of 8 MiB takes some 30 ms.
 * @returns null: more than `MAX_WANTED` samples are wanted
 */
export async function parseInPieces(
  bytes: Buffer,
  isWanted: (name: string) => boolean,
  { before = null, count = (act) => act() }: PieceOptions = {},
): Promise<ExpositionPage | null> {
  const page = new ExpositionPage(bytes, isWanted, before);
  const readOn = () => page.readOn(PIECE);
  for (;;) {
    const isMore = count(readOn);
    if (page.wanted > MAX_WANTED) return null;
    if (!isMore) return page;
    await afterOthers();
  }
}
