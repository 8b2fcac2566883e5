import { expect, test } from 'vitest';
import { traceOf } from '../../../../../../src/main/services/analysis/reading/trace-of.ts';

const link = 'https://traces.example.com/trace/{id}?from={id}';
const answer = (head: string) => ({ head, body: '', note: '' });
const ID = '0af7651916cd43dd8448eb211c80319c';

test('a request leads to its trace by the header of its answer, or else its own', () => {
  const asked = `GET / HTTP/1.1\r\nhost: a\r\ntraceparent: 00-${ID}-b7ad6b7169203331-01\r\n\r\n`;
  expect(traceOf({ asked }, { header: 'Traceparent', link })).toEqual({
    id: ID,
    url: `https://traces.example.com/trace/${ID}?from=${ID}`,
  });
  const head = 'HTTP/1.1 200 OK\nX-Request-Id:  a/b 1 ';
  expect(traceOf({ asked, answer: answer(head) }, { header: 'x-request-id' })).toEqual({
    id: 'a/b 1',
    url: null,
  });
  expect(traceOf({ answer: answer(head) }, { header: 'x-request-id', link })?.url).toContain('/a%2Fb%201?');
});

test('without the header, or where none is named, there is none', () => {
  expect(traceOf({ asked: 'GET / HTTP/1.1\r\nhost: a' }, { header: 'x-request-id' })).toBeNull();
  expect(traceOf({ answer: answer('HTTP/1.1 200\nx-request-id:') }, { header: 'x-request-id' })).toBeNull();
  expect(traceOf({ asked: 'GET / HTTP/1.1\r\nhost: a' }, undefined)).toBeNull();
});
