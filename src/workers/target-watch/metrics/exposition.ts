import {
  BRACE,
  closingBrace,
  endOfName,
  endOfWord,
  HASH,
  isSameLabels,
  LINE_FEED,
  plainNumber,
  skipBlanks,
} from './exposition-bytes.ts';
import { bareName } from './exposition-labels.ts';

/** One line of a page. */
export interface ExpositionSample {
  /** What stands between the braces, as written; empty: nothing. */
  readonly labels: string;
  readonly value: number;
  /** When it was taken, where the page says so: milliseconds since 1970. */
  readonly atMs: number | null;
}

/** What a page says of the metrics that were wanted of it. */
export interface Exposition {
  /** By name, in the order of the page. */
  readonly samples: ReadonlyMap<string, readonly ExpositionSample[]>;
  /** By name of the family, of all that the page has: `counter`, `gauge`, `histogram` … */
  readonly types: ReadonlyMap<string, string>;
  /** By name of the family, where OpenMetrics tells it: `bytes`. */
  readonly units: ReadonlyMap<string, string>;
  /** Lines of samples, those that were not wanted included. */
  readonly lines: number;
  /** Lines that are none of the format. */
  readonly unreadable: number;
  /** OpenMetrics says that nothing follows. */
  readonly isOver: boolean;
}

/** Of a family, behind `# TYPE`: `http_requests counter`; the name in quotes where it has other letters than those of old. */
const ABOUT = /^[ \t]+("(?:[^"\\]|\\.)*"|\S+)[ \t]+(\S+)/;
const QUOTED_NAME = /^\{[ \t]*("(?:[^"\\]|\\.)*")[ \t]*(,|\}|$)/;
const BYTE_ORDER_MARK = Buffer.from('\ufeff', 'utf8');

/** The samples of one name, and where the labels of each stand in the page. */
interface NamedLines {
  readonly samples: ExpositionSample[];
  readonly from: number[];
  readonly to: number[];
  /** The same of the page before, and which of its lines is likely to be the next. */
  before: NamedLines | null;
  next: number;
}

/** Series come and go: so many lines of the page before may be gone at once, and the rest is still recognised. */
const AHEAD = 4;

/**
 * A page in the text format of Prometheus (0.0.4 and 1.0) or OpenMetrics (1.0), read line by line from its bytes. Names are compared before anything else of a line is read: of a page of megabytes a
 * few metrics are wanted. Labels that stood on the page before, at the same place of the same metric, are not read again, but
 * are the same text: to compare bytes is cheap, and to look the text up then as well, for its hash is known.
 *
 *     name{label="value",…} 12.5 [moment] [# exemplar]
 *     {"name.in.quotes",label="value",…} 12.5
 */
export class ExpositionPage implements Exposition {
  readonly samples = new Map<string, readonly ExpositionSample[]>();
  readonly types = new Map<string, string>();
  readonly units = new Map<string, string>();
  lines = 0;
  unreadable = 0;
  isOver = false;
  /** Samples that were wanted. */
  wanted = 0;
  readonly #bytes: Buffer;
  readonly #isWanted: (name: string) => boolean;
  readonly #named = new Map<string, NamedLines>();
  #before: ExpositionPage | null;
  #at: number;
  /** The name of the line before, and where it stands: lines of one metric follow each other. */
  #name = { from: 0, to: 0 };
  #list: NamedLines | null = null;

  /** @param before the page of the second before, whose labels are likely to be the same; null: there is none */
  constructor(bytes: Buffer, isWanted: (name: string) => boolean, before: ExpositionPage | null) {
    this.#bytes = bytes;
    this.#isWanted = isWanted;
    this.#before = before;
    this.#at = BYTE_ORDER_MARK.equals(bytes.subarray(0, 3)) ? 3 : 0;
  }

  /** Reads the lines that begin within the next so many bytes. @returns whether others follow */
  readOn(count: number): boolean {
    const bytes = this.#bytes;
    const until = Math.min(this.#at + count, bytes.length);
    while (this.#at < until && !this.isOver) {
      const found = bytes.indexOf(LINE_FEED, this.#at);
      const end = found === -1 ? bytes.length : found;
      this.#line(skipBlanks(bytes, this.#at, end), end);
      this.#at = end + 1;
    }
    const isMore = this.#at < bytes.length && !this.isOver;
    // Else every page would hold the one before.
    if (!isMore) this.#forget();
    return isMore;
  }

  #forget(): void {
    this.#before = null;
    for (const lines of this.#named.values()) lines.before = null;
  }

  #line(from: number, end: number): void {
    if (from >= end) return;
    const first = this.#bytes[from];
    if (first === HASH) this.#comment(from, end);
    else if (first === BRACE) this.#quotedSample(from, end);
    else this.#sample(from, end);
  }

  #text(from: number, to: number): string {
    return this.#bytes.toString('utf8', from, to);
  }

  #comment(from: number, end: number): void {
    const line = this.#text(skipBlanks(this.#bytes, from + 1, end), end);
    this.isOver = line.trim() === 'EOF';
    const isType = line.startsWith('TYPE');
    if (!isType && !line.startsWith('UNIT')) return;
    const [, name, value] = ABOUT.exec(line.slice(4)) ?? [];
    if (name !== undefined && value !== undefined)
      (isType ? this.types : this.units).set(bareName(name), value);
  }

  #sample(from: number, end: number): void {
    const to = this.#endOfName(from, end);
    if (to === from) {
      this.unreadable += 1;
      return;
    }
    this.lines += 1;
    if (this.#list === null) return;
    const brace = skipBlanks(this.#bytes, to, end);
    if (this.#bytes[brace] !== BRACE) this.#value('', to, end);
    else this.#labelled(brace + 1, end);
  }

  /** Where the name ends that begins there; what is of that name is then wanted, or it is not. */
  #endOfName(from: number, end: number): number {
    const bytes = this.#bytes;
    const to = endOfName(bytes, from, end);
    const length = this.#name.to - this.#name.from;
    let isSame = to - from === length;
    for (let place = length - 1; isSame && place >= 0; place -= 1)
      isSame = bytes[from + place] === bytes[this.#name.from + place];
    if (isSame) return to;
    this.#name = { from, to };
    this.#list = to === from ? null : this.#listOf(bytes.toString('latin1', from, to));
    return to;
  }

  #quotedSample(from: number, end: number): void {
    const line = this.#text(from, end);
    const [head, name] = QUOTED_NAME.exec(line) ?? [];
    if (head === undefined || name === undefined) {
      this.unreadable += 1;
      return;
    }
    this.lines += 1;
    this.#name = { from, to: from };
    this.#list = this.#listOf(bareName(name));
    const behind = from + Buffer.byteLength(head, 'utf8') - (head.endsWith('}') ? 1 : 0);
    if (this.#list !== null) this.#labelled(behind, end);
  }

  #listOf(name: string): NamedLines | null {
    const known = this.#named.get(name);
    if (known !== undefined) return known;
    if (!this.#isWanted(name)) return null;
    const before = this.#before === null ? null : (this.#before.#named.get(name) ?? null);
    const list: NamedLines = { samples: [], from: [], to: [], before, next: 0 };
    this.#named.set(name, list);
    this.samples.set(name, list.samples);
    return list;
  }

  /** @param from behind the brace */
  #labelled(from: number, end: number): void {
    const known = this.#placeOfKnown(from);
    const before = known === -1 ? null : (this.#list?.before ?? null);
    const to = before === null ? closingBrace(this.#bytes, from, end) : from + lengthOf(before, known);
    if (to === -1) {
      this.unreadable += 1;
      return;
    }
    const labels = before?.samples[known]?.labels ?? this.#text(from, to);
    if (this.#value(labels, to + 1, end)) this.#labelsStand(from, to);
  }

  /** Which line of the page before has the labels that begin there, of those that are likely to be next; -1: none of these. */
  #placeOfKnown(from: number): number {
    const [list, page] = [this.#list, this.#before];
    if (list === null || list.before === null || page === null) return -1;
    const { before, next } = list;
    const end = Math.min(next + AHEAD, before.samples.length);
    for (let nth = next; nth < end; nth += 1) {
      const start = before.from[nth] ?? 0;
      if (!isSameLabels(page.#bytes, { from: start, to: before.to[nth] ?? 0 }, [this.#bytes, from])) continue;
      list.next = nth + 1;
      return nth;
    }
    return -1;
  }

  #labelsStand(from: number, to: number): void {
    const list = this.#list;
    if (list === null) return;
    list.from[list.samples.length - 1] = from;
    list.to[list.samples.length - 1] = to;
  }

  /** @param from behind the labels, or behind the name where there are none. @returns whether there is a value */
  #value(labels: string, from: number, end: number): boolean {
    const [bytes, list] = [this.#bytes, this.#list];
    const begin = skipBlanks(bytes, from, end);
    const to = endOfWord(bytes, begin, end);
    const value = plainNumber(bytes, begin, to) ?? readNumber(this.#text(begin, to));
    if (value === null || list === null) {
      this.unreadable += 1;
      return false;
    }
    const next = skipBlanks(bytes, to, end);
    const atMs = next >= end ? null : readMoment(this.#text(next, endOfWord(bytes, next, end)));
    list.samples.push({ labels, value, atMs });
    list.from.push(0);
    list.to.push(0);
    this.wanted += 1;
    return true;
  }
}

function lengthOf({ from, to }: NamedLines, nth: number): number {
  return (to[nth] ?? 0) - (from[nth] ?? 0);
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ...['inf', '+inf', 'infinity', '+infinity'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-inf', '-infinity'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);
/** No sign of it can be read in two ways: a number of a hostile page may have a million digits. */
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/i;

/** As Go writes floats. @returns null: it is none */
function readNumber(text: string): number | null {
  return DECIMAL.test(text) ? Number(text) : (WORDS.get(text.toLowerCase()) ?? null);
}

/** Greater numbers than this are no seconds before the year 5138: they are milliseconds since 1973 or later. */
const MOST_SECONDS = 1e11;

/** Prometheus writes milliseconds, OpenMetrics seconds; `#` begins an exemplar. */
function readMoment(text: string): number | null {
  if (!DECIMAL.test(text)) return null;
  const moment = Number(text);
  return Math.abs(moment) < MOST_SECONDS ? moment * 1_000 : moment;
}
