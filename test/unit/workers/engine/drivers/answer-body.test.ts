import { expect, test } from 'vitest';
import { AnswerBody } from '../../../../../src/workers/engine/drivers/answer-body.ts';
import { emptyExchange } from '../../../../../src/workers/engine/drivers/driver.ts';

const MOST_BYTES = 1_048_576;

/** What a check reads of a body that comes in these pieces. */
function textOf(pieces: readonly Buffer[], { type = '', encoding = '' }): string | null {
  const exchange = { ...emptyExchange({ answered: () => {} }), status: 200, keepBody: true };
  const body = new AnswerBody();
  body.begin(exchange, { type, encoding }, MOST_BYTES);
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
