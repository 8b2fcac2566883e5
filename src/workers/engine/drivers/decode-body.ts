import {
  brotliDecompressSync,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  constants as zlib,
  zstdDecompressSync,
} from 'node:zlib';
import type { Failure } from '../../../contract/failure.ts';
import type { Bytes } from '../../../contract/units.ts';
import { failureFor } from './failure-codes.ts';
import { giveBack, totalBytes } from './lent-bytes.ts';

/** Parts of a body, one after the other: lent, each in memory of its own. */
type Decoded = { readonly parts: readonly Buffer[] } | { readonly failure: Failure };

type Decoder =
  | ReturnType<typeof createGunzip>
  | ReturnType<typeof createBrotliDecompress>
  | ReturnType<typeof createZstdDecompress>;
type MakeDecoder = (options: { readonly chunkSize: number }, firstOctet: number) => Decoder;

interface NowOptions {
  readonly chunkSize?: number;
  readonly maxOutputLength: number;
  readonly finishFlush?: number;
}

interface Encoding {
  readonly make: MakeDecoder;
  /** Here and now. */
  readonly decode: (bytes: Buffer, options: NowOptions) => Buffer;
  /** Told at the end, it has `decode` give what it has instead of missing the rest. */
  readonly flush: number;
}

const GZIP: Encoding = { make: createGunzip, decode: gunzipSync, flush: zlib.Z_SYNC_FLUSH };
/** Names come from a service, which may say `constructor`. */
const ENCODINGS: ReadonlyMap<string, Encoding> = new Map<string, Encoding>([
  ['gzip', GZIP],
  ['x-gzip', GZIP],
  ['br', { make: createBrotliDecompress, decode: brotliDecompressSync, flush: zlib.BROTLI_OPERATION_FLUSH }],
  ['zstd', { make: createZstdDecompress, decode: zstdDecompressSync, flush: zlib.ZSTD_e_flush }],
  [
    'deflate',
    {
      // It should be zlib's format; some servers send it bare. The first byte of zlib's says compression method 8.
      make: (options, first) => (isZlib(first) ? createInflate(options) : createInflateRaw(options)),
      decode: (bytes, options) =>
        isZlib(bytes[0] ?? 0) ? inflateSync(bytes, options) : inflateRawSync(bytes, options),
      flush: zlib.Z_SYNC_FLUSH,
    },
  ],
]);

/**
 * What is decoded on the event loop: some 12 microseconds a body, where the way to another thread and back costs 75. The
 * bound of what it may hold keeps a bomb from taking more than a fraction of a millisecond.
 */
const SMALL: { readonly packed: Bytes; readonly decoded: Bytes } = { packed: 16_384, decoded: 65_536 };
/** Taken from Node's pool: nothing of it is given back. */
const SMALL_PIECE: Bytes = 4_096;

/**
 * Bodies decoded at once: as many as Node has threads for it. The others wait packed, so that 200 bombs at once need
 * the memory of four.
 */
const MAX_AT_ONCE = 4;
/**
 * What a decoder makes in one go; each go is a way to another thread and back. Never so small that Node would take it from
 * its pool of small buffers (less than half the pool): what we give back must be nobody else's.
 */
const PIECE_BYTES: Bytes = Math.max(32_768, Buffer.poolSize >>> 1);
let decoding = 0;
const waiting: (() => void)[] = [];

/**
 * Encodings on top of each other that are undone. Nobody sends more than two; each costs as much as the whole body, and a
 * head has room for thousands of them.
 */
export const MAX_ENCODINGS = 5;

/** True where the body has to be decoded before it can be read. */
export function isEncoded(contentEncoding: string): boolean {
  if (contentEncoding === '') return false;
  return ENCODINGS.has(contentEncoding) || encodingsOf(contentEncoding).length > 0;
}

function isZlib(firstOctet: number): boolean {
  return (firstOctet & 15) === 8;
}

/** Content encodings in the order in which they are undone, without `identity`. */
export function encodingsOf(contentEncoding: string): string[] {
  const names = contentEncoding.toLowerCase().split(',').reverse();
  return names.map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
}

/**
 * Undoes the content encodings of a small body here and now; null: it is not small, or holds more than a little. What it
 * returns is not to be given back, and the body is left as it was.
 */
