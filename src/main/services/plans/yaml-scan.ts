import { Lexer } from 'yaml';

export interface YamlScan {
  /** Levels: indentation, brackets inside brackets, dashes and question marks in a row. */
  readonly depth: number;
  /** Single values, keys included. */
  readonly scalars: number;
}

/** The lexer's mark before a plain value; what follows it is text, whatever it looks like. */
const SCALAR = '\u001f';

/**
 * Measures YAML by its tokens, before anything recursive or large is built of it. Stops at the first limit it meets.
 */
export function scanYaml(text: string, limits: { readonly depth: number; readonly nodes: number }): YamlScan {
  const indents: number[] = [];
  let depth = 0;
  let deepest = 0;
  let inRow = 0;
  let scalars = 0;
  let isText = false;
  let isLineStart = true;
  for (const token of new Lexer().lex(text)) {
    if (isText || token === SCALAR) {
      isText = token === SCALAR;
      if (isText) scalars += 1;
    } else if (token === '[' || token === '{') depth += 1;
    else if (token === ']' || token === '}') depth -= 1;
    else if (token === '-' || token === '?') inRow += 1;
    else if (token.charCodeAt(0) === QUOTE || token.charCodeAt(0) === APOSTROPHE) scalars += 1;
    if (isLineStart && depth === 0) indentTo(indents, /^ +$/.test(token) ? token.length : 0);
    isLineStart = token.endsWith('\n');
    if (isLineStart) inRow = 0;
    deepest = Math.max(deepest, indents.length + depth + inRow);
    if (deepest > limits.depth || scalars > limits.nodes) break;
  }
  return { depth: deepest, scalars };
}

/** Keeps the columns at which the blocks around the current line begin. */
function indentTo(indents: number[], column: number): void {
  while ((indents.at(-1) ?? -1) >= column) indents.pop();
  indents.push(column);
}

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
