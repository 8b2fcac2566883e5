import { randomBytes } from 'node:crypto';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  decodeBody,
  decodeSmall,
  decodeStart,
  isEncoded,
} from '../../../../../src/workers/engine/drivers/decode-body.ts';
import { joinedText, LentBody } from '../../../../../src/workers/engine/drivers/lent-bytes.ts';

const TEXT = JSON.stringify(
  Array.from({ length: 20_000 }, (_, index) => ({ index, name: `€ ${index * 7919}` })),
);
const MOST = 4 * 1_048_576;

function lent(bytes: Buffer): readonly Buffer[] {
  const body = new LentBody();
  for (let at = 0; at < bytes.length; at += 10_000) {
    body.append(bytes, at, Math.min(bytes.length, at + 10_000));
  }
  return body.take();
}

/** The text, or the code of why there is none. */
async function decoded(bytes: Buffer, encoding: string, most = MOST): Promise<string> {
  const found = await decodeBody(lent(bytes), encoding, most);
  return 'failure' in found ? found.failure.code : joinedText(found.parts, 'utf8');
}

const plain = Buffer.from(TEXT);

describe('a compressed body', () => {
  test.each([
    ['gzip', gzipSync(plain)],
    ['x-gzip', gzipSync(plain)],
    ['GZIP', gzipSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['identity', plain],
    ['gzip, br', brotliCompressSync(gzipSync(plain))],
    ['br, identity, gzip', gzipSync(brotliCompressSync(plain))],
  ])('in %s is its text again', async (encoding, bytes) => {
    expect((await decoded(bytes, encoding)) === TEXT).toBe(true);
  });

  test('may be empty, as that of an answer to HEAD is', async () => {
    expect(await decoded(Buffer.alloc(0), 'gzip')).toBe('');
    expect(await decoded(gzipSync(''), 'gzip')).toBe('');
  });

  test.each([
    ['cut short', gzipSync(plain).subarray(0, -5), 'gzip'],
    ['something else', plain, 'gzip'],
    ['in a way nobody knows', plain, 'zstd-of-its-own'],
    ['in a way that is a word of JavaScript', plain, 'constructor'],
    ['broken inside', brotliCompressSync(plain).fill(0xff, 200, 300), 'br'],
  ])('%s is protocol.bad_encoding', async (_, bytes, encoding) => {
    expect(await decoded(bytes, encoding)).toBe('protocol.bad_encoding');
    expect(decodeSmall([bytes.subarray(0, 200)], encoding, MOST)).toMatchObject({
      failure: { code: 'protocol.bad_encoding' },
    });
  });

  test('may be as large as allowed when it is unpacked, and not by one octet more', async () => {
    const zeros = gzipSync(Buffer.alloc(1_000_000));
    expect((await decoded(zeros, 'gzip', 1_000_000)).length).toBe(1_000_000);
    expect(await decoded(zeros, 'gzip', 999_999)).toBe('limit.decoded_bytes');
  });

  test('is given up in the midst of others that are not: each comes out as itself', async () => {
    const bomb = gzipSync(Buffer.alloc(16 * 1_048_576));
    const kinds = Array.from({ length: 60 }, (_, index) => index % 3);
    const found = await Promise.all(
      kinds.map((kind) => (kind === 0 ? decoded(bomb, 'gzip', 300_000) : decoded(gzipSync(plain), 'gzip'))),
    );
    expect(found.map((text) => (text === TEXT ? 'text' : text))).toEqual(
      kinds.map((kind) => (kind === 0 ? 'limit.decoded_bytes' : 'text')),
    );
  });
});

test.each([
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
  ['zstd', zstdCompressSync],
] as const)('of a body in %s that is cut short, the beginning is decoded', (encoding, pack) => {
  const packed = pack(plain);
  const cut = packed.subarray(0, Math.floor(packed.length * 0.8));
  const start = decodeStart(cut, encoding, { maxBytes: MOST, isCut: true });
  expect(start.length).toBeGreaterThan(plain.length / 4);
  expect(plain.subarray(0, start.length).equals(start)).toBe(true);
  expect(() => decodeStart(cut, encoding, { maxBytes: MOST, isCut: false })).toThrow();
});

test.each([1, 40_000])(
  'more than five encodings on top of each other are refused, of %d bytes',
  async (length) => {
    const packed = (layers: number): Buffer =>
      layers === 0 ? randomBytes(length) : gzipSync(packed(layers - 1), { level: 0 });
    const names = (layers: number) => Array(layers).fill('gzip').join(', ');
    const decodedOf = async (layers: number) =>
      decodeSmall([packed(layers)], names(layers), MOST) ??
      (await decodeBody(lent(packed(layers)), names(layers), MOST));
    expect(await decodedOf(5)).not.toHaveProperty('failure');
    expect(await decodedOf(6)).toMatchObject({
      failure: {
        code: 'protocol.bad_encoding',
        message: 'The body of the response cannot be decoded: 6 nested encodings, and at most 5 are decoded.',
      },
    });
  },
);

test.each([
  ['', false],
  ['identity', false],
  ['identity, identity', false],
  [',', false],
  ['Identity', false],
  ['gzip', true],
])('%j is encoded: %s', (encoding, is) => {
  expect(isEncoded(encoding)).toBe(is);
});
