/** How deep brackets are nested in JSON, outside of texts: known before a parser sees it. */
export function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (code === SQUARE || code === CURLY) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === SQUARE + 2 || code === CURLY + 2) depth -= 1;
  }
  return deepest;
}

/**
 * How many objects the largest list holds that stands in an object of the top object, as `log.entries` of a recording
 * does; no further than one beyond `most`. Known before a parser builds them.
 */
export function jsonListLength(text: string, most: number): number {
  let depth = 0;
  let count = 0;
  let largest = 0;
  for (let at = 0; at < text.length && largest <= most; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (code === SQUARE || code === CURLY) {
      depth += 1;
      if (depth === LIST_DEPTH && code === SQUARE) count = 0;
      else if (depth === LIST_DEPTH + 1 && code === CURLY) {
        count += 1;
        largest = Math.max(largest, count);
      }
    } else if (code === SQUARE + 2 || code === CURLY + 2) depth -= 1;
  }
  return largest;
}

/** The top object, the object in it, the list in that. */
const LIST_DEPTH = 3;
const QUOTE = 0x22;
const SQUARE = 0x5b;
const CURLY = 0x7b;
const BACKSLASH = 0x5c;

/** Index of the closing quote, or of the end. */
function endOfText(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at;
  }
  return text.length;
}
