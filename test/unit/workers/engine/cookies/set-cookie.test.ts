import { describe, expect, test } from 'vitest';
import { goesTo, parseSetCookie } from '../../../../../src/workers/engine/cookies/set-cookie.ts';

const NOW = Date.UTC(2030, 0, 1);
const FROM = { secure: true, host: 'api.shop.example', path: '/cart/items?page=2' };
const parse = (text: string, from = FROM) => parseSetCookie(text, from, NOW);

describe('a Set-Cookie', () => {
  test('is a name and a value, for the host and the folder it came from, as long as the user', () => {
    expect(parse(' sid = "a b=c" ')).toEqual({
      name: 'sid',
      value: '"a b=c"',
      domain: 'api.shop.example',
      isHostOnly: true,
      path: '/cart',
      isSecure: false,
      expiresAt: Number.POSITIVE_INFINITY,
    });
  });

  test.each(['', '=x', ' =x', 'sid', 'sid; Path=/', `sid=${'x'.repeat(4_094)}`])('%j is ignored', (text) => {
    expect(parse(text)).toBeNull();
  });

  test.each([
    ['', true, 'api.shop.example'],
    ['Domain=api.shop.example', false, 'api.shop.example'],
    ['Domain=.Shop.Example', false, 'shop.example'],
    ['Domain=shop.example; domain=api.shop.example', false, 'api.shop.example'],
    ['Domain=', true, 'api.shop.example'],
    ['Domain=.', true, 'api.shop.example'],
  ])('with %j: only for that host is %j', (attribute, isHostOnly, domain) => {
    expect(parse(`a=1; ${attribute}`)).toMatchObject({ isHostOnly, domain });
  });

  test.each(['example', 'other.example', 'x.api.shop.example', 'hop.example'])(
    'for the domain %j is none of this host: ignored',
    (domain) => {
      expect(parse(`a=1; Domain=${domain}`)).toBeNull();
    },
  );

  test('of a host without a dot, or of an address, is for it alone', () => {
    for (const host of ['localhost', '127.0.0.1', '::1']) {
      const from = { ...FROM, host };
      expect(parse(`a=1; Domain=${host}`, from)).toMatchObject({ domain: host, isHostOnly: true });
    }
    expect(parse('a=1; Domain=0.0.1', { ...FROM, host: '127.0.0.1' })).toBeNull();
  });

  test.each([
    ['Path=/a/b', '/cart/items', '/a/b'],
    ['Path=a', '/cart/items', '/cart'],
    ['Path', '/cart/items/', '/cart/items'],
    ['', '/cart', '/'],
    ['', '/', '/'],
    ['', '/a/b?c=/d/e', '/a'],
    ['Path=/x; path=/y', '/', '/y'],
  ])('with %j from %j has the path %j', (attribute, path, wanted) => {
    expect(parse(`a=1; ${attribute}`, { ...FROM, path })?.path).toBe(wanted);
  });

  test.each([
    ['Max-Age=60', NOW + 60_000],
    ['Max-Age=0', 0],
    ['Max-Age=-5', 0],
    ['Max-Age=1x', Number.POSITIVE_INFINITY],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT', 0],
    ['Expires=never', Number.POSITIVE_INFINITY],
    ['Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60', NOW + 60_000],
    ['Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT', NOW + 60_000],
  ])('with %j lasts until %d', (attribute, expiresAt) => {
    expect(parse(`a=1; ${attribute}`)?.expiresAt).toBe(expiresAt);
  });

  test.each([
    ['__Host-a=1; Secure; Path=/', true, true],
    ['__Host-a=1; Secure', true, false],
    ['__Host-a=1; Path=/', true, false],
    ['__Host-a=1; Secure; Path=/; Domain=api.shop.example', true, false],
    ['__Secure-a=1; Secure', true, true],
    ['__Secure-a=1; Secure', false, false],
    ['__secure-a=1', true, false],
  ])('keeps the promise of its name: %j over TLS (%j) is kept: %j', (text, secure, isKept) => {
    expect(parse(text, { ...FROM, secure }) !== null).toBe(isKept);
  });
});

describe('a cookie goes', () => {
  const cookie = (text: string) => {
    const made = parse(text, { ...FROM, host: 'shop.example' });
    if (made === null) throw new Error(text);
    return made;
  };

  test.each([
    ['a=1; Path=/', 'shop.example', '/any', true],
    ['a=1; Path=/', 'api.shop.example', '/', false],
    ['a=1; Path=/; Domain=shop.example', 'api.shop.example', '/', true],
    ['a=1; Path=/; Domain=shop.example', 'workshop.example', '/', false],
    ['a=1; Path=/a', 'shop.example', '/a', true],
    ['a=1; Path=/a', 'shop.example', '/a?b=c', true],
    ['a=1; Path=/a', 'shop.example', '/a/b', true],
    ['a=1; Path=/a', 'shop.example', '/ab', false],
    ['a=1; Path=/a/', 'shop.example', '/a', false],
    ['a=1; Path=/a/', 'shop.example', '/a/b', true],
  ])('%j to %s%s: %j', (text, host, path, goes) => {
    expect(goesTo(cookie(text), { secure: false, host, path })).toBe(goes);
  });

  test('over TLS only, where it says so', () => {
    const to = { secure: false, host: 'shop.example', path: '/' };
    expect(goesTo(cookie('a=1; Path=/; Secure'), to)).toBe(false);
    expect(goesTo(cookie('a=1; Path=/; Secure'), { ...to, secure: true })).toBe(true);
  });
});
