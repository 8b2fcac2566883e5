/** What a shell would have put in place of `$NAME` or `$(…)`, which reading a command does not run. */
export interface StandIn {
  /** What stands in the words instead: letters and digits that occur nowhere in the text. */
  readonly mark: string;
  /** As it is written: `$TOKEN`, `$(cat token.txt)`. */
  readonly source: string;
  /** The variable; null where a command or a position is meant. */
  readonly name: string | null;
  /** Where the text itself says what it is. */
  readonly value: string | null;
}

/** A command that people write has a few; each is looked for in every text. */
const MOST = 200;

/** Gives out marks, the same for the same source. */
class StandIns {
  readonly #prefix: string;
  readonly #bySource = new Map<string, StandIn>();

  constructor(text: string) {
    const lower = text.toLowerCase();
    let nth = 0;
    while (lower.includes(`standin${nth}x`)) nth += 1;
    this.#prefix = `standin${nth}x`;
  }

  get all(): readonly StandIn[] {
    return [...this.#bySource.values()];
  }

  add(source: string, name: string | null, value: string | null = null): string {
    const key = `${source}\n${value ?? ''}`;
    const known = this.#bySource.get(key);
    if (known !== undefined) return known.mark;
    if (this.#bySource.size >= MOST) return source;
    const mark = `${this.#prefix}${this.#bySource.size}z`;
    this.#bySource.set(key, { mark, source: source.slice(0, 200), name, value });
    return mark;
  }
}

export interface ShellCommand {
  readonly words: readonly string[];
  /** What a here-document, a here-string or an `echo` before a pipe gives it to read. */
  readonly input: string | null;
}

/** Words of command lines as a shell splits them; nothing is run. */
export interface ShellWords {
  /** `;`, `&&`, `||`, `|`, `&` and line ends separate them. */
  readonly commands: readonly ShellCommand[];
  /** What stands for `$NAME` and `$(…)` in the words. */
  readonly standIns: readonly StandIn[];
  /** True where a quote, or in a POSIX shell a bracket, was never closed. */
  readonly unfinished: boolean;
}

/** What splitting command lines takes in any shell; each shell says what its characters mean. */
export abstract class CommandReader {
  protected readonly text: string;
  protected readonly standIns: StandIns;
  protected at = 0;
  /** Null between words. */
  protected word: string | null = null;
  protected unfinished = false;

  constructor(text: string) {
    this.text = text;
    this.standIns = new StandIns(text);
  }

  read(): ShellWords {
    while (this.at < this.text.length) this.step();
    this.endCommand();
    return { commands: this.commands, standIns: this.standIns.all, unfinished: this.unfinished };
  }

  /** Reads on by at least one character. */
  protected abstract step(): void;
  protected abstract get commands(): readonly ShellCommand[];
  protected abstract endCommand(): void;

  /** The character here, or further on; empty at the end. */
  protected char(ahead = 0): string {
    return this.text.charAt(this.at + ahead);
  }

  /** @param length of what is read with it */
  protected add(text: string | null, length = 0): void {
    if (text !== null) this.word = (this.word ?? '') + text;
    this.at += length;
  }

  /** Reads a sticky pattern, where it stands here. */
  protected take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    this.at += found?.[0].length ?? 0;
    return found;
  }

  /** Reads a quoted text behind its opening quote. @param next the next piece of it; null: it is closed */
  protected quoted(next: () => string | null): string {
    let content = '';
    while (this.at < this.text.length) {
      const piece = next();
      if (piece === null) return content;
      content += piece;
    }
    this.unfinished = true;
    return content;
  }

  /** `$(…)` and `<(…)`, which ends with the text where nothing closes it. @param mustClose the text is unfinished then */
  protected substitution(mustClose: boolean): string {
    const from = this.at;
    const end = closingBracket(this.text, from + 1);
    if (end < 0 && mustClose) this.unfinished = true;
    this.at = end < 0 ? this.text.length : end;
    return this.standIns.add(this.text.slice(from, this.at), null);
  }

  protected skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }
}

/** Index behind the bracket that closes the one at `open`; quotes inside are passed over. -1: none does. */
function closingBracket(text: string, open: number): number {
  let depth = 0;
  let quote = '';
  for (let at = open; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '\\' && quote !== "'") at += 1;
    else if (quote !== '') {
      if (char === quote) quote = '';
    } else if (char === "'" || char === '"') quote = char;
    else if (char === '(') depth += 1;
    else if (char === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}
