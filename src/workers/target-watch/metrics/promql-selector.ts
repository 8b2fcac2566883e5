/** Words of PromQL that stand where a name might. */
const WORDS = new Set(['offset', 'bool', 'and', 'or', 'unless', 'inf', 'nan']);
/** Behind these a list of labels stands in parentheses. */
const OF_LABELS = new Set(['by', 'without', 'on', 'ignoring', 'group_left', 'group_right']);
/** A text, a number (with the letters of a length of time), a name, or one sign. */
const TOKEN = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|\d[\w.]*|[a-zA-Z_:][\w:]*|[^\s]/g;

/**
 * The first metric that a PromQL expression selects, with its labels: `sum(rate(up{job="a"}[1m]))` selects `up{job="a"}`.
 * @returns null: it selects none, as `vector(1)`
 */
export function firstSelector(query: string): string | null {
  const tokens = [...query.matchAll(TOKEN)].map(([text]) => text);
  for (let at = 0; at < tokens.length; at += 1) {
    const [token = '', next = ''] = [tokens[at], tokens[at + 1]];
    if (OF_LABELS.has(token.toLowerCase()) && next === '(') at = tokens.indexOf(')', at);
    else if (token === '[') at = tokens.indexOf(']', at);
    else if (token === '{') return labelsFrom(tokens, at);
    else if (isName(token, next)) return next === '{' ? token + labelsFrom(tokens, at + 1) : token;
    if (at === -1) return null;
  }
  return null;
}

/** Functions stand before a parenthesis, aggregations before that or before `by (…)`. */
function isName(token: string, next: string): boolean {
  const isWord = WORDS.has(token.toLowerCase()) || next === '(' || OF_LABELS.has(next.toLowerCase());
  return /^[a-zA-Z_:]/.test(token) && !isWord;
}

function labelsFrom(tokens: readonly string[], from: number): string {
  const end = tokens.indexOf('}', from);
  return end === -1 ? '' : tokens.slice(from, end + 1).join('');
}
