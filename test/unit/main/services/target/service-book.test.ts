import { describe, expect, it } from 'vitest';
import type { Result } from '../../../../../src/contract/failure.ts';
import { failureText } from '../../../../../src/contract/failure.ts';
import type { ArgumentOf } from '../../../../../src/contract/wire.ts';
import {
  addService,
  changeService,
  EMPTY_BOOK,
  moveService,
  removeService,
  restoreService,
  type ServiceBook,
} from '../../../../../src/main/services/target/service-book.ts';
import { chosenUrl } from '../../../../../src/main/services/target/service-rules.ts';

const at = (url: string, label = '') => ({ label, url });
const draft = (service: string, ...urls: string[]): ArgumentOf<'services.add'> => ({
  service,
  addresses: (urls.length === 0 ? ['http://localhost:3000'] : urls).map((url) => at(url)),
});
function done(result: Result<ServiceBook>): ServiceBook {
  if (!result.ok) throw new Error(failureText(result.failure));
  return result.value;
}
const bookOf = (...names: string[]) =>
  names.reduce((book, name) => done(addService(book, draft(name))), EMPTY_BOOK);
const names = (book: ServiceBook) => book.own.map(({ name }) => name);
const refusal = (result: Result<unknown>) =>
  result.ok ? 'accepted' : [result.failure.code, failureText(result.failure)];

