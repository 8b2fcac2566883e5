import { setImmediate as afterOthers } from 'node:timers/promises';
import { type Exposition, type ExpositionSample, parseExposition } from './exposition.ts';

/** Some 5 ms, where all of it is wanted. */
const PIECE = 262_144;

/** Each is compared with itself of the page before: of more a second costs more than a watch may, and memory too. */
export const MAX_WANTED = 25_000;

/**
 * As `parseExposition`, with a turn for others in between: a page of 8 MiB takes some 50 ms.
 * @returns null: more than `MAX_WANTED` samples are wanted
 */
export async function parseInPieces(
  text: string,
  isWanted: (name: string) => boolean,
): Promise<Exposition | null> {
  const page = new JoinedPage();
  for (let from = 0; ; await afterOthers()) {
    const end = text.indexOf('\n', from + PIECE);
    const isLast = end === -1;
    page.add(parseExposition(isLast ? text.slice(from) : text.slice(from, end), isWanted));
    if (page.wanted > MAX_WANTED) return null;
    if (isLast || page.isOver) return page;
    from = end + 1;
  }
}

class JoinedPage implements Exposition {
  readonly samples = new Map<string, ExpositionSample[]>();
  readonly types = new Map<string, string>();
  readonly units = new Map<string, string>();
  lines = 0;
  unreadable = 0;
  isOver = false;
  wanted = 0;

  add(piece: Exposition): void {
    for (const [name, samples] of piece.samples) {
      const known = this.samples.get(name);
      if (known === undefined) this.samples.set(name, [...samples]);
      else for (const sample of samples) known.push(sample);
      this.wanted += samples.length;
    }
    for (const [name, type] of piece.types) this.types.set(name, type);
    for (const [name, unit] of piece.units) this.units.set(name, unit);
    this.lines += piece.lines;
    this.unreadable += piece.unreadable;
    this.isOver = piece.isOver;
  }
}
