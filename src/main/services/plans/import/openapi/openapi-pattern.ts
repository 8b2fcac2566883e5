import { RE2JS } from 're2js';
import { heldOrMade } from '../../../../../contract/keys.ts';

const MAX_CHARS = 1_000;
const MAX_DEPTH = 40;
/** What a class of characters, or one that excludes some, is filled with: the first that it takes. */
const CANDIDATES = [...'a0A-_. :/1bB@#'];
const ESCAPE = /\\(?:([dwsDSW])|p\{\w+\}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|([btn])|([^A-Za-z0-9]))/y;
const WRITTEN: Readonly<Record<string, string>> = { b: '', t: '\t', n: '\n' };

/**
 * A text that a pattern finds, of a length between two bounds.
 * @returns null where none was found: what the pattern asks for is more than this reads, or nothing fits
 */
export function textFor(
  pattern: string,
  { least, most }: { readonly least: number; readonly most: number },
): string | null {
  if (pattern.length > MAX_CHARS) return null;
  const wanted = Math.min(Math.max(least, Math.min(1, most)), MAX_CHARS);
  const reader = new PatternReader(pattern);
  for (let extra = 0; extra <= wanted; extra += 1) {
    const text = reader.read(extra);
    if (text === null) return null;
    if (text.length >= wanted) return text.length <= most && finderOf(pattern)(text) ? text : null;
  }
  return null;
}

/** Whether a pattern finds something in a text: compiling it takes far longer than asking. What is no pattern finds nothing. */
function finderOf(pattern: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern);
    return (text) => compiled.matcher(text).find();
  } catch {
    return () => false;
  }
}

/** Reads a pattern and writes the least that it asks for; what may repeat without end does so `extra` times more. */
class PatternReader {
  readonly #pattern: string;
  /** By class, as `[^a]` or `\w`: found once, however often the pattern is read. */
  readonly #chosen = new Map<string, string | null>();
  #extra = 0;
  #at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  read(extra: number): string | null {
    this.#extra = extra;
    this.#at = 0;
    const text = this.#alternatives(0);
    return this.#at < this.#pattern.length ? null : text;
  }

  #alternatives(depth: number): string | null {
    if (depth > MAX_DEPTH) return null;
    const first = this.#sequence(depth);
    let isFine = first !== null;
    while (isFine && this.#peek() === '|') {
      this.#at += 1;
      isFine = this.#sequence(depth) !== null;
    }
    return isFine ? first : null;
  }

  #sequence(depth: number): string | null {
    let text = '';
    while (this.#at < this.#pattern.length && this.#peek() !== '|' && this.#peek() !== ')') {
      const atom = this.#atom(depth);
      const times = atom === null ? null : this.#times();
      if (atom === null || times === null || text.length + atom.length * times > MAX_CHARS) return null;
      text += atom.repeat(times);
    }
    return text;
  }

  #atom(depth: number): string | null {
    const char = this.#peek();
    if (char === '\\') return this.#escape();
    if (char === '[') return this.#class();
    this.#at += 1;
    if (char === '^' || char === '$') return '';
    if (char === '.') return 'a';
    if (char === '(') return this.#group(depth);
    return '*+?{'.includes(char) ? null : char;
  }

  #group(depth: number): string | null {
    this.#take(/\?(?::|P?<[A-Za-z]\w*>)/y);
    const text = this.#peek() === '?' ? null : this.#alternatives(depth + 1);
    return this.#take(/\)/y) === null ? null : text;
  }

  #escape(): string | null {
    const found = this.#take(ESCAPE);
    if (found === null) return null;
    const [source, , written, itself] = found;
    if (written !== undefined) return WRITTEN[written] ?? null;
    return (
      itself ??
      (/^\\[xu]/.test(source)
        ? String.fromCharCode(Number.parseInt(source.slice(2), 16))
        : this.#oneOf(source))
    );
  }

  /** The first that a class names, or one that it does not. */
  #class(): string | null {
    const from = this.#at;
    const isNegated = this.#take(/\[(\^?)/y)?.[1] === '^';
    const first = this.#peek() === '\\' ? this.#escape() : (this.#take(/./sy)?.[0] ?? null);
    if (first === null || this.#take(/(?:[^\]\\]|\\.)*\]/sy) === null) return null;
    return isNegated ? this.#oneOf(this.#pattern.slice(from, this.#at)) : first;
  }

  /** A character that a class takes. */
  #oneOf(characters: string): string | null {
    const find = () => CANDIDATES.find(finderOf(characters)) ?? null;
    return heldOrMade(this.#chosen, characters, find);
  }

  /** How often what stands before is written; null where the pattern is none. */
  #times(): number | null {
    const found = this.#take(/(?:([*+?])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})[?+]?/y);
    if (found === null) return 1;
    const [, sign, least, comma, most] = found;
    if (sign === '?') return 0;
    if (sign !== undefined) return (sign === '+' ? 1 : 0) + this.#extra;
    const from = Number(least);
    if (comma === undefined) return from;
    return most === undefined ? from + this.#extra : Math.min(from + this.#extra, Number(most));
  }

  #take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#pattern);
    this.#at += found?.[0].length ?? 0;
    return found;
  }

  #peek(): string {
    return this.#pattern.charAt(this.#at);
  }
}
