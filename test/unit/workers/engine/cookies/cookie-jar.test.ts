import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CookieHeaders, headersFor } from '../../../../../src/workers/engine/cookies/cookie-headers.ts';
import { CookieJar } from '../../../../../src/workers/engine/cookies/cookie-jar.ts';
import { type Cookie, goesTo, parseSetCookie } from '../../../../../src/workers/engine/cookies/set-cookie.ts';

const HOME = { secure: false, host: 'localhost', path: '/' };

function jarWith(...texts: string[]): CookieJar {
  const jar = new CookieJar(Date.now);
  jar.store(texts, HOME);
  return jar;
}

describe('a jar', () => {
  test('gives longer paths first, then the ones that were set first', () => {
    const jar = jarWith('a=1', 'b=2; Path=/deep', 'c=3', 'a=4');
    expect(jar.headerFor({ ...HOME, path: '/deep/er' })).toBe('b=2; a=4; c=3');
    expect(jar.headerFor(HOME)).toBe('a=4; c=3');
    expect(jar.headerFor({ ...HOME, host: '127.0.0.1' })).toBe('');
  });

  test('gives a cookie back no more when it is taken back, or its time is over', () => {
    let nowMs = 1_000;
    const jar = new CookieJar(() => nowMs);
    jar.store(['a=1; Max-Age=5', 'b=2'], HOME);
    expect(jar.headerFor(HOME)).toBe('a=1; b=2');
    nowMs = 6_000;
    expect(jar.headerFor(HOME)).toBe('b=2');
    expect(jar.cookies.map(({ name }) => name)).toEqual(['b']);
    jar.store('b=; Expires=Thu, 01 Jan 1970 00:00:00 GMT', HOME);
    expect(jar.headerFor(HOME)).toBe('');
  });

  test('holds a bounded number, the newest', () => {
    const jar = jarWith(...Array.from({ length: 150 }, (_, n) => `c${n}=${n}`));
    expect(jar.cookies.length).toBe(100);
    expect(jar.headerFor(HOME)).toMatch(/^c50=50; .* c149=149$/);
  });

  test('holds 64 kB at most, the newest', () => {
    const large = 'x'.repeat(4_000);
    const jar = jarWith(...Array.from({ length: 100 }, (_, n) => `c${n}=${large}`), 'last=1');
    // Beside each value its name, its domain and its path.
    expect(jar.cookies.map(({ name }) => name)).toEqual([
      ...Array.from({ length: 16 }, (_, n) => `c${n + 84}`),
      'last',
    ]);
    const paths = jarWith(...Array.from({ length: 100 }, (_, n) => `c${n}=1; Path=/${'p'.repeat(1_000)}`));
    expect(paths.cookies.length).toBe(64);
  });

  test('begins with what its class was given, and gets it again when it is renewed', () => {
    const shared = jarWith('sid=first');
    const jar = new CookieJar(Date.now, shared);
    expect(jar.headerFor(HOME)).toBe('sid=first');
    jar.store('seen=1', HOME);
    expect(shared.headerFor(HOME)).toBe('sid=first');
    shared.store('sid=second', HOME);
    expect(jar.headerFor(HOME)).toBe('sid=second; seen=1');
    jar.startOver();
    expect(jar.headerFor(HOME)).toBe('sid=second');
  });

  test('hears what its class changes and takes back, and keeps the rest as its own', () => {
    const shared = jarWith('sid=1', 'theme=day');
    const jar = new CookieJar(Date.now, shared);
    jar.store('theme=night', HOME);
    shared.store('other=2', HOME);
    expect(jar.headerFor(HOME)).toBe('sid=1; theme=night; other=2');
    shared.store('sid=; Max-Age=0', HOME);
    expect(jar.headerFor(HOME)).toBe('theme=night; other=2');
    shared.store(['sid=3', 'theme=dusk'], HOME);
    expect(jar.headerFor(HOME)).toBe('theme=dusk; other=2; sid=3');
  });

  test('of another thread holds what the setup holds there, and its users with it', () => {
    const setup = jarWith('sid=1', 'theme=day');
    const told = new CookieJar(Date.now);
    const tell = () => told.replaceAll(structuredClone(setup.cookies));
    tell();
    const jar = new CookieJar(Date.now, told);
    jar.store('theme=night', HOME);
    setup.store(['sid=; Max-Age=0', 'other=2'], HOME);
    tell();
    expect(jar.headerFor(HOME)).toBe('theme=night; other=2');
    setup.store(['other=; Max-Age=0', 'theme=; Max-Age=0'], HOME);
    tell();
    expect([told.headerFor(HOME), jar.headerFor(HOME)]).toEqual(['', '']);
  });

  test('that lost a cookie of its class stays without it', () => {
    const jar = new CookieJar(Date.now, jarWith('sid=first'));
    jar.store('sid=; Max-Age=0', HOME);
    expect([jar.headerFor(HOME), jar.headerFor(HOME)]).toEqual(['', '']);
  });

  test('agrees with a list that is searched from the beginning, whatever comes and in whatever order', () => {
    const name = fc.constantFrom('a', 'b', 'A');
    const attribute = fc.constantFrom(
      'Path=/',
      'Path=/x',
      'Path=/x/y',
      'Secure',
      'Max-Age=0',
      'Max-Age=3',
      'Max-Age=9',
      'Domain=s.example',
      'Domain=w.s.example',
      'Domain=example',
    );
    const host = fc.constantFrom('s.example', 'w.s.example', 'localhost');
    const place = fc.record({
      secure: fc.boolean(),
      host,
      path: fc.constantFrom('/', '/x', '/x/y/z', '/xy?q'),
    });
    const said = fc
      .tuple(name, fc.nat(3), fc.array(attribute, { maxLength: 3 }))
      .map(([key, value, rest]) => [`${key}=${value}`, ...rest].join('; '));
    const act = fc.oneof(
      fc.record({ from: place, texts: fc.array(said, { minLength: 1, maxLength: 3 }) }),
      fc.record({ to: place }),
      fc.record({ passMs: fc.constantFrom(1_000, 4_000) }),
    );
    fc.assert(
      fc.property(fc.array(act, { maxLength: 30 }), (acts) => {
        let nowMs = 0;
        const jar = new CookieJar(() => nowMs);
        const list: Cookie[] = [];
        for (const one of acts) {
          if ('passMs' in one) nowMs += one.passMs;
          else if ('texts' in one) {
            jar.store(one.texts, one.from);
            for (const text of one.texts) remember(list, parseSetCookie(text, one.from, nowMs));
          } else expect(jar.headerFor(one.to)).toBe(naiveHeader(list, one.to, nowMs));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('takes any text without throwing, and writes nothing that is no header', () => {
    const octets = fc.array(fc.integer({ min: 32, max: 255 }), { maxLength: 60 });
    const text = octets.map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(fc.array(text, { maxLength: 4 }), (texts) => {
        expect(jarWith(...texts).headerFor(HOME)).toMatch(/^[\x20-\xff]*$/);
      }),
      { numRuns: 300 },
    );
  });
});

function remember(list: Cookie[], cookie: Cookie | null): void {
  if (cookie === null) return;
  const at = list.findIndex(
    (one) => one.name === cookie.name && one.domain === cookie.domain && one.path === cookie.path,
  );
  if (at < 0) list.push(cookie);
  else list[at] = cookie;
  for (const [place, one] of list.entries()) if (one.expiresAt === 0) list.splice(place, 1);
}

function naiveHeader(list: readonly Cookie[], to: typeof HOME, nowMs: number): string {
  const going = list.filter((cookie) => cookie.expiresAt > nowMs && goesTo(cookie, to));
  const byPath = going.map((cookie, age) => ({ cookie, age }));
  byPath.sort((a, b) => b.cookie.path.length - a.cookie.path.length || a.age - b.age);
  return byPath.map(({ cookie }) => `${cookie.name}=${cookie.value}`).join('; ');
}

describe('the headers of a request', () => {
  test('are the very same as long as headers and cookies are', () => {
    const made = new CookieHeaders();
    const plain = ['accept', '*/*'];
    expect(made.of(plain, '')).toBe(plain);
    const first = made.of(plain, 'a=1');
    expect(first).toEqual(['accept', '*/*', 'cookie', 'a=1']);
    expect(made.of(plain, 'a=1')).toBe(first);
    expect(made.of(plain, 'a=2')).toEqual(['accept', '*/*', 'cookie', 'a=2']);
    expect(made.of(['x', 'y'], 'a=2')).toEqual(['x', 'y', 'cookie', 'a=2']);
  });

  test("keep the plan's own cookies, which stand for those of the jar", () => {
    const made = new CookieHeaders();
    expect(made.of(['Cookie', 'a=plan; theme=dark', 'x', 'y'], 'a=jar; b=2')).toEqual([
      'Cookie',
      'a=plan; theme=dark; b=2',
      'x',
      'y',
    ]);
  });

  test('of a stream are those for its URL', () => {
    const jar = new CookieJar(Date.now);
    jar.store(['a=1', 'b=2; Secure', 'c=3; Path=/x'], { secure: true, host: '::1', path: '/' });
    expect(headersFor(jar, ['x', 'y'], 'ws://[::1]:8000/ws?q=1')).toEqual(['x', 'y', 'cookie', 'a=1']);
    expect(headersFor(jar, [], 'wss://[::1]/x')).toEqual(['cookie', 'c=3; a=1; b=2']);
    expect(headersFor(jar, ['x', 'y'], 'no url')).toEqual(['x', 'y']);
    expect(headersFor(null, ['x', 'y'], 'ws://[::1]/')).toEqual(['x', 'y']);
  });
});
