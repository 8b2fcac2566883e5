import { isHiddenName } from '../../../../contract/credential-names.ts';
import { CommandReader, type ShellCommand, type ShellWords } from './shell-command.ts';
import { isFromCmd, isFromPowerShell, splitWindows } from './windows-words.ts';

/**
 * Splits copied command lines: single and double quotes, `$'…'` (what browsers copy), backslashes, continued lines,
 * comments, redirections, here-documents; those of Windows' `cmd` and of PowerShell by their own rules. A variable that
 * the text itself sets is that text, unless its name says that it is a secret; other variables and commands become
 * stand-ins. Globs stay as they are written.
 */
export function splitShell(text: string): ShellWords {
  if (isFromPowerShell(text)) return splitWindows(text, 'powershell');
  return isFromCmd(text) ? splitWindows(text, 'cmd') : new ShellReader(text).read();
}

type Redirection = 'none' | 'away' | 'document' | 'tabbed document' | 'string';

interface OpenCommand {
  words: string[];
  input: string | null;
  isPiped: boolean;
}

interface Document {
  readonly command: OpenCommand;
  readonly end: string;
  readonly isQuoted: boolean;
  readonly isTabbed: boolean;
}

const REDIRECTION = /(?:&>>?|<<<|<<-?|>>|>\||[<>]&?)[ \t]*/y;
const REDIRECTIONS: Readonly<Record<string, Redirection>> = {
  '<<<': 'string',
  '<<': 'document',
  '<<-': 'tabbed document',
};
const BRACED = /\$\{([A-Za-z_]\w*)(?:(:?[-=])([^{}]*)|[^{}]*)\}/y;
const VARIABLE = /\$([A-Za-z_]\w*|[0-9@*#?$!-])/y;
const ASSIGNMENT = /^([A-Za-z_]\w*)=([\s\S]*)$/;

class ShellReader extends CommandReader {
  readonly #variables = new Map<string, string>();
  readonly #commands: OpenCommand[] = [];
  #isQuoted = false;
  #redirection: Redirection = 'none';
  #command: OpenCommand = { words: [], input: null, isPiped: false };
  #documents: Document[] = [];

  protected get commands(): readonly ShellCommand[] {
    return this.#commands.map(({ words, input, isPiped }, index) => ({
      words,
      input: input ?? (isPiped ? outputOf(this.#commands[index - 1]) : null),
    }));
  }

  protected step(): void {
    const char = this.char();
    const next = this.char(1);
    if (char === "'") this.#addQuoted(this.#until("'", 1));
    else if (char === '$' && next === "'") this.#addQuoted(this.#ansi());
    else if (char === '"') this.#addQuoted(this.#double());
    else if (char === '\\') this.add(this.#escaped(next));
    else if (char === '$' || char === '`') this.add(this.#expansion());
    else if (char === '#' && this.word === null) this.skipLine();
    else if (char === '\n') this.#endLine();
    else if ('<>'.includes(char) || (char === '&' && next === '>')) this.#redirect();
    else if (';|&'.includes(char)) {
      this.at += 1;
      this.endCommand(char === '|' && next !== '|');
    } else if (/\s/.test(char)) this.#endWord(1);
    else this.add(char, 1);
  }

  #addQuoted(text: string): void {
    this.#isQuoted = true;
    this.add(text);
  }

  #endWord(length = 0): void {
    const { word } = this;
    if (word !== null) {
      if (this.#redirection === 'none') this.#command.words.push(word);
      else if (this.#redirection === 'string') this.#command.input = `${word}\n`;
      else if (this.#redirection !== 'away') {
        const isTabbed = this.#redirection === 'tabbed document';
        this.#documents.push({ command: this.#command, end: word, isQuoted: this.#isQuoted, isTabbed });
      }
      this.#redirection = 'none';
    }
    this.word = null;
    this.#isQuoted = false;
    this.at += length;
  }

  protected endCommand(isPiped = false): void {
    this.#endWord();
    this.#redirection = 'none';
    if (this.#command.words.length > 0) {
      this.#assign(this.#command.words);
      this.#commands.push(this.#command);
    }
    this.#command = { words: [], input: null, isPiped };
  }

  #endLine(): void {
    this.at += 1;
    this.endCommand();
    for (const { command, end, isQuoted, isTabbed } of this.#documents) {
      let content = '';
      while (this.at < this.text.length) {
        const from = this.at;
        this.skipLine();
        const whole = this.text.slice(from, this.at).replace(/\r$/, '');
        const line = isTabbed ? whole.replace(/^\t+/, '') : whole;
        this.at += 1;
        if (line === end) break;
        content += `${line}\n`;
      }
      command.input = isQuoted ? content : this.#expandedText(content);
    }
    this.#documents = [];
  }

  /** `NAME=value` alone on a line, perhaps after `export`. */
  #assign(words: readonly string[]): void {
    const own = /^(export|declare|local|readonly|set)$/.test(words[0] ?? '') ? words.slice(1) : words;
    const pairs = own.map((word) => ASSIGNMENT.exec(word));
    if (pairs.some((pair) => pair === null)) return;
    for (const pair of pairs) if (pair !== null) this.#variables.set(String(pair[1]), String(pair[2]));
  }

  #redirect(): void {
    // A number before it says which stream is meant: `2>&1`.
    if (/^\d+$/.test(this.word ?? '')) this.word = null;
    this.#endWord();
    if (this.char(1) === '(') this.add(this.substitution(true));
    else this.#redirection = REDIRECTIONS[this.take(REDIRECTION)?.[0].trim() ?? ''] ?? 'away';
  }

  /** A backslash outside quotes: the next character as it is; before a line end, nothing. */
  #escaped(next: string): string | null {
    const crlf = next === '\r' && this.char(2) === '\n';
    this.at += crlf ? 3 : 2;
    return next === '\n' || crlf ? null : next;
  }

  /** Everything up to the closing character, which ends with it. */
  #until(close: string, skip: number): string {
    const from = this.at + skip;
    const end = this.text.indexOf(close, from);
    if (end < 0) this.unfinished = true;
    this.at = end < 0 ? this.text.length : end + 1;
    return this.text.slice(from, end < 0 ? undefined : end);
  }

  #double(): string {
    this.at += 1;
    return this.quoted(() => {
      const char = this.char();
      if (char === '$' || char === '`') return this.#expansion();
      const next = this.char(1);
      const isEscape = char === '\\' && next !== '' && '"\\$`\n'.includes(next);
      this.at += isEscape ? 2 : 1;
      if (isEscape) return next === '\n' ? '' : next;
      return char === '"' ? null : char;
    });
  }

  /** What `$…` or a backquote stands for, or the character itself. */
  #expansion(): string {
    if (this.char() === '`') return this.standIns.add(`\`${this.#until('`', 1)}\``, null);
    if (this.char(1) === '(') return this.substitution(true);
    const braced = this.take(BRACED);
    const [source, name = '', , otherwise] = braced ?? this.take(VARIABLE) ?? [];
    if (source !== undefined)
      return this.#variable(source, name, braced?.[2] === undefined ? null : (otherwise ?? ''));
    this.at += 1;
    return '$';
  }

  #variable(source: string, name: string, otherwise: string | null): string {
    const value = this.#variables.get(name) ?? otherwise;
    if (value === null) return this.standIns.add(source, /^[A-Za-z_]/.test(name) ? name : null);
    // What another stand-in is part of is no value of its own.
    const isKnown = !this.standIns.all.some(({ mark }) => value.includes(mark));
    // What stands behind `:-` in the source is the value itself.
    return isKnown && isHiddenName(name) ? this.standIns.add(`$${name}`, name, value) : value;
  }

  /** A here-document whose end is not quoted. */
  #expandedText(content: string): string {
    if (!/[$`\\]/.test(content)) return content;
    const pieces = content.split(/(\\[$`\\\n]|\$\{[^{}]*\}|\$[A-Za-z_]\w*|\$\([^()]*\)|`[^`]*`)/);
    return pieces
      .map((piece, index) => {
        if (index % 2 === 0) return piece;
        if (piece.startsWith('\\')) return piece.slice(1).replace('\n', '');
        const name = /^\$\{?([A-Za-z_]\w*)/.exec(piece)?.[1];
        return name === undefined ? this.standIns.add(piece, null) : this.#variable(piece, name, null);
      })
      .join('');
  }

  /** `$'…'`: backslash escapes as in C, and `\uXXXX`. */
  #ansi(): string {
    const found = this.take(/\$'((?:[^'\\]|\\[\s\S])*)'/y);
    return found === null ? this.#until("'", 2) : String(found[1]).replace(ANSI_ESCAPE, unescapeAnsi);
  }
}

/** What `echo`, `printf` or `cat` before a pipe writes, where that is known. */
function outputOf(command: OpenCommand | undefined): string | null {
  const [name, ...rest] = command?.words ?? [];
  if (name === 'cat' && rest.length === 0) return command?.input ?? null;
  if (name === 'echo') {
    const isBare = rest[0] === '-n';
    return `${rest.slice(isBare ? 1 : 0).join(' ')}${isBare ? '' : '\n'}`;
  }
  return name === 'printf' && rest.length === 1 && !/[%\\]/.test(String(rest[0])) ? String(rest[0]) : null;
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
