import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FrameReader } from '../../../../../src/workers/engine/streams/frame-reader.ts';
import { pointerTokens } from '../../../../../src/workers/engine/values/json-path.ts';

function read(text: string, ...pointers: string[]): unknown[] {
  const reader = new FrameReader(pointers);
  reader.read(Buffer.from(text));
  return [...reader.values];
}

/** What JSON.parse and a walk along the pointer give. */
function oracle(document: unknown, pointer: string): unknown {
  let value = document;
  for (const token of pointerTokens(pointer)) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, token)) return undefined;
    if (Array.isArray(value) && !/^(0|[1-9]\d*)$/.test(token)) return undefined;
    value = (value as Record<string, unknown>)[token];
  }
  return typeof value === 'object' || value === null ? undefined : value;
}

const key = fc.oneof(fc.constantFrom('a', 'b', '0', '1', '~', '/', 'ü', '"', '\\', ''), fc.string());
const document = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Object.is(n, -0)),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 5 }),
  ),
})).value;
const pointer = fc
  .array(key, { maxLength: 3 })
  .map((tokens) => tokens.map((t) => `/${t.replaceAll('~', '~0').replaceAll('/', '~1')}`).join(''));

describe('FrameReader', () => {
  test('reads scalars of every kind and at every depth', () => {
    const text =
      '{"n":-1.5e3,"s":"x","t":true,"f":false,"z":null,"o":{"p":[10,{"q":"deep"}]},"e":"a\\u00fc\\n"}';
    expect(read(text, '/n', '/s', '/t', '/f', '/z', '/o', '/o/p/1/q', '/o/p/0', '/e', '/none')).toEqual([
      -1500,
      'x',
      true,
      false,
      undefined,
      undefined,
      'deep',
      10,
      'aü\n',
      undefined,
    ]);
  });

  test('passes over a byte order mark', () => {
    const reader = new FrameReader(['/a']);
    expect(reader.read(Buffer.from('\ufeff {"a":1}'))).toBe(true);
    expect(reader.values).toEqual([1]);
  });

  test('looks only where the pointer points', () => {
    expect(read('{"payload":{"type":"pong"},"text":"\\"type\\":\\"pong\\"","type":"data"}', '/type')).toEqual(
      ['data'],
    );
  });

  test('takes the first of two members of one name', () => {
    expect(read('{"a":1,"a":2,"b":3}', '/a', '/b')).toEqual([1, 3]);
  });

  test('says whether a frame is structured', () => {
    const reader = new FrameReader(['/a']);
    expect(reader.read(Buffer.from(' \n[1]'))).toBe(true);
    expect(reader.read(Buffer.from('{'))).toBe(true);
    expect(reader.read(Buffer.from('hello'))).toBe(false);
    expect(reader.read(Buffer.from(''))).toBe(false);
  });

  test('gives a frame that is no object or array at the empty pointer', () => {
    expect(read('"pong"', '')).toEqual(['pong']);
    expect(read('pong', '')).toEqual(['pong']);
    expect(read('42', '')).toEqual([42]);
    expect(read('null', '')).toEqual([undefined]);
    expect(read('{"a":1}', '')).toEqual([undefined]);
  });

  test('fills two places asked for by one pointer, and a place above another', () => {
    expect(read('{"a":{"b":1}}', '/a/b', '/a/b', '/a')).toEqual([1, 1, undefined]);
    expect(read('{"a":7}', '/a/b', '/a')).toEqual([undefined, 7]);
  });

  test('refuses a pointer without its slash', () => {
    expect(() => new FrameReader(['type'])).toThrow('"type" is not a JSON pointer');
  });

  test('keeps nothing of the frame before', () => {
    const reader = new FrameReader(['/a', null]);
    reader.read(Buffer.from('{"a":1}'));
    reader.read(Buffer.from('{"b":1}'));
    expect(reader.values).toEqual([undefined, undefined]);
  });

  test('agrees with JSON.parse on every document, however it is indented', () => {
    fc.assert(
      fc.property(
        document,
        fc.array(pointer, { maxLength: 4 }),
        fc.constantFrom(0, 2),
        (doc, pointers, indent) => {
          const reader = new FrameReader(pointers);
          reader.read(Buffer.from(JSON.stringify(doc, null, indent)));
          expect([...reader.values]).toEqual(pointers.map((p) => oracle(doc, p)));
        },
      ),
      { numRuns: 500 },
    );
  });

  test.each(['[}', '[1}', '[,', '[:', '{"a":}', '{"a"', '{"a":[}', '[[[', '{"a":"', '{"a":"\\\\', '{"a" 1}'])(
    'reads %s to where it breaks',
    (text) => {
      expect(read(text, '/9', '/a/b')).toEqual([undefined, undefined]);
    },
  );

  test('ends on every broken frame without a throw', () => {
    fc.assert(
      fc.property(
        document,
        fc.array(pointer, { maxLength: 3 }),
        fc.nat(),
        fc.uint8Array(),
        (doc, pointers, cut, junk) => {
          const whole = Buffer.from(JSON.stringify(doc));
          const reader = new FrameReader(pointers);
          reader.read(whole.subarray(0, cut % (whole.length + 1)));
          reader.read(Buffer.concat([whole.subarray(0, cut % (whole.length + 1)), junk]));
        },
      ),
      { numRuns: 300 },
    );
  });
});
