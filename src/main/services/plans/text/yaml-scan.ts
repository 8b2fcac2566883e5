import { Lexer } from 'yaml';

export interface YamlScan {
  /** Levels: indentation, brackets inside brackets, dashes and question marks in a row. */
  readonly depth: number;
  /** The least there is of single values (keys included), lists and maps: a text without values is not small. */
  readonly entries: number;
  readonly aliases: number;
}

export interface ScanLimits {
  readonly depth: number;
  readonly nodes: number;
  readonly aliases: number;
}

/** The lexer's mark before a plain value; what follows it is text, whatever it looks like. */
const SCALAR = '\u001f';

/**
 * Measures YAML by its tokens, before anything recursive or large is built of it. Stops at the first limit it meets.
 */
export function scanYaml(text: string, limits: ScanLimits): YamlScan {
  const indents: number[] = [];
  const tally = new Tally();
  let depth = 0;
  let deepest = 0;
  let inRow = 0;
  let isText = false;
  let isLineStart = true;
  for (const token of new Lexer().lex(text)) {
    if (isText) isText = false;
    else if (token === SCALAR) {
      isText = true;
      tally.nodes += 1;
    } else {
      if (token === '[' || token === '{') depth += 1;
      else if (token === ']' || token === '}') depth -= 1;
      else if (token === '-' || token === '?') inRow += 1;
      tally.add(token);
    }
    if (isLineStart && depth === 0) indentTo(indents, /^ +$/.test(token) ? token.length : 0);
    isLineStart = token.endsWith('\n');
    if (isLineStart) inRow = 0;
    deepest = Math.max(deepest, indents.length + depth + inRow);
    if (deepest > limits.depth || tally.entries > limits.nodes || tally.aliases > limits.aliases) break;
  }
  return { depth: deepest, entries: tally.entries, aliases: tally.aliases };
}

/** What the tokens of a text prove of it: each node is one of these, and each separator or mark has a node of its own. */
class Tally {
  nodes = 0;
  aliases = 0;
  #commas = 0;
  #dashes = 0;
  #marks = 0;

  get entries(): number {
    return Math.max(this.nodes + this.aliases, this.#commas, this.#dashes, this.#marks);
  }

  add(token: string): void {
    switch (token[0]) {
      case '[':
      case '{':
      case '"':
      case "'":
        this.nodes += 1;
        return;
      case '*':
        this.aliases += 1;
        return;
      case ',':
        this.#commas += 1;
        return;
      case '-':
      case '?':
        this.#dashes += token.length === 1 ? 1 : 0;
        return;
      case '!':
        this.#marks += 1;
        return;
    }
  }
}

/** Keeps the columns at which the blocks around the current line begin. */
function indentTo(indents: number[], column: number): void {
  while ((indents.at(-1) ?? -1) >= column) indents.pop();
  indents.push(column);
}
