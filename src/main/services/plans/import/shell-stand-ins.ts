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
export class StandIns {
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

/** Index behind the bracket that closes the one at `open`; quotes inside are passed over. -1: none does. */
export function closingBracket(text: string, open: number): number {
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
