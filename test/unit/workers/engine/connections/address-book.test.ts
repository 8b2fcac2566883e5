import { describe, expect, test } from 'vitest';
import {
  AddressBook,
  type Probe,
  type Resolve,
} from '../../../../../src/workers/engine/connections/address-book.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

function bookOf(resolve: Resolve, probe: Probe = async () => true) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const probed: string[] = [];
  const book = new AddressBook({
    clock,
    timeoutUs: 2_000_000,
    allowedHosts: [],
    resolve: (host) => {
      asked.push(host);
      return resolve(host);
    },
    probe: (address, port) => {
      probed.push(`${address}:${port}`);
      return probe(address, port);
    },
  });
  return { clock, book, asked, probed };
}

describe('an address book', () => {
  test('an address is its own, without asking', async () => {
    const { book, asked } = bookOf(async () => []);
    expect(book.pinned('127.0.0.1', 80)).toBe('127.0.0.1');
    expect(await book.resolve('::1', 80)).toEqual({ address: '::1' });
    expect(asked).toEqual([]);
  });

  test('asks once, however many want to know, and keeps the answer', async () => {
    let answer = 0;
    const { book, asked } = bookOf(async () => {
      answer += 1;
      return [`10.0.0.${answer}`];
    });
    expect(book.pinned('api', 80)).toBeNull();
    const both = await Promise.all([book.resolve('api', 80), book.resolve('api', 80)]);
    expect(both).toEqual([{ address: '10.0.0.1' }, { address: '10.0.0.1' }]);
    expect(await book.resolve('api', 80)).toEqual({ address: '10.0.0.1' });
    expect(book.pinned('api', 80)).toBe('10.0.0.1');
    expect(asked).toEqual(['api']);
  });

  test('of several addresses of this machine pins the one that accepts connections', async () => {
    const { book, probed } = bookOf(
      async () => ['::1', '127.0.0.1'],
      async (address) => address === '127.0.0.1',
    );
    expect(await book.resolve('localhost', 8_000)).toEqual({ address: '127.0.0.1' });
    expect(probed).toEqual(['::1:8000', '127.0.0.1:8000']);
  });

  test('two services on one name may be at different addresses', async () => {
    const { book } = bookOf(
      async () => ['::1', '127.0.0.1'],
      async (address, port) => (port === 1 ? address === '::1' : address === '127.0.0.1'),
    );
    expect(await book.resolve('localhost', 1)).toEqual({ address: '::1' });
    expect(await book.resolve('localhost', 2)).toEqual({ address: '127.0.0.1' });
    expect([book.pinned('localhost', 1), book.pinned('localhost', 2)]).toEqual(['::1', '127.0.0.1']);
  });

  test('of a name that means this machine tries both families, whatever the resolver knows', async () => {
    const onlySix = async (address: string) => address === '::1';
    for (const host of ['localhost', 'shop.localhost']) {
      const { book, probed } = bookOf(async () => ['127.0.0.1'], onlySix);
      expect(await book.resolve(host, 1)).toEqual({ address: '::1' });
      expect([book.pinned(host, 1), probed]).toEqual(['::1', ['127.0.0.1:1', '::1:1']]);
    }
    const unknown = bookOf(async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    });
    expect(await unknown.book.resolve('shop.localhost', 1)).toEqual({ address: '127.0.0.1' });
    expect(await unknown.book.resolve('shop.example', 1)).toMatchObject({
      failure: { code: 'dns.not_found' },
    });
  });

  test('goes on to the next address when one says nothing, and does not wait for it', async () => {
    const silent = new Promise<boolean>(() => {});
    const { book, clock, probed } = bookOf(
      async () => ['::1', '127.0.0.1'],
      (address) => (address === '::1' ? silent : Promise.resolve(true)),
    );
    const found = book.resolve('localhost', 1);
    await clock.settleTo(249_999);
    expect(probed).toEqual(['::1:1']);
    await clock.settleTo(250_000);
    expect(await found).toEqual({ address: '127.0.0.1' });
  });

  test('takes a guess for no longer than a second: the service may come up on the other', async () => {
    let listening = '';
    const { book, clock } = bookOf(
      async () => ['::1', '127.0.0.1'],
      async (address) => address === listening,
    );
    expect(await book.resolve('localhost', 1)).toEqual({ address: '127.0.0.1' });
    listening = '::1';
    clock.advanceTo(999_999);
    expect(book.pinned('localhost', 1)).toBe('127.0.0.1');
    clock.advanceTo(1_000_000);
    expect(book.pinned('localhost', 1)).toBeNull();
    expect(await book.resolve('localhost', 1)).toEqual({ address: '::1' });
    clock.advanceTo(9_000_000);
    expect(book.pinned('localhost', 1)).toBe('::1');
  });

  test('where none accepts, 127.0.0.1 or else the first', async () => {
    const refusing = async () => false;
    const both = bookOf(async () => ['::1', '127.0.0.1'], refusing);
    expect(await both.book.resolve('localhost', 1)).toEqual({ address: '127.0.0.1' });
    const strange = bookOf(async () => ['::1', '127.0.0.2'], refusing);
    expect(await strange.book.resolve('localhost', 1)).toEqual({ address: '127.0.0.1' });
    const far = bookOf(async () => ['10.0.0.1', '10.0.0.2'], refusing);
    expect(await far.book.resolve('api', 1)).toEqual({ address: '10.0.0.1' });
  });

  test('never tries an address the guard would block', async () => {
    const { book, probed } = bookOf(async () => ['10.0.0.1', '10.0.0.2']);
    expect(await book.resolve('api', 80)).toEqual({ address: '10.0.0.1' });
    expect(probed).toEqual([]);
  });

  test('a name without address, one that does not exist, one nobody answers for', async () => {
    const empty = await bookOf(async () => []).book.resolve('api', 80);
    expect(empty).toMatchObject({ failure: { code: 'dns.empty', side: 'client' } });
    const missing = await bookOf(async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND api'), { code: 'ENOTFOUND' });
    }).book.resolve('api', 80);
    expect(missing).toMatchObject({ failure: { code: 'dns.not_found' } });
    const { book, clock } = bookOf(() => new Promise(() => {}));
    const silent = book.resolve('api', 80);
    await clock.settleTo(2_000_000);
    expect(await silent).toMatchObject({ failure: { code: 'dns.timeout' } });
  });

  test('asks for a name that failed again only after a second', async () => {
    const { book, asked, clock } = bookOf(async () => []);
    await book.resolve('api', 80);
    clock.advanceTo(999_999);
    await book.resolve('api', 80);
    expect(asked.length).toBe(1);
    clock.advanceTo(1_000_000);
    await book.resolve('api', 80);
    expect(asked.length).toBe(2);
  });
});
