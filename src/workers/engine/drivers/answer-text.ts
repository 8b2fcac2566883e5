import { isCredentialHeader, isSureCredentialName } from '../../../contract/credential-names.ts';
import { formatNumber } from '../../../contract/format.ts';
import { type Answer, MAX_ANSWER_PART_BYTES } from '../../../contract/tick.ts';
import type { Bytes } from '../../../contract/units.ts';
import { type Charset, charsetNamedIn, charsetOfBody } from './charset.ts';
import { decodeStart, encodingsOf, MAX_ENCODINGS } from './decode-body.ts';

/** What is known of a body whose beginning was kept. */
interface BodyStart {
  readonly bytes: Buffer;
  readonly type: string;
  /** Content encodings, as the header has them; empty: none. */
  readonly encoding: string;
  /** Nothing of it is missing behind `bytes`. */
  readonly isWhole: boolean;
  /** All that came of it, on the wire. */
  readonly totalBytes: Bytes;
}

/**
 * Stands where a text was cut short. The redactor of secrets looks for it: what stands before it may be the beginning of
 * a secret.
 */
const CUT = '…';
const CUT_BYTES = Buffer.byteLength(CUT);
/** Of a body that is no text: enough for a magic number and a little more. */
const HEX_BYTES = 32;
/** What the beginning of a packed body may hold: a few kilobytes of zeros pack megabytes. */
const MAX_DECODED: Bytes = 262_144;
const HIDDEN = '[hidden]';

/** The head of a response as it is shown: without the values of its credentials, within `MAX_ANSWER_PART_BYTES`. */
export function headText(head: string, isWhole: boolean): string {
  const lines = head.split(/\r?\n/).map((line, place) => (place === 0 ? line : hideInHeader(line)));
  return cutText(lines.join('\n'), isWhole);
}

/** The beginning of a body as it is shown, and what is to be said of it. Never throws, never mojibake. */
export function bodyText(start: BodyStart): Pick<Answer, 'body' | 'note'> {
  if (start.totalBytes === 0)
    return { body: '', note: start.isWhole ? 'no body' : 'no byte of the body arrived' };
  const encodings = encodingsOf(start.encoding).toReversed();
  const decoded = decode(start.bytes, encodings);
  if (decoded === null) {
    return { body: '', note: `compressed (${encodings.join(', ')}), ${bytesText(start.totalBytes)}` };
  }
  const isWhole = start.isWhole && decoded.isWhole;
  const charset = charsetOfBody([decoded.bytes], charsetNamedIn(start.type) ?? 'utf8');
  if (isBinary(decoded.bytes, start.type, charset))
    return binary({ ...start, bytes: decoded.bytes, isWhole });
  const text = hideInBody(textOf(decoded.bytes, charset, isWhole));
  const body = cutText(text, isWhole);
  const packed = encodings.length === 0 ? '' : `, compressed (${encodings.join(', ')})`;
  return { body, note: body.endsWith(CUT) ? `the beginning of ${bytesText(start.totalBytes)}${packed}` : '' };
}

/** A message of a stream, as it is shown. */
export function frameText(bytes: Buffer, totalBytes: Bytes): Pick<Answer, 'body' | 'note'> {
  return bodyText({ bytes, type: '', encoding: '', isWhole: bytes.length === totalBytes, totalBytes });
}

/** Within the bound, in whole characters, with the mark of a cut where something is missing. */
function cutText(text: string, isWhole: boolean): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_ANSWER_PART_BYTES && isWhole) return text;
  const room = Math.min(bytes.length, MAX_ANSWER_PART_BYTES - CUT_BYTES);
  return `${new TextDecoder().decode(bytes.subarray(0, room), { stream: true })}${CUT}`;
}

interface Decoded {
  readonly bytes: Buffer;
  /** The packed bytes ended as they should: nothing is missing. */
  readonly isWhole: boolean;
}

/** Undoes the encodings as far as the bytes reach; null: it cannot be done. */
function decode(bytes: Buffer, encodings: readonly string[]): Decoded | null {
  if (encodings.length > MAX_ENCODINGS) return null;
  let decoded: Decoded = { bytes, isWhole: true };
  for (const encoding of encodings.toReversed()) {
    const next = decodeOnce(decoded.bytes, encoding);
    if (next === null) return null;
    decoded = { bytes: next.bytes, isWhole: decoded.isWhole && next.isWhole };
  }
  return decoded;
}

