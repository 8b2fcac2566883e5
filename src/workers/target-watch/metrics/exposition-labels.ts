/** What stands between braces of an exposition, and names in quotes. */

const [TAB, SPACE, QUOTE, EQUALS, BACKSLASH] = [0x09, 0x20, 0x22, 0x3d, 0x5c];
const NAME_START = /[a-zA-Z_:]/;
const IN_NAME = /[\w:]/;

/**
 * Reads what stands between the braces; what is not a label is left out. Every sign is looked at once, for a page may come from
 * anybody: where a text in quotes does not end, nothing behind its beginning is read.
 */
export function labelsOf(text: string): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const name = wordAt(text, at);
    if (name === null) break;
    at = name.end;
    if (name.word === null) continue;
    const equals = skipBlanks(text, at);
    if (text.charCodeAt(equals) !== EQUALS) continue;
    const from = skipBlanks(text, equals + 1);
    at = from;
    if (text.charCodeAt(from) !== QUOTE) continue;
    const end = endOfQuoted(text, from);
    if (end === -1) break;
    labels.set(bareName(name.word), unescaped(text.slice(from + 1, end)));
    at = end + 1;
  }
  return labels;
}

/** A name, in quotes or not, or one sign that begins none (null). @returns null: a text in quotes that does not end */
function wordAt(text: string, at: number): { readonly word: string | null; readonly end: number } | null {
  if (text.charCodeAt(at) === QUOTE) {
    const end = endOfQuoted(text, at);
    return end === -1 ? null : { word: text.slice(at, end + 1), end: end + 1 };
  }
  if (!NAME_START.test(text.charAt(at))) return { word: null, end: at + 1 };
  let end = at + 1;
  while (end < text.length && IN_NAME.test(text.charAt(end))) end += 1;
  return { word: text.slice(at, end), end };
}

/** Where the quote stands that ends the text which begins with one there. -1: there is none. */
function endOfQuoted(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return -1;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) === SPACE || text.charCodeAt(at) === TAB) at += 1;
  return at;
}

/** Without its quotes. */
export function bareName(name: string): string {
  return name.startsWith('"') ? unescaped(name.slice(1, -1)) : name;
}

/** `\n`, `\"` and `\\`; any other backslash stands for itself. */
function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(/\\([n"\\])/g, (_, letter: string) => (letter === 'n' ? '\n' : letter));
}
