import { giveBack, joined, joinedText } from './lent-bytes.ts';

/** How the bytes of a text are read: by Buffer, which is quick at these two, or by a decoder of the Encoding standard. */
export type Charset = 'utf8' | 'latin1' | InstanceType<typeof TextDecoder>;

const UTF8 = /^(?:unicode-1-1-)?utf-?8$/;
/** `binary` says that it is no text, and every byte stands for itself. */
const LATIN1 = /^(?:iso-?8859-?1|latin-?1|l1|us-ascii|ascii|binary)$/;
const BYTE_ORDER_MARK = '\ufeff';

/** Content types seen: a service has few. One that makes them up does not fill the memory. */
const MAX_KNOWN = 200;
const known = new Map<string, Charset | null>();

/**
 * The charset that a content type names; UTF-8 where it names none, as JSON has it. null: it names one that is none.
 * @param contentType value of the header; empty: there is none
 */
export function charsetNamedIn(contentType: string): Charset | null {
  if (contentType === '') return 'utf8';
  const before = known.get(contentType);
  if (before !== undefined) return before;
  const label = /;\s*charset\s*=\s*["']?([^\s;,"']+)/i.exec(contentType)?.[1]?.toLowerCase() ?? 'utf-8';
  const charset = charsetOf(label);
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(contentType, charset);
  return charset;
}

function charsetOf(label: string): Charset | null {
  if (UTF8.test(label)) return 'utf8';
  if (LATIN1.test(label)) return 'latin1';
  try {
    return new TextDecoder(label);
  } catch {
    return null;
  }
}

/** The charset that a body is read in: what its byte order mark says, before what is named. */
export function charsetOfBody(parts: readonly Buffer[], named: Charset): Charset {
  return markedCharset(parts) ?? named;
}

/** The text of a body, without a byte order mark, which goes before whatever charset is named (Encoding standard, 6). */
export function textIn(parts: readonly Buffer[], named: Charset): string {
  const charset = charsetOfBody(parts, named);
  if (typeof charset !== 'string') return decodedBy(charset, parts);
  const text = joinedText(parts, charset);
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

/** What a byte order mark at the beginning says; null: there is none. */
function markedCharset(parts: readonly Buffer[]): Charset | null {
  const first = parts[0]?.[0] ?? 0;
  // Nearly all bodies begin with a letter or a bracket.
  if (first < 0xef) return null;
  const [a, b, c] = Buffer.concat(parts.map((part) => part.subarray(0, 3)));
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf8';
  if (a === 0xfe && b === 0xff) return new TextDecoder('utf-16be');
  return a === 0xff && b === 0xfe ? new TextDecoder('utf-16le') : null;
}

function decodedBy(decoder: InstanceType<typeof TextDecoder>, parts: readonly Buffer[]): string {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return decoder.decode(only);
  const whole = joined(parts);
  const text = decoder.decode(whole);
  giveBack([whole]);
  return text;
}
