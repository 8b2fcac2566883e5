import fc from 'fast-check';
import { expect, test } from 'vitest';
import { headerOf, type RawRequest, RequestReader } from '../../support/request-reader.ts';

const WIRE = [
  'GET /a?i=7 HTTP/1.1\r\nHost: x\r\nX-Id:  12 \r\n\r\n',
  'POST /b HTTP/1.1\r\nContent-Length: 11\r\n\r\nhello\r\n\r\nyo',
  'POST /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n',
  'DELETE /d HTTP/1.1\r\nContent-Length: 0\r\n\r\n',
].join('');

function read(pieces: readonly Buffer[]): RawRequest[] {
  const requests: RawRequest[] = [];
  const reader = new RequestReader((request) => requests.push(request));
  for (const piece of pieces) reader.feed(piece);
  return requests;
}

const seen = (requests: readonly RawRequest[]) =>
  requests.map((r) => `${r.method} ${r.target} ${r.bodyBytes}`);
const ALL = ['GET /a?i=7 0', 'POST /b 11', 'POST /c 15', 'DELETE /d 0'];

test('cuts pipelined requests with and without bodies', () => {
  const requests = read([Buffer.from(WIRE)]);
  expect(seen(requests)).toEqual(ALL);
  expect(headerOf(requests[0]?.head ?? '', 'x-id')).toBe('12');
  expect(headerOf(requests[0]?.head ?? '', 'absent')).toBeUndefined();
});

test('cuts them alike wherever the segments end', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: WIRE.length }), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), WIRE.length];
      const pieces = at.slice(1).map((end, i) => Buffer.from(WIRE.slice(at[i], end)));
      expect(seen(read(pieces))).toEqual(ALL);
    }),
    { numRuns: 200 },
  );
});
