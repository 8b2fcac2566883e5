import { brotliDecompress, gunzip, inflate, inflateRaw, type ZlibOptions } from 'node:zlib';
import type { Failure } from '../../../contract/failure.ts';
import type { Bytes } from '../../../contract/units.ts';
import { failureFor } from './failure-codes.ts';

export type Decoded = { readonly bytes: Buffer } | { readonly failure: Failure };
type Decoder = (
  body: Buffer,
  options: ZlibOptions,
  done: (error: Error | null, bytes: Buffer) => void,
) => void;

const DECODERS: Readonly<Record<string, Decoder>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  br: brotliDecompress,
  // "deflate" should be zlib's format; some servers send it bare. The first byte of zlib's says compression method 8.
  deflate: (body, options, done) => (((body[0] ?? 0) & 15) === 8 ? inflate : inflateRaw)(body, options, done),
};

/**
 * Bodies decoded at once: as many as Node has threads for it. The others wait packed, so that 200 bombs at once need
 * the memory of four.
 */
const MOST_AT_ONCE = 4;
let decoding = 0;
const waiting: (() => void)[] = [];

/** True where the body has to be decoded before it can be read. */
export function isEncoded(contentEncoding: string): boolean {
  return contentEncoding !== '' && contentEncoding !== 'identity';
}

/**
 * Undoes `content-encoding` (gzip, br, deflate; several in a row as the header lists them), off the event loop. Never
 * makes more than `maxBytes`: 260 kB of gzip can hold 256 MB.
 */
export async function decodeBody(body: Buffer, contentEncoding: string, maxBytes: Bytes): Promise<Decoded> {
  if (decoding >= MOST_AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  decoding += 1;
  try {
    return await decodeAll(body, contentEncoding, maxBytes);
  } finally {
    decoding -= 1;
    waiting.shift()?.();
  }
}

async function decodeAll(body: Buffer, contentEncoding: string, maxBytes: Bytes): Promise<Decoded> {
  let bytes = body;
  const encodings = contentEncoding.toLowerCase().split(',').reverse();
  for (const encoding of encodings.map((name) => name.trim())) {
    if (!isEncoded(encoding)) continue;
    const decoder = DECODERS[encoding];
    if (decoder === undefined) return { failure: failureFor('protocol.bad_encoding', `unknown ${encoding}`) };
    const decoded = await decodeOnce(decoder, bytes, maxBytes);
    if ('failure' in decoded) return decoded;
    bytes = decoded.bytes;
  }
  return { bytes };
}

function decodeOnce(decoder: Decoder, body: Buffer, maxBytes: Bytes): Promise<Decoded> {
  const { promise, resolve } = Promise.withResolvers<Decoded>();
  decoder(body, { maxOutputLength: Math.max(1, maxBytes) }, (error, bytes) => {
    if (error === null) resolve({ bytes });
    else if ('code' in error && error.code === 'ERR_BUFFER_TOO_LARGE') {
      resolve({ failure: failureFor('limit.decoded_bytes') });
    } else resolve({ failure: failureFor('protocol.bad_encoding', error.message) });
  });
  return promise;
}
