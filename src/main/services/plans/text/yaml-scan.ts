import { Lexer } from 'yaml';

/** What a text has more of than its limits allow: levels, entries or aliases. */
type Excess = 'deep' | 'big' | 'aliases';

interface ScanLimits {
  readonly depth: number;
  readonly nodes: number;
  readonly aliases: number;
}

/** The lexer's mark before a plain value; what follows it is text, whatever it looks like. */
const SCALAR = '\u001f';

/** What the first character of a token counts as: each separator or mark has a node of its own. */
const COUNTS_AS: Readonly<Record<string, 'nodes' | 'aliases' | 'commas' | 'dashes' | 'marks'>> = {
  '[': 'nodes',
  '{': 'nodes',
  '"': 'nodes',
  "'": 'nodes',
  '*': 'aliases',
  ',': 'commas',
  '-': 'dashes',
  '?': 'dashes',
  '!': 'marks',
};

/**
 * Measures YAML by its tokens, before anything recursive or large is built of it: levels (indentation, brackets inside
 * brackets, dashes and question marks in a row), and the least there is of single values (keys included), lists and
 * maps, for a text without values is not small.
 * @returns the first limit it meets; null: none
 */
export function scanYaml(text: string, limits: ScanLimits): Excess | null {
  const indents: number[] = [];
  const seen = { nodes: 0, aliases: 0, commas: 0, dashes: 0, marks: 0 };
  let depth = 0;
  let inRow = 0;
  let isText = false;
  let isLineStart = true;
  for (const token of new Lexer().lex(text)) {
    if (isText) isText = false;
    else if (token === SCALAR) {
      isText = true;
      seen.nodes += 1;
    } else {
      const kind = COUNTS_AS[token.charAt(0)];
      if (token === '[' || token === '{') depth += 1;
      else if (token === ']' || token === '}') depth -= 1;
      else if (token === '-' || token === '?') inRow += 1;
      if (kind !== undefined && (kind !== 'dashes' || token.length === 1)) seen[kind] += 1;
    }
    if (isLineStart && depth === 0) {
      // The columns at which the blocks around the current line begin.
      const column = /^ +$/.test(token) ? token.length : 0;
      while ((indents.at(-1) ?? -1) >= column) indents.pop();
      indents.push(column);
    }
    isLineStart = token.endsWith('\n');
    if (isLineStart) inRow = 0;
    if (indents.length + depth + inRow > limits.depth) return 'deep';
    if (Math.max(seen.nodes + seen.aliases, seen.commas, seen.dashes, seen.marks) > limits.nodes)
      return 'big';
    if (seen.aliases > limits.aliases) return 'aliases';
  }
  return null;
}
