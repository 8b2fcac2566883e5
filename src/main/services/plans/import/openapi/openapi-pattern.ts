import { RE2JS } from 're2js';

const MAX_CHARS = 1_000;
const MAX_DEPTH = 40;
/** What a class that excludes characters, or a dot, is filled with. */
const CANDIDATES = [...'a0A-_. :/1bB@#'];

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
  for (let extra = 0; extra <= wanted; extra += 1) {
    const text = new PatternReader(pattern, extra).read();
    if (text === null) return null;
    if (text.length >= wanted) return text.length <= most && isFound(pattern, text) ? text : null;
  }
  return null;
}

function isFound(pattern: string, text: string): boolean {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return false;
  }
}

type Accepts = (char: string) => boolean;

/** Reads a pattern and writes the least that it asks for; what may repeat without end does so `extra` times more. */
class PatternReader {
  readonly #pattern: string;
  readonly #extra: number;
  #at = 0;

  constructor(pattern: string, extra: number) {
    this.#pattern = pattern;
    this.#extra = extra;
  }

  read(): string | null {
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
    this.#at += 1;
    if (char === '^' || char === '$') return '';
    if (char === '.') return 'a';
    if (char === '(') return this.#group(depth);
    if (char === '[') return this.#class();
    if (char === '\\') return this.#escape();
    return '*+?{'.includes(char) ? null : char;
  }

  #group(depth: number): string | null {
    const kind = /^\?(?::|P?<[A-Za-z]\w*>)/.exec(this.#pattern.slice(this.#at, this.#at + 60))?.[0];
    if (kind === undefined && this.#peek() === '?') return null;
    this.#at += kind?.length ?? 0;
    const text = this.#alternatives(depth + 1);
    if (this.#peek() !== ')') return null;
    this.#at += 1;
    return text;
  }

  #escape(): string | null {
    const char = this.#peek();
    this.#at += 1;
    if (char === 'd') return '0';
    if (char === 'w') return 'a';
    if (char === 's') return ' ';
    if (char === 'D' || char === 'S') return 'a';
    if (char === 'W') return '-';
    if (char === 'b') return '';
    if (char === 'p') return this.#property();
    if (char === 'x' || char === 'u') return this.#coded(char === 'x' ? 2 : 4);
    if (char === 't') return '\t';
    if (char === 'n') return '\n';
    return /[A-Za-z0-9]/.test(char) || char === '' ? null : char;
  }

  #property(): string | null {
    const found = /^\{(\w+)\}/.exec(this.#pattern.slice(this.#at, this.#at + 30));
    this.#at += found?.[0].length ?? 0;
    const name = found?.[1] ?? '';
    if (/^(L|Ll|Letter|Alpha)$/.test(name)) return 'a';
    if (/^(Lu)$/.test(name)) return 'A';
    return /^(N|Nd|Digit)$/.test(name) ? '0' : null;
  }

  #coded(digits: number): string | null {
    const hex = this.#pattern.slice(this.#at, this.#at + digits);
    this.#at += digits;
    return /^[0-9a-f]+$/i.test(hex) && hex.length === digits
      ? String.fromCharCode(Number.parseInt(hex, 16))
      : null;
  }

  #class(): string | null {
    const isNegated = this.#peek() === '^';
    if (isNegated) this.#at += 1;
    const accepts: Accepts[] = [];
    let first: string | null = null;
    for (let isFirst = true; this.#peek() !== ']' || isFirst; isFirst = false) {
      if (this.#at >= this.#pattern.length) return null;
      const item = this.#item();
      if (item === null) return null;
      first ??= item.char;
      accepts.push(item.accepts);
    }
    this.#at += 1;
    if (!isNegated) return first;
    return CANDIDATES.find((char) => !accepts.some((accept) => accept(char))) ?? null;
  }

  #item(): { readonly char: string; readonly accepts: Accepts } | null {
    const from = this.#peek();
    this.#at += 1;
    const escaped = from === '\\' ? this.#peek() : '';
    const char = from === '\\' ? this.#escape() : from;
    if (char === null) return null;
    if (escaped === 'd') return { char, accepts: (one) => /\d/.test(one) };
    if (escaped === 'w') return { char, accepts: (one) => /\w/.test(one) };
    if (escaped === 's') return { char, accepts: (one) => /\s/.test(one) };
    if (this.#peek() !== '-' || this.#pattern.charAt(this.#at + 1) === ']')
      return { char, accepts: (one) => one === char };
    this.#at += 1;
    const end = this.#peek();
    this.#at += 1;
    const to = end === '\\' ? this.#escape() : end;
    return to === null ? null : { char, accepts: (one) => one >= char && one <= to };
  }

  /** How often what stands before is written; null where the pattern is none. */
  #times(): number | null {
    const found = /^(?:([*+?])|\{(\d{1,4})(?:(,)(\d{1,4})?)?\})[?+]?/.exec(
      this.#pattern.slice(this.#at, this.#at + 20),
    );
    if (found === null) return 1;
    this.#at += found[0].length;
    const [, sign, least, comma, most] = found;
    if (sign === '?') return 0;
    if (sign !== undefined) return (sign === '+' ? 1 : 0) + this.#extra;
    const from = Number(least);
    if (comma === undefined) return from;
    return most === undefined ? from + this.#extra : Math.min(from + this.#extra, Number(most));
  }

  #peek(): string {
    return this.#pattern.charAt(this.#at);
  }
}
