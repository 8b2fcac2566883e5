import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../../../../src/main/services/secrets/redact.ts';
import { CanaryScanner, FORMS, makeCanaries } from '../../../../support/canaries.ts';

const SECRET = 'p@ss "word"/é+1';
const redact = createRedactor(Object.entries({ token: SECRET }));

describe('a secret', () => {
  it.each([
    ['as it is', `Bearer ${SECRET}!`, 'Bearer [secret token]!'],
    ['in JSON', JSON.stringify({ key: SECRET }), '{"key":"[secret token]"}'],
    ['in a URL', `/login?t=${encodeURIComponent(SECRET)}&x=1`, '/login?t=[secret token]&x=1'],
    ['in a form', new URLSearchParams({ t: SECRET }).toString(), 't=[secret token]'],
    ['in base64', `Basic ${Buffer.from(SECRET).toString('base64')}`, 'Basic [secret token]'],
    [
      'in Basic credentials',
      `Basic ${Buffer.from(`ad:${SECRET}`).toString('base64')}`,
      'Basic YWQ6[secret token]',
    ],
    ['in hexadecimal', Buffer.from(SECRET).toString('hex'), '[secret token]'],
    ['in base64url', `jwt.${Buffer.from(SECRET).toString('base64url')}`, 'jwt.[secret token]'],
  ])('is hidden %s', (_, text, hidden) => {
    expect(redact(text)).toBe(hidden);
  });

  it.each([
    ['JSON as .NET writes it, in an address in small digits', "p'w&x", 'p%5cu0027w%5cu0026x'],
    ['HTML in a form', 'p w&x', 'p+w%26amp%3Bx'],
    ['HTML in a form in small digits', 'p "w"', 'p+%26quot%3bw%26quot%3b'],
    ['base64 in an address in small digits', 'pass?>w', 'cGFzcz8%2bdw%3d%3d'],
  ])('is hidden in %s', (_, secret, text) => {
    expect(createRedactor([['token', secret]])(`/a?b=${text}&c`)).toBe('/a?b=[secret token]&c');
  });

  it('is hidden where it is a host, which addresses write in small letters', () => {
    const hide = createRedactor([['host', 'Db-7.Internal:9187']]);
    const { host } = new URL('http://Db-7.Internal:9187/metrics');
    expect(hide(`The connection was refused: ${host}.`)).toBe('The connection was refused: [secret host].');
  });

  it('is hidden in any form that JSON or an address holds once more', () => {
    for (const canary of makeCanaries(7).filter(({ way }) => way === 'answer')) {
      const hide = createRedactor(Object.entries({ token: canary.text }));
      const scanner = new CanaryScanner([canary]);
      for (const [form, write] of Object.entries(FORMS)) {
        const encoded = encodeURIComponent(write(canary.text));
        const held = [
          JSON.stringify({ error: write(canary.text) }),
          `/x/${encoded}`,
          // A parser of addresses encodes an apostrophe in a query that was encoded already.
          new URL(`http://127.0.0.1/a?back=${encoded}`).href,
          `/x/${encoded.replace(/%../g, (octet) => octet.toLowerCase())}`,
          new URLSearchParams({ back: write(canary.text) }).toString(),
        ];
        for (const text of held)
          expect([canary.kind, form, scanner.leaksIn(hide(text))]).toEqual([canary.kind, form, []]);
      }
    }
  });

  it('is hidden anywhere in a value, keys included; bytes and numbers stay as they are', () => {
    const bytes = Uint8Array.of(1, 2);
    const value = { list: [1, { [SECRET]: `a ${SECRET}` }], bytes, none: null };
    expect(redact(value)).toEqual({
      list: [1, { '[secret token]': 'a [secret token]' }],
      bytes,
      none: null,
    });
  });

  it('leaves a value without it untouched: the very same object', () => {
    const value = { list: ['a', { b: 'c' }] };
    expect(redact(value)).toBe(value);
  });
});

describe('several secrets', () => {
  it('leave no rest where one is inside another', () => {
    const both = createRedactor(Object.entries({ short: 'abcd', long: 'abcdefgh' }));
    expect(both('x abcdefgh y abcd z')).toBe('x [secret long] y [secret short] z');
  });

  it('of fewer than four characters are not hidden: they are in too many places by chance', () => {
    expect(createRedactor(Object.entries({ pin: '123' }))('1234')).toBe('1234');
  });
});
