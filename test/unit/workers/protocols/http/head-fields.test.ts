import { expect, test, vi } from 'vitest';
import { HeadFields } from '../../../../../src/workers/protocols/http/head-fields.ts';

const fields = new HeadFields(false);

/** The type that a head names, and how many strings were made of its bytes. */
function read(line: string): [type: string, strings: number] {
  const bytes = Buffer.from(line, 'latin1');
  const texts = vi.spyOn(bytes, 'toString');
  fields.begin(false);
  expect(fields.read(bytes, 0, bytes.length)).toBeNull();
  return [fields.type, texts.mock.calls.length];
}

test('the type of an answer is made a string once while it stays the same', () => {
  expect(read('Content-Type: text/html; charset=utf-8')).toEqual(['text/html; charset=utf-8', 1]);
  expect(read('content-type:  text/html; charset=utf-8 ')).toEqual(['text/html; charset=utf-8', 0]);
  expect(read('Content-Type: text/html')).toEqual(['', 0]);
  expect(read('Content-Type: text/html; charset=utf-8')).toEqual(['text/html; charset=utf-8', 0]);
  expect(read('Content-Type: text/html; charset=utf-9')).toEqual(['text/html; charset=utf-9', 1]);
  expect(read('Content-Type: text/html; charset=utf-')).toEqual(['text/html; charset=utf-', 1]);
  expect(read('Content-Type: text/x; p="\xe4"')).toEqual(['text/x; p="\xe4"', 1]);
  expect(read('Content-Type: text/x; p="\xe4"')).toEqual(['text/x; p="\xe4"', 0]);
});