describe('services of one’s own', () => {
  it('are added at the end, each with an id of its own that no other ever gets', () => {
    const book = bookOf('shop', 'search');
    expect(book.own.map(({ id, name }) => [id, name])).toEqual([
      ['service-1', 'shop'],
      ['service-2', 'search'],
    ]);
    const again = done(addService(done(removeService(book, 'service-2')), draft('pay')));
    expect(again.own.map(({ id }) => id)).toEqual(['service-1', 'service-3']);
  });

  it('keep what is watched of them, until it is taken away', () => {
    const book = done(addService(EMPTY_BOOK, { ...draft('shop'), watch: ' port:3000 ' }));
    expect(book.own[0]?.watch).toBe('port:3000');
    const renamed = done(changeService(book, 'service-1', { service: 'store' }));
    expect(renamed.own[0]).toMatchObject({ name: 'store', watch: 'port:3000' });
    expect(done(changeService(book, 'service-1', { watch: '' })).own[0]).not.toHaveProperty('watch');
    // A built-in one too, and it is not as it came then.
    expect(
      done(changeService(book, 'auth', { watch: 'docker:auth' })).builtIn.find(({ id }) => id === 'auth')
        ?.watch,
    ).toBe('docker:auth');
  });

  it.each([
    [
      'port:0',
      '"0" is not a port (1 to 65535). Write port:8000, pid:4711, docker:NAME, or prometheus:http://localhost:9187/metrics.',
    ],
    [
      'redis',
      '"redis" is not a source Plimsoll can watch. Write port:8000, pid:4711, docker:NAME, or prometheus:http://localhost:9187/metrics.',
    ],
    [
      'prometheus:http://me:hunter2@localhost:9187/metrics',
      'What is watched of a service is stored as it stands, so it may not name a secret. Write it into the plan instead, under watch, with its token as a value.',
    ],
  ])('are not watched by %s', (watch, sentence) => {
    expect(refusal(addService(EMPTY_BOOK, { ...draft('shop'), watch }))).toEqual([
      'services.bad_watch',
      sentence,
    ]);
  });

  it.each([
    'constructor',
    'toString',
    'hasOwnProperty',
    'valueOf',
    'x'.repeat(120),
    '東京',
    'v2/orders {eu}',
  ])('may be called %s', (name) => {
    expect(names(bookOf(name))).toEqual([name]);
  });

  it.each([
    ['', 'services.bad_name', 'A service needs a name.'],
    ['   ', 'services.bad_name', 'A service needs a name.'],
    [
      'x'.repeat(121),
      'services.bad_name',
      `The name “${'x'.repeat(39)}…” has 121 characters; at most 120 are allowed.`,
    ],
    ['🛒 shop', 'services.bad_name', 'A service cannot be called “🛒 shop”.'],
    ['__proto__', 'services.bad_name', 'A service cannot be called “__proto__”.'],
    ['a\u202eb', 'services.bad_name', 'A service cannot be called “a\ufffdb”.'],
    [' SHOP ', 'services.name_taken', 'There is already a service “shop”.'],
  ])('may not be called %j', (name, code, sentence) => {
    const refused = refusal(addService(bookOf('shop'), draft(name)));
    expect(refused[0]).toBe(code);
    expect(refused[1]).toContain(sentence);
  });

  it('may be called as a built-in one: nobody else’s `auth` is the Access Layer’s', () => {
    expect(names(bookOf('auth', 'gateway'))).toEqual(['auth', 'gateway']);
  });

  it.each([
    [[], 'services.bad_addresses', 'A service needs an address.'],
    [[at('')], 'services.bad_url', '"" is not an address; write one such as http://localhost:8000.'],
    [[at('localhost:3000')], 'services.bad_url', '"localhost:3000" is not an address'],
    [[at('ftp://x')], 'services.bad_url', '"ftp://x" is not http, https, ws or wss.'],
    [[at('http://a:b@x')], 'services.bad_url', 'holds a user name or password'],
    [[at('http://x?q=1')], 'services.bad_url', 'has a query or fragment'],
    [
      [at(`http://x/${'y'.repeat(2_048)}`)],
      'services.bad_addresses',
      'An address has 2,048 characters at most.',
    ],
    [[at('http://x'), at('http://x/')], 'services.bad_addresses', 'The address “http://x” appears twice.'],
    [
      [at('http://x', 'eu'), at('http://y', 'EU')],
      'services.bad_addresses',
      'Two addresses are labelled “EU”.',
    ],
    [[at('http://x', '<b>')], 'services.bad_label', 'The label “<b>” is not valid.'],
    [
      Array.from({ length: 21 }, (_, n) => at(`http://x:${n + 1}`)),
      'services.bad_addresses',
      '20 addresses at most',
    ],
  ])('refuse addresses %j', (addresses, code, sentence) => {
    const refused = refusal(addService(EMPTY_BOOK, { service: 'shop', addresses }));
    expect(refused[0]).toBe(code);
    expect(refused[1]).toContain(sentence);
  });

  it.each(['health', '//', '/a b', '/x#y', '/{{ id }}', `/${'x'.repeat(500)}`])(
    'refuse the health path %s',
    (healthPath) => {
      const [code] = refusal(addService(EMPTY_BOOK, { ...draft('shop'), healthPath }));
      expect(code).toBe('services.bad_path');
    },
  );

  it('have a label for each address: the one given, else where it is', () => {
    const urls = [
      'http://localhost:3000',
      'http://127.0.0.1:3001',
      'https://api.staging.test',
      'https://api.staging.test:8443',
    ];
    const [shop] = done(addService(EMPTY_BOOK, draft('shop', ...urls))).own;
    expect(shop?.addresses.map(({ label }) => label)).toEqual([
      'local',
      'local 3001',
      'api.staging.test',
      'api.staging.test 8443',
    ]);
  });

  it('go to the chosen address, which stays chosen when others come and go', () => {
    const urls = [at('http://a', 'a'), at('http://b', 'b'), at('http://c', 'c')];
    let book = done(addService(EMPTY_BOOK, { service: 'shop', addresses: urls, chosen: 1 }));
    const url = () => (book.own[0] === undefined ? '' : chosenUrl(book.own[0]));
    expect(url()).toBe('http://b');
    book = done(changeService(book, 'service-1', { addresses: urls.slice(1) }));
    expect(url()).toBe('http://b');
    // Its address is corrected: it is still the one labelled b.
    book = done(changeService(book, 'service-1', { addresses: [at('http://c', 'c'), at('http://b2', 'b')] }));
    expect(url()).toBe('http://b2');
    book = done(changeService(book, 'service-1', { chosen: 0 }));
    expect(url()).toBe('http://c');
    expect(refusal(changeService(book, 'service-1', { chosen: 2 }))[0]).toBe('services.bad_addresses');
  });

  it('are renamed and remember what they were called', () => {
    const once = done(changeService(bookOf('shop', 'search'), 'service-1', { service: 'store' }));
    const twice = done(changeService(once, 'service-1', { service: 'shop 2' }));
    expect(twice.own[0]).toMatchObject({ name: 'shop 2', formerNames: ['shop', 'store'] });
    expect(refusal(changeService(twice, 'service-1', { service: 'search' }))[0]).toBe('services.name_taken');
    expect(done(changeService(twice, 'service-1', { service: 'shop' })).own[0]?.formerNames).toEqual([
      'store',
      'shop 2',
    ]);
  });

  it('are moved to any place among themselves', () => {
    const book = bookOf('a', 'b', 'c');
    expect(names(done(moveService(book, 'service-3', 0)))).toEqual(['c', 'a', 'b']);
    expect(names(done(moveService(book, 'service-1', 1)))).toEqual(['b', 'a', 'c']);
    expect(names(done(moveService(book, 'service-1', 99)))).toEqual(['b', 'c', 'a']);
  });

  it('are removed, and brought back to where they stood with everything they had', () => {
    const book = bookOf('a', 'b', 'c');
    const gone = done(removeService(book, 'service-2'));
    expect(names(gone)).toEqual(['a', 'c']);
    expect(done(restoreService(gone, 'service-2'))).toEqual(book);
    const retaken = done(addService(gone, draft('B')));
    expect(refusal(restoreService(retaken, 'service-2'))).toEqual([
      'services.name_taken',
      'There is already a service “B”. Choose another name, or give that service another address.',
    ]);
  });

  it('are 200 at most', () => {
    const full = bookOf(...Array.from({ length: 200 }, (_, n) => `s${n}`));
    expect(refusal(addService(full, draft('one more')))[0]).toBe('services.too_many');
  });
});

describe('built-in services', () => {
  it('take other addresses, and keep name and place', () => {
    const book = done(
      changeService(EMPTY_BOOK, 'auth', { addresses: [at('http://a'), at('http://b')], chosen: 1 }),
    );
    expect(book.builtIn.map(chosenUrl)[2]).toBe('http://b');
    expect(done(changeService(book, 'auth', { addresses: [], chosen: 0 }))).toEqual(EMPTY_BOOK);
    for (const refused of [
      changeService(book, 'auth', { service: 'mine' }),
      moveService(book, 'auth', 0),
      removeService(book, 'auth'),
    ])
      expect(refusal(refused)[0]).toBe('services.built_in');
  });

  it.each(['constructor', 'toString', '__proto__', 'nobody'])('there is none with the id %s', (id) => {
    expect(refusal(changeService(EMPTY_BOOK, id, { chosen: 0 }))[0]).toBe('services.unknown');
  });
});
