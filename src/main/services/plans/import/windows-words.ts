import type { ShellCommand, ShellWords } from './shell-command.ts';
import { closingBracket, StandIns } from './shell-stand-ins.ts';

type Shell = 'cmd' | 'powershell';

/** Carets before quotes and at line ends, or quotes doubled inside quotes, which no other shell writes. */
export function isFromCmd(text: string): boolean {
  if (/\^\r?\n/.test(text) || /\s\^"/.test(text)) return true;
  return !/\s\$?'/.test(text) && /[{[,:]\s*""[^"\s]|[^"\s]""\s*[:,}\]]/.test(text) && !text.includes('\\\n');
}

/** Backquotes at line ends, which end nothing in a POSIX shell. */
export function isFromPowerShell(text: string): boolean {
  return /`\r?\n/.test(text) || /^\s*PS(?:\s[^>\n]{0,200})?>/.test(text) || /\$env:\w/i.test(text);
}

/** Splits command lines of Windows: first as the shell reads them, then as a C program gets its words. */
export function splitWindows(text: string, shell: Shell): ShellWords {
  const reader = new WindowsReader(text, shell);
  return reader.read();
}

const QUOTE = '"';
const PERCENT = /%([A-Za-z_]\w*)%/y;
const POWERSHELL_VARIABLE = /\$(?:env:([A-Za-z_]\w*)|\{(?:env:)?([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/iy;

class WindowsReader {
  readonly #text: string;
  readonly #shell: Shell;
  readonly #standIns: StandIns;
  readonly #commands: ShellCommand[] = [];
  #words: string[] = [];
  #word: string | null = null;
  #at = 0;
  #unfinished = false;

  constructor(text: string, shell: Shell) {
    this.#text = text.replace(/\r\n/g, '\n');
    this.#shell = shell;
    this.#standIns = new StandIns(text);
  }

  read(): ShellWords {
    while (this.#at < this.#text.length) {
      if (this.#shell === 'cmd') this.#stepCmd();
      else this.#stepPowerShell();
    }
    this.#endCommand(0);
    return { commands: this.#commands, standIns: this.#standIns.all, unfinished: this.#unfinished };
  }

  #stepCmd(): void {
    const char = this.#text.charAt(this.#at);
    if (char === '^') this.#caret(false);
    else if (char === QUOTE) this.#quotedByCmd(1, false);
    else if (char === '%') this.#percent();
    else this.#bare(char, '&|');
  }

  /** `^` makes the next character itself; at a line end it joins the lines, and an empty line after it is a line end. */
  #caret(isInside: boolean): string {
    const next = this.#text.charAt(this.#at + 1);
    this.#at += 2;
    if (next === '\n') {
      if (this.#text.charAt(this.#at) !== '\n') return '';
      this.#at += 1;
      if (!isInside) this.#add('\n');
      return '\n';
    }
    if (isInside) return next;
    if (next === QUOTE) {
      this.#at -= 1;
      this.#quotedByCmd(1, true);
    } else this.#add(next);
    return next;
  }

  /** @param isCareted opened by `^"`, where carets go on to mean what they do outside */
  #quotedByCmd(length: number, isCareted: boolean): void {
    this.#at += length;
    let content = '';
    while (this.#at < this.#text.length) {
      let char = this.#text.charAt(this.#at);
      if (char === '^' && isCareted) char = this.#caret(true);
      else if (char === '%') char = this.#percentText();
      else this.#at += 1;
      if (char === '\\') {
        const next = this.#peek(isCareted);
        if (next.char === QUOTE || next.char === '\\') {
          content += next.char;
          this.#at = next.end;
        } else content += char;
      } else if (char === QUOTE) {
        const next = this.#peek(isCareted);
        if (next.char !== QUOTE) {
          this.#add(content);
          return;
        }
        content += QUOTE;
        this.#at = next.end;
      } else content += char;
    }
    this.#unfinished = true;
    this.#add(content);
  }

  #peek(isCareted: boolean): { readonly char: string; readonly end: number } {
    const skip = isCareted && this.#text.charAt(this.#at) === '^' ? 1 : 0;
    return { char: this.#text.charAt(this.#at + skip), end: this.#at + skip + 1 };
  }

  #percent(): void {
    this.#add(this.#percentText());
  }

  #percentText(): string {
    PERCENT.lastIndex = this.#at;
    const found = PERCENT.exec(this.#text);
    this.#at += found?.[0].length ?? 1;
    return found === null ? '%' : this.#standIns.add(found[0], String(found[1]));
  }

  #stepPowerShell(): void {
    const char = this.#text.charAt(this.#at);
    const next = this.#text.charAt(this.#at + 1);
    if (char === '`') {
      this.#at += 2;
      if (next !== '\n') this.#add(next);
    } else if (char === "'") this.#add(this.#singleQuoted());
    else if (char === QUOTE) this.#add(this.#doubleQuoted());
    else if (char === '$') this.#add(this.#variable());
    else if (char === '#' && this.#word === null) {
      const end = this.#text.indexOf('\n', this.#at);
      this.#at = end < 0 ? this.#text.length : end;
    } else this.#bare(char, ';|&');
  }

  /** A quote is doubled in it. Where all double quotes stand behind a backslash, they do so for the program behind. */
  #singleQuoted(): string {
    const pattern = /'((?:[^']|'')*)'/y;
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) this.#unfinished = true;
    this.#at += found?.[0].length ?? this.#text.length;
    const content = (found?.[1] ?? '').replaceAll("''", "'");
    return /(?:^|[^\\])"/.test(content) ? content : content.replaceAll('\\"', QUOTE);
  }

  #doubleQuoted(): string {
    let content = '';
    this.#at += 1;
    while (this.#at < this.#text.length) {
      const char = this.#text.charAt(this.#at);
      const next = this.#text.charAt(this.#at + 1);
      if (char === '$') {
        content += this.#variable();
        continue;
      }
      if (char === '\\' && next === '`' && this.#text.charAt(this.#at + 2) === QUOTE) {
        content += QUOTE;
        this.#at += 3;
        continue;
      }
      if (char === '`') content += POWERSHELL_ESCAPES[next] ?? next;
      else if (char === QUOTE && next === QUOTE) content += QUOTE;
      else if (char === QUOTE) {
        this.#at += 1;
        return content;
      } else {
        content += char;
        this.#at -= 1;
      }
      this.#at += 2;
    }
    this.#unfinished = true;
    return content;
  }

  #variable(): string {
    const from = this.#at;
    if (this.#text.charAt(from + 1) === '(') {
      const end = closingBracket(this.#text, from + 1);
      this.#at = end < 0 ? this.#text.length : end;
      return this.#standIns.add(this.#text.slice(from, this.#at), null);
    }
    POWERSHELL_VARIABLE.lastIndex = from;
    const found = POWERSHELL_VARIABLE.exec(this.#text);
    this.#at += found?.[0].length ?? 1;
    if (found === null) return '$';
    return this.#standIns.add(found[0], found[1] ?? found[2] ?? String(found[3]));
  }

  #bare(char: string, separators: string): void {
    if (char === '\n' || separators.includes(char)) this.#endCommand(1);
    else if (char === ' ' || char === '\t') this.#endWord(1);
    else {
      this.#add(char);
      this.#at += 1;
    }
  }

  #add(text: string): void {
    this.#word = (this.#word ?? '') + text;
  }

  #endWord(length: number): void {
    if (this.#word !== null) this.#words.push(this.#word);
    this.#word = null;
    this.#at += length;
  }

  #endCommand(length: number): void {
    this.#endWord(length);
    if (this.#words.length > 0) this.#commands.push({ words: this.#words, input: null });
    this.#words = [];
  }
}

const POWERSHELL_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };
