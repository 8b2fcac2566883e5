import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { emptyExchange } from '../../../../../src/workers/engine/drivers/driver.ts';
import { UnfinishedRoom } from '../../../../../src/workers/engine/drivers/unfinished-text.ts';
import { MARK } from '../../../../../src/workers/engine/measure/irregular.ts';
import { AnswerBody } from '../../../../../src/workers/protocols/http/answer-body.ts';

const MAX_BYTES = 1_048_576;

/** What a check reads of a body that comes in these pieces. */
function textOf(pieces: readonly Buffer[], { type = '', encoding = '' }): string | null {
  const exchange = { ...emptyExchange({ answered: () => {} }), status: 200, keepBody: true };
  const body = new AnswerBody(new UnfinishedRoom(1));
  body.begin(exchange, { type, encoding }, MAX_BYTES);
  for (const piece of pieces) body.append(piece, 0, piece.length);
  expect(body.read(exchange)).toBeNull();
  return exchange.responseBody;
}

test.each([
  ['text/html; charset=windows-1251', '', ['cff0e8', 'e2e5f2'], 'Привет'],
  ['text/html; charset=shift_jis', '', ['93', 'fa967b'], '日本'],
  ['', '', ['fffe41', '004200'], 'AB'],
  ['', '', ['fe', 'ff00410042'], 'AB'],
  ['', 'identity, identity', ['4142', '43'], 'ABC'],
])('%s %s in pieces is read as one text', (type, encoding, hex, text) => {
  const pieces = hex.map((octets) => Buffer.from(octets, 'hex'));
  expect(textOf(pieces, { type, encoding })).toBe(text);
  expect(textOf([Buffer.concat(pieces)], { type, encoding })).toBe(text);
});

test('each answer of a connection is read in the charset that it names', () => {
  const body = new AnswerBody(new UnfinishedRoom(1));
  const texts = ['windows-1251', 'utf-8', 'iso-8859-1', 'windows-1251', 'windows-1251'].map((charset) => {
    const exchange = { ...emptyExchange({ answered: () => {} }), status: 200, keepBody: true };
    body.begin(exchange, { type: `text/plain; charset=${charset}`, encoding: '' }, MAX_BYTES);
    body.append(Buffer.from([0xe4]), 0, 1);
    expect(body.read(exchange)).toBeNull();
    return exchange.responseBody;
  });
  expect(texts).toEqual(['д', '\ufffd', 'ä', 'д', 'д']);
});

describe('an encoded body that nobody reads', () => {
  const coding = { type: '', encoding: 'gzip' };
  const sound = gzipSync(randomBytes(1_048_576));
  const begun = (room: UnfinishedRoom, keepBody = false) => {
    const exchange = { ...emptyExchange({ answered: () => {} }), status: 200, keepBody };
    const body = new AnswerBody(room);
    body.begin(exchange, coding, 2 * MAX_BYTES);
    body.append(sound, 0, sound.length);
    return { body, exchange };
  };

  test('is held within one room of all connections; what does not fit is let go and marked', async () => {
    const room = new UnfinishedRoom(1_000);
    expect(room.limit).toBe(4 * 1_048_576);
    const all = Array.from({ length: 60 }, () => begun(room));
    expect(room.taken).toBe(3 * sound.length);
    const reads = await Promise.all(all.map(({ body, exchange }) => body.read(exchange)));
    expect(reads.filter((read) => read !== null)).toEqual(Array(3).fill({ bytes: 1_048_576, text: null }));
    expect(all.map(({ exchange }) => exchange.marks)).toEqual([0, 0, 0, ...Array(57).fill(MARK.not_decoded)]);
    expect(room.taken).toBe(0);
  });

  test('leaves the room when it is dropped, and one that is read takes none of it', async () => {
    const room = new UnfinishedRoom(1_000);
    for (let times = 0; times < 5; times += 1) begun(room).body.drop();
    expect(room.taken).toBe(0);
    const read = begun(room, true);
    expect(room.taken).toBe(0);
    expect(await read.body.read(read.exchange)).toMatchObject({ bytes: 1_048_576 });
  });

  test('in no charset is refused without being held; where none came, there is nothing to refuse', () => {
    const room = new UnfinishedRoom(1);
    const exchange = { ...emptyExchange({ answered: () => {} }), status: 200, keepBody: true };
    const body = new AnswerBody(room);
    body.begin(exchange, { type: 'text/html; charset=none', encoding: '' }, MAX_BYTES);
    expect([body.read(exchange), exchange.responseBody]).toEqual([null, '']);
    body.append(sound, 0, sound.length);
    expect(room.taken).toBe(0);
    expect(body.read(exchange)).toMatchObject({ code: 'protocol.bad_charset' });
  });
});
