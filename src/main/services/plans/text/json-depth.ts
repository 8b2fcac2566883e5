/** How deep brackets are nested in JSON, outside of texts: known before a parser sees it. */
export function jsonDepth(text: string): number {
  let deepest = 0;
  walkBrackets(text, (depth) => {
    if (depth > deepest) deepest = depth;
    return true;
  });
  return deepest;
}

/**
 * How many objects the largest list holds that stands in an object of the top object, as `log.entries` of a recording
 * does; no further than one beyond `most`. Known before a parser builds them.
 */
export function jsonListLength(text: string, most: number): number {
  let count = 0;
  let largest = 0;
  walkBrackets(text, (depth, code) => {
    if (depth === LIST_DEPTH && code === SQUARE) count = 0;
    else if (depth === LIST_DEPTH + 1 && code === CURLY) {
      count += 1;
      largest = Math.max(largest, count);
    }
    return largest <= most;
  });
  return largest;
}

/** The top object, the object in it, the list in that. */
const LIST_DEPTH = 3;
const QUOTE = 0x22;
const SQUARE = 0x5b;
const CURLY = 0x7b;
const BACKSLASH = 0x5c;

/** @param open told of each opening bracket with the depth inside it; false: no further */
function walkBrackets(text: string, open: (depth: number, code: number) => boolean): void {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (code === SQUARE || code === CURLY) {
      depth += 1;
      if (!open(depth, code)) return;
    } else if (code === SQUARE + 2 || code === CURLY + 2) depth -= 1;
  }
}

/** Index of the closing quote, or of the end. */
export function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
