/** Words of a command line as a POSIX shell splits them; nothing is expanded. */
export interface ShellWords {
  /** One list of words per command: `;`, `&&`, `||`, `|`, `&` and line ends separate them. */
  readonly commands: readonly (readonly string[])[];
  /** True where a quote was never closed. */
  readonly unfinished: boolean;
}

/**
 * Splits a copied command line: single and double quotes, `$'…'` (what browsers copy), backslashes, continued lines,
 * comments. Text copied from Windows' `cmd` (`^` before quotes and at line ends) is turned into the other first.
 * `$NAME`, backquotes and globs stay as they are written: this reads a command, it does not run one.
 */
export function splitShell(text: string): ShellWords {
  return new Splitter(isFromCmd(text) ? fromCmd(text) : text).split();
}

class Splitter {
  readonly #text: string;
  #at = 0;
  #word: string | null = null;
  #words: string[] = [];
  readonly #commands: string[][] = [];
  #unfinished = false;

  constructor(text: string) {
    this.#text = text;
  }

  split(): ShellWords {
    while (this.#at < this.#text.length) this.#step();
    this.#endCommand();
    return { commands: this.#commands, unfinished: this.#unfinished };
  }

  #step(): void {
    const char = this.#text.charAt(this.#at);
    const next = this.#text.charAt(this.#at + 1);
    if (char === "'") this.#add(this.#until("'", 1));
    else if (char === '$' && next === "'") this.#add(this.#ansi());
    else if (char === '"') this.#add(this.#double());
    else if (char === '\\') this.#add(this.#escaped(next));
    else if (char === '#' && this.#word === null) this.#at = endOfLine(this.#text, this.#at);
    else if (char === '\n' || ';|&'.includes(char)) this.#endCommand(1);
    else if (/\s/.test(char)) this.#endWord(1);
    else this.#add(char, 1);
  }

  #add(text: string | null, length = 0): void {
    if (text !== null) this.#word = (this.#word ?? '') + text;
    this.#at += length;
  }

  #endWord(length = 0): void {
    if (this.#word !== null) this.#words.push(this.#word);
    this.#word = null;
    this.#at += length;
  }

  #endCommand(length = 0): void {
    this.#endWord(length);
    if (this.#words.length > 0) this.#commands.push(this.#words);
    this.#words = [];
  }

  /** A backslash outside quotes: the next character as it is; before a line end, nothing. */
  #escaped(next: string): string | null {
    const crlf = next === '\r' && this.#text.charAt(this.#at + 2) === '\n';
    this.#at += crlf ? 3 : 2;
    return next === '\n' || crlf ? null : next;
  }

  /** Everything up to the closing character, which ends with it. */
  #until(close: string, skip: number): string {
    const from = this.#at + skip;
    const end = this.#text.indexOf(close, from);
    if (end < 0) this.#unfinished = true;
    this.#at = end < 0 ? this.#text.length : end + 1;
    return this.#text.slice(from, end < 0 ? undefined : end);
  }

  #double(): string {
    let content = '';
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const char = this.#text.charAt(this.#at);
      if (char === '"') {
        this.#at += 1;
        return content;
      }
      const next = this.#text.charAt(this.#at + 1);
      if (char === '\\' && '"\\$`\n'.includes(next) && next !== '') {
        if (next !== '\n') content += next;
        this.#at += 1;
      } else content += char;
    }
    this.#unfinished = true;
    return content;
  }

  /** `$'…'`: backslash escapes as in C, and `\uXXXX`. */
  #ansi(): string {
    const pattern = /\$'((?:[^'\\]|\\[\s\S])*)'/y;
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return this.#until("'", 2);
    this.#at = pattern.lastIndex;
    return (match[1] as string).replace(ANSI_ESCAPE, unescapeAnsi);
  }
}

const ANSI_ESCAPE =
  /\\(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|x([0-9a-fA-F]{1,2})|([0-7]{1,3})|([\s\S]))/g;
const ANSI_LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\u0007',
  b: '\b',
  e: '\u001b',
  f: '\f',
  v: '\v',
};

function unescapeAnsi(
  _: string,
  u?: string,
  U?: string,
  x?: string,
  octal?: string,
  letter?: string,
): string {
  const hex = u ?? U ?? x;
  const code =
    hex !== undefined ? Number.parseInt(hex, 16) : octal !== undefined ? Number.parseInt(octal, 8) : null;
  if (code !== null) return code <= 0x10_ffff ? String.fromCodePoint(code) : '\ufffd';
  return ANSI_LETTERS[letter ?? ''] ?? letter ?? '';
}

function isFromCmd(text: string): boolean {
  return /\^\r?\n/.test(text) || /\s\^"/.test(text);
}

/** `cmd` quotes with `^`: what follows a caret is itself, a caret at the end of a line continues it. */
function fromCmd(text: string): string {
  return text.replace(/\^\r?\n/g, ' ').replace(/\^([\s\S])/g, '$1');
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
