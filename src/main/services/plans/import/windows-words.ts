import { CommandReader, type ShellCommand, type ShellWords } from './shell-command.ts';

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
export function splitWindows(text: string, shell: 'cmd' | 'powershell'): ShellWords {
  const plain = text.replace(/\r\n/g, '\n');
  return (shell === 'cmd' ? new CmdReader(plain) : new PowerShellReader(plain)).read();
}

const QUOTE = '"';
const PERCENT = /%([A-Za-z_]\w*)%/y;
const POWERSHELL_VARIABLE = /\$(?:env:([A-Za-z_]\w*)|\{(?:env:)?([A-Za-z_]\w*)\}|([A-Za-z_]\w*))/iy;
const POWERSHELL_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0' };

abstract class WindowsReader extends CommandReader {
  protected readonly commands: ShellCommand[] = [];
  #words: string[] = [];

  protected bare(separators: string): void {
    const char = this.char();
    if (char === '\n' || separators.includes(char)) this.endCommand();
    else if (char === ' ' || char === '\t') this.#endWord();
    else this.add(char);
    this.at += 1;
  }

  #endWord(): void {
    if (this.word !== null) this.#words.push(this.word);
    this.word = null;
  }

  protected endCommand(): void {
    this.#endWord();
    if (this.#words.length > 0) this.commands.push({ words: this.#words, input: null });
    this.#words = [];
  }
}

class CmdReader extends WindowsReader {
  protected step(): void {
    const char = this.char();
    if (char === '^') this.#caret(false);
    else if (char === QUOTE) this.#addQuoted(false);
    else if (char === '%') this.add(this.#percent());
    else this.bare('&|');
  }

  /** `^` makes the next character itself; at a line end it joins the lines, and an empty line after it is a line end. */
  #caret(isInside: boolean): string {
    const next = this.char(1);
    this.at += 2;
    if (next === '\n') {
      if (this.char() !== '\n') return '';
      this.at += 1;
      if (!isInside) this.add('\n');
      return '\n';
    }
    if (isInside) return next;
    if (next === QUOTE) {
      this.at -= 1;
      this.#addQuoted(true);
    } else this.add(next);
    return next;
  }

  /** @param isCareted opened by `^"`, where carets go on to mean what they do outside */
  #addQuoted(isCareted: boolean): void {
    this.at += 1;
    const content = this.quoted(() => {
      let char = this.char();
      if (char === '^' && isCareted) char = this.#caret(true);
      else if (char === '%') char = this.#percent();
      else this.at += 1;
      if (char !== '\\' && char !== QUOTE) return char;
      const skip = isCareted && this.char() === '^' ? 1 : 0;
      const next = this.char(skip);
      if (next === QUOTE || (char === '\\' && next === '\\')) {
        this.at += skip + 1;
        return next;
      }
      return char === QUOTE ? null : char;
    });
    this.add(content);
  }

  #percent(): string {
    const found = this.take(PERCENT);
    if (found !== null) return this.standIns.add(found[0], String(found[1]));
    this.at += 1;
    return '%';
  }
}

class PowerShellReader extends WindowsReader {
  protected step(): void {
    const char = this.char();
    const next = this.char(1);
    if (char === '`') this.add(next === '\n' ? null : next, 2);
    else if (char === "'") this.add(this.#singleQuoted());
    else if (char === QUOTE) this.add(this.#doubleQuoted());
    else if (char === '$') this.add(this.#variable());
    else if (char === '#' && this.word === null) this.skipLine();
    else this.bare(';|&');
  }

  /** A quote is doubled in it. Where all double quotes stand behind a backslash, they do so for the program behind. */
  #singleQuoted(): string {
    const found = this.take(/'((?:[^']|'')*)'/y);
    if (found === null) {
      this.unfinished = true;
      this.at = this.text.length;
    }
    const content = (found?.[1] ?? '').replaceAll("''", "'");
    return /(?:^|[^\\])"/.test(content) ? content : content.replaceAll('\\"', QUOTE);
  }

  #doubleQuoted(): string {
    this.at += 1;
    return this.quoted(() => {
      const [char, next] = [this.char(), this.char(1)];
      if (char === '$') return this.#variable();
      if (char === '\\' && next === '`' && this.char(2) === QUOTE) {
        this.at += 3;
        return QUOTE;
      }
      const isEscape = char === '`' || (char === QUOTE && next === QUOTE);
      this.at += isEscape ? 2 : 1;
      if (isEscape) return char === QUOTE ? QUOTE : (POWERSHELL_ESCAPES[next] ?? next);
      return char === QUOTE ? null : char;
    });
  }

  #variable(): string {
    if (this.char(1) === '(') return this.substitution(false);
    const found = this.take(POWERSHELL_VARIABLE);
    if (found !== null) return this.standIns.add(found[0], found[1] ?? found[2] ?? String(found[3]));
    this.at += 1;
    return '$';
  }
}
