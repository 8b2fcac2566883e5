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
const BYTE_ORDER_MARK = '\ufeff';
const BRACE = 0x7b;
const HASH = 0x23;
const [TAB, SPACE, LINE_FEED] = [0x09, 0x20, 0x0a];

/**
 * Reads a page in the text format of Prometheus (0.0.4 and 1.0) or OpenMetrics (1.0), one line after the other. Names are
 * compared before anything else of a line is read: of a page of megabytes a few metrics are wanted.
 *
 *     name{label="value",…} 12.5 [moment] [# exemplar]
 *     {"name.in.quotes",label="value",…} 12.5
 */
export function parseExposition(text: string, isWanted: (name: string) => boolean): Exposition {
  const page = new PageReader(text, isWanted);
  for (let from = text.startsWith(BYTE_ORDER_MARK) ? 1 : 0; from < text.length; ) {
    const found = text.indexOf('\n', from);
    const end = found === -1 ? text.length : found;
    page.takeLine(skipBlanks(text, from, end), end);
    if (page.isOver) break;
    from = end + 1;
  }
  return page;
}

class PageReader implements Exposition {
  readonly samples = new Map<string, ExpositionSample[]>();
  readonly types = new Map<string, string>();
  readonly units = new Map<string, string>();
  lines = 0;
  unreadable = 0;
  isOver = false;
  readonly #text: string;
  readonly #isWanted: (name: string) => boolean;
  /** The name of the line before: lines of one metric follow each other. */
  #name = '';
  #list: ExpositionSample[] | null = null;

  constructor(text: string, isWanted: (name: string) => boolean) {
    this.#text = text;
    this.#isWanted = isWanted;
  }

  takeLine(from: number, end: number): void {
    if (from >= end) return;
    const first = this.#text.charCodeAt(from);
    if (first === HASH) this.#comment(from, end);
    else if (first === BRACE) this.#quotedSample(from, end);
    else this.#sample(from, end);
  }

  #comment(from: number, end: number): void {
    const word = skipBlanks(this.#text, from + 1, end);
    this.isOver = this.#text.startsWith('EOF', word) && this.#text.slice(word, end).trim() === 'EOF';
    const isType = this.#text.startsWith('TYPE', word);
    if (!isType && !this.#text.startsWith('UNIT', word)) return;
    const [, name, value] = ABOUT.exec(this.#text.slice(word + 4, end)) ?? [];
    if (name !== undefined && value !== undefined)
      (isType ? this.types : this.units).set(bareName(name), value);
  }

  #sample(from: number, end: number): void {
    const at = this.#endOfName(from, end);
    if (at === from) {
      this.unreadable += 1;
      return;
    }
    this.lines += 1;
    this.#nameIs(from, at);
    if (this.#list === null) return;
    const brace = skipBlanks(this.#text, at, end);
    if (this.#text.charCodeAt(brace) !== BRACE) this.#value('', at, end);
    else this.#labelled(brace + 1, end);
  }

  #quotedSample(from: number, end: number): void {
    const line = this.#text.slice(from, end);
    const [head, name] = QUOTED_NAME.exec(line) ?? [];
    if (head === undefined || name === undefined) {
      this.unreadable += 1;
      return;
    }
    this.lines += 1;
    this.#name = bareName(name);
    this.#list = this.#listOf(this.#name);
    if (this.#list !== null) this.#labelled(from + head.length - (head.endsWith('}') ? 1 : 0), end);
  }

  #nameIs(from: number, at: number): void {
    if (at - from === this.#name.length && this.#text.startsWith(this.#name, from)) return;
    this.#name = this.#text.slice(from, at);
    this.#list = this.#listOf(this.#name);
  }

  #listOf(name: string): ExpositionSample[] | null {
    const known = this.samples.get(name);
    if (known !== undefined) return known;
    if (!this.#isWanted(name)) return null;
    const list: ExpositionSample[] = [];
    this.samples.set(name, list);
    return list;
  }

  /** Where the name ends that begins there: letters, digits, `_` and `:`. */
  #endOfName(from: number, end: number): number {
    let at = from;
    while (at < end && isOfName(this.#text.charCodeAt(at))) at += 1;
    return at;
  }

  /** @param from behind the brace */
  #labelled(from: number, end: number): void {
    const close = closingBrace(this.#text, from, end);
    if (close === -1) this.unreadable += 1;
    else this.#value(this.#text.slice(from, close), close + 1, end);
  }

  #value(labels: string, from: number, end: number): void {
    const [value, moment] = this.#text
      .slice(from, end)
      .trim()
      .split(/[ \t]+/, 2);
    const read = readNumber(value ?? '');
    if (read === null) this.unreadable += 1;
    else this.#list?.push({ labels, value: read, atMs: readMoment(moment) });
  }
}

function skipBlanks(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB)) at += 1;
  return at;
}

function isOfName(code: number): boolean {
  return (
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x5f ||
    (code >= 0x41 && code <= 0x5a) ||
    (code >= 0x30 && code <= 0x3a)
  );
}

/** Of labels that begin there: braces in quotes are text. -1: there is none. */
function closingBrace(text: string, from: number, end: number): number {
  let isQuoted = false;
  for (let at = from; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5c && isQuoted) at += 1;
    else if (code === 0x22) isQuoted = !isQuoted;
    else if (code === 0x7d && !isQuoted) return at;
    else if (code === LINE_FEED) return -1;
  }
  return -1;
}

const WORDS: ReadonlyMap<string, number> = new Map([
  ['nan', Number.NaN],
  ...['inf', '+inf', 'infinity', '+infinity'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-inf', '-infinity'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
]);
const DECIMAL = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i;

/** As Go writes floats. @returns null: it is none */
function readNumber(text: string): number | null {
  return DECIMAL.test(text) ? Number(text) : (WORDS.get(text.toLowerCase()) ?? null);
}

/** Greater numbers than this are no seconds before the year 5138: they are milliseconds since 1973 or later. */
const MOST_SECONDS = 1e11;

/** Prometheus writes milliseconds, OpenMetrics seconds; `#` begins an exemplar. */
function readMoment(text: string | undefined): number | null {
  if (text === undefined || !DECIMAL.test(text)) return null;
  const moment = Number(text);
  return Math.abs(moment) < MOST_SECONDS ? moment * 1_000 : moment;
}

/** Reads what stands between the braces; what is not a label is left out. */
export function labelsOf(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const [, name, value] of text.matchAll(
    /("(?:[^"\\]|\\.)*"|[a-zA-Z_:][\w:]*)[ \t]*=[ \t]*"((?:[^"\\]|\\.)*)"/g,
  ))
    labels.set(bareName(name ?? ''), unescaped(value ?? ''));
  return labels;
}

/** Without its quotes. */
function bareName(name: string): string {
  return name.startsWith('"') ? unescaped(name.slice(1, -1)) : name;
}

/** `\n`, `\"` and `\\`; any other backslash stands for itself. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([n"\\])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}