function decodeOnce(bytes: Buffer, encoding: string): Decoded | null {
  const maxBytes = MAX_DECODED;
  try {
    return { bytes: decodeStart(bytes, encoding, { maxBytes, isCut: false }), isWhole: true };
  } catch {
    // Cut short, or more than is wanted: as far as it goes.
  }
  try {
    const start = decodeStart(bytes, encoding, { maxBytes, isCut: true });
    return start.length === 0 ? null : { bytes: start, isWhole: false };
  } catch {
    return null;
  }
}

const BINARY_TYPE =
  /^\s*(?:image\/(?!svg)|audio\/|video\/|font\/|application\/(?:octet-stream|pdf|zip|gzip|wasm|x-protobuf|protobuf|grpc|msgpack|cbor|vnd\.google\.protobuf))/i;

/** Control characters no text has: all but tab, line feed, form feed, carriage return and escape. */
const isControl = (code: number) => code < 9 || code === 11 || (code > 13 && code < 32 && code !== 27);

function isBinary(bytes: Buffer, type: string, charset: Charset): boolean {
  if (BINARY_TYPE.test(type)) return true;
  if (typeof charset !== 'string') {
    const text = textOf(bytes, charset, false);
    return text.includes('\ufffd') || Array.from(text, (one) => one.charCodeAt(0)).some(isControl);
  }
  if (bytes.some(isControl)) return true;
  if (charset === 'latin1') return false;
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return false;
  } catch {
    return true;
  }
}

function binary({ bytes, type, totalBytes, isWhole }: BodyStart): Pick<Answer, 'body' | 'note'> {
  const shown = bytes.subarray(0, HEX_BYTES);
  const hex = (shown.toString('hex').match(/../g) ?? []).join(' ');
  const kind = type === '' ? 'binary' : `binary, ${type}`;
  const isAll = isWhole && shown.length === bytes.length;
  return { body: isAll ? hex : `${hex} ${CUT}`, note: `${kind}, ${bytesText(totalBytes)}, in hexadecimal` };
}

/** A character cut in the middle is left out. */
function textOf(bytes: Buffer, charset: Charset, isWhole: boolean): string {
  // Far more than is shown, so that what is hidden by name may shorten it.
  const start = bytes.subarray(0, 4 * MAX_ANSWER_PART_BYTES);
  if (charset === 'latin1') return start.toString('latin1');
  // A decoder of its own: one that was told that more will come remembers what it has.
  const decoder = new TextDecoder(charset === 'utf8' ? 'utf-8' : charset.encoding);
  return decoder.decode(start, { stream: !isWhole || start.length < bytes.length });
}

function hideInHeader(line: string): string {
  const [, name = '', gap = '', value = ''] = /^([^:]+)(:\s*)(.*)$/s.exec(line) ?? [];
  if (name === '') return line;
  if (name.toLowerCase() === 'set-cookie') return `${name}${gap}${value.replace(/=[^;]*/, `=${HIDDEN}`)}`;
  return isCredentialHeader(name) ? `${name}${gap}${HIDDEN}` : `${name}${gap}${hideInQuery(value)}`;
}

/** Values that are credentials by their name: of JSON members (also in JSON inside JSON), queries and forms. */
function hideInBody(text: string): string {
  const members = text.replace(
    /(\\*")([^"\\\s]{1,64})\1(\s*:\s*)\1([^\s"\\]{4,})/g,
    (whole, quote: string, name: string, colon: string) =>
      isSureCredentialName(name) ? `${quote}${name}${quote}${colon}${quote}${HIDDEN}` : whole,
  );
  return hideInQuery(members);
}

function hideInQuery(text: string): string {
  return text.replace(
    /([?&;]|^)([\w.[\]-]{1,64})=([^&;\s"'<>]{4,})/g,
    (whole, before: string, name: string) =>
      isSureCredentialName(name) ? `${before}${name}=${HIDDEN}` : whole,
  );
}

function bytesText(bytes: Bytes): string {
  return `${formatNumber(bytes)} ${bytes === 1 ? 'byte' : 'bytes'}`;
}