export function decodeSmall(
  body: readonly Buffer[],
  contentEncoding: string,
  maxBytes: Bytes,
): { readonly bytes: Buffer } | { readonly failure: Failure } | null {
  const packed = totalBytes(body);
  if (packed > SMALL.packed) return null;
  const [only] = body;
  let bytes = only !== undefined && body.length === 1 ? only : Buffer.concat(body);
  // Answers to HEAD name an encoding, too.
  if (packed === 0) return { bytes: Buffer.alloc(0) };
  const encodings = encodingsOf(contentEncoding);
  if (encodings.length > MAX_ENCODINGS) return tooMany(encodings);
  for (const encoding of encodings) {
    const now = ENCODINGS.get(encoding);
    if (now === undefined) return { failure: failureFor('protocol.bad_encoding', `unknown ${encoding}`) };
    try {
      bytes = now.decode(bytes, {
        chunkSize: SMALL_PIECE,
        maxOutputLength: Math.min(maxBytes, SMALL.decoded),
      });
    } catch (error) {
      if (isTooMuch(error))
        return maxBytes <= SMALL.decoded ? { failure: failureFor('limit.decoded_bytes') } : null;
      return { failure: failureFor('protocol.bad_encoding', error instanceof Error ? error.message : '') };
    }
  }
  return { bytes };
}

/**
 * Undoes one encoding of the beginning of a body. Throws where it cannot, or where there is more than `maxBytes`.
 * @param isCut the rest is missing: as far as it goes
 */
export function decodeStart(
  bytes: Buffer,
  encoding: string,
  { maxBytes, isCut }: { readonly maxBytes: Bytes; readonly isCut: boolean },
): Buffer {
  const now = ENCODINGS.get(encoding);
  if (now === undefined) throw new RangeError(`no decoder for ${encoding}`);
  return now.decode(bytes, { maxOutputLength: maxBytes, ...(isCut ? { finishFlush: now.flush } : {}) });
}

function tooMany({ length }: readonly string[]): { readonly failure: Failure } {
  const detail = `${length} nested encodings, and at most ${MAX_ENCODINGS} are decoded`;
  return { failure: failureFor('protocol.bad_encoding', detail) };
}

function isTooMuch(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}

/**
 * Undoes the content encodings of a body, the last applied first, on a thread of Node's own: never on the event loop.
 * Never makes more than `maxBytes`: 260 kB of gzip can hold 256 MB.
 * @param body lent; given back when it has been read
 */
export async function decodeBody(
  body: readonly Buffer[],
  contentEncoding: string,
  maxBytes: Bytes,
): Promise<Decoded> {
  if (decoding >= MAX_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  decoding += 1;
  try {
    return await decodeAll(body, contentEncoding, maxBytes);
  } finally {
    decoding -= 1;
    waiting.shift()?.();
  }
}

async function decodeAll(
  body: readonly Buffer[],
  contentEncoding: string,
  maxBytes: Bytes,
): Promise<Decoded> {
  let parts = body;
  // Answers to HEAD name an encoding, too.
  if (totalBytes(body) === 0) return { parts };
  const encodings = encodingsOf(contentEncoding);
  if (encodings.length > MAX_ENCODINGS) {
    giveBack(body);
    return tooMany(encodings);
  }
  for (const encoding of encodings) {
    const make = ENCODINGS.get(encoding)?.make;
    if (make === undefined) return { failure: failureFor('protocol.bad_encoding', `unknown ${encoding}`) };
    const decoded = await decodeOnce(make, parts, maxBytes);
    if ('failure' in decoded) return decoded;
    parts = decoded.parts;
  }
  return { parts };
}

async function decodeOnce(make: MakeDecoder, parts: readonly Buffer[], maxBytes: Bytes): Promise<Decoded> {
  const { promise, resolve } = Promise.withResolvers<Decoded>();
  const decoder = make({ chunkSize: PIECE_BYTES }, parts[0]?.[0] ?? 0);
  const made: Buffer[] = [];
  let bytes = 0;
  decoder.on('data', (piece: Buffer) => {
    bytes += piece.length;
    made.push(piece);
    if (bytes <= maxBytes) return;
    decoder.destroy();
    resolve({ failure: failureFor('limit.decoded_bytes') });
  });
  decoder.on('error', (error) => resolve({ failure: failureFor('protocol.bad_encoding', error.message) }));
  decoder.on('end', () => resolve({ parts: made }));
  // After one of the others this says nothing new; alone, nobody shall wait for ever.
  decoder.on('close', () => resolve({ failure: failureFor('protocol.bad_encoding') }));
  // The other thread may still be reading when the decoder has been given up: the callbacks say when that is over. Parts
  // that another decoder made may lie in one piece of memory, so it is given back when all of them have been read.
  let unread = parts.length;
  const wasRead = () => {
    unread -= 1;
    if (unread === 0) giveBack(parts);
  };
  for (const part of parts) decoder.write(part, wasRead);
  decoder.end();
  const decoded = await promise;
  decoder.destroy();
  // Nor is a piece that is not full out of its hands then; a full one is, for the next has memory of its own.
  if ('failure' in decoded) giveBack(made.filter((piece) => piece.length === PIECE_BYTES));
  return decoded;
}
