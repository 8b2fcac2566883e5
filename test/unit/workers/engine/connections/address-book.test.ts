import { describe, expect, test } from 'vitest';
import {
  AddressBook,
  type Probe,
  type Resolve,
} from '../../../../../src/workers/engine/connections/address-book.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

function bookOf(resolve: Resolve, probe: Probe = async () => true, first = 0) {
  const clock = new VirtualClock();
  const asked: string[] = [];
  const probed: string[] = [];
  const book = new AddressBook({
    clock,
    timeoutUs: 2_000_000,
    allowedHosts: ['api'],
    first,
    resolve: (host) => {
      asked.push(host);
      return resolve(host);
    },
    probe: (address, port) => {
      probed.push(`${address}:${port}`);
      return probe(address, port);
    },
  });
  /** Where connections go once it is resolved, or why they do not. */
  const resolved = async (host: string, port: number) =>
    (await book.resolve(host, port)) ?? book.pinned(host, port)?.addresses;
  return { clock, book, asked, probed, resolved };
}

describe('an address book', () => {
  test('an address is its own, without asking', async () => {
    const { book, asked, resolved } = bookOf(async () => []);
    expect(book.pinned('127.0.0.1', 80)?.addresses).toEqual(['127.0.0.1']);
    expect(await resolved('::1', 80)).toEqual(['::1']);
    expect(asked).toEqual([]);
  });

  test('asks once, however many want to know, and keeps the answer', async () => {
    let answer = 0;
    const { book, asked, resolved } = bookOf(async () => {
      answer += 1;
      return [`10.0.0.${answer}`];
    });
    expect(book.pinned('api', 80)).toBeNull();
    const both = await Promise.all([resolved('api', 80), resolved('api', 80)]);
    expect(both).toEqual([['10.0.0.1'], ['10.0.0.1']]);
    expect(await resolved('api', 80)).toEqual(['10.0.0.1']);
    expect(book.pinned('api', 80)?.addresses).toEqual(['10.0.0.1']);
    expect(asked).toEqual(['api']);
  });

  test('of several addresses of this machine pins the one that accepts connections', async () => {
    const { probed, resolved } = bookOf(
      async () => ['::1', '127.0.0.1'],
      async (address) => address === '127.0.0.1',
    );
    expect(await resolved('localhost', 8_000)).toEqual(['127.0.0.1']);
    expect(probed).toEqual(['::1:8000', '127.0.0.1:8000']);
  });

  test('two services on one name may be at different addresses', async () => {
    const { book, resolved } = bookOf(
      async () => ['::1', '127.0.0.1'],
      async (address, port) => (port === 1 ? address === '::1' : address === '127.0.0.1'),
    );
    expect(await resolved('localhost', 1)).toEqual(['::1']);
    expect(await resolved('localhost', 2)).toEqual(['127.0.0.1']);
    expect([book.next('localhost', 1), book.next('localhost', 2)]).toEqual(['::1', '127.0.0.1']);
    expect(book.isSpread).toBe(false);
  });

  test('of a name that means this machine tries both families, whatever the resolver knows', async () => {
    const onlySix = async (address: string) => address === '::1';
    for (const host of ['localhost', 'shop.localhost']) {
      const { book, probed, resolved } = bookOf(async () => ['127.0.0.1'], onlySix);
      expect(await resolved(host, 1)).toEqual(['::1']);
      expect([book.next(host, 1), probed]).toEqual(['::1', ['127.0.0.1:1', '::1:1']]);
    }
    const unknown = bookOf(async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
    });
    expect(await unknown.resolved('shop.localhost', 1)).toEqual(['127.0.0.1']);
    expect(await unknown.book.resolve('shop.example', 1)).toMatchObject({
      code: 'dns.not_found',
    });
  });

  test('goes on to the next address when one says nothing, and does not wait for it', async () => {
    const silent = new Promise<boolean>(() => {});
    const { clock, probed, resolved } = bookOf(
      async () => ['::1', '127.0.0.1'],
      (address) => (address === '::1' ? silent : Promise.resolve(true)),
    );
    const found = resolved('localhost', 1);
    await clock.settleTo(249_999);
    expect(probed).toEqual(['::1:1']);
    await clock.settleTo(250_000);
    expect(await found).toEqual(['127.0.0.1']);
  });

  test('takes a guess for no longer than a second: the service may come up on the other', async () => {
    let listening = '';
    const { book, clock, resolved } = bookOf(
      async () => ['::1', '127.0.0.1'],
      async (address) => address === listening,
    );
    expect(await resolved('localhost', 1)).toEqual(['127.0.0.1']);
    listening = '::1';
    clock.advanceTo(999_999);
    expect(book.pinned('localhost', 1)?.addresses).toEqual(['127.0.0.1']);
    clock.advanceTo(1_000_000);
    expect(book.pinned('localhost', 1)).toBeNull();
    expect(await resolved('localhost', 1)).toEqual(['::1']);
    clock.advanceTo(9_000_000);
    expect(book.pinned('localhost', 1)?.addresses).toEqual(['::1']);
  });

  test('where none accepts, 127.0.0.1 or else the first', async () => {
    const refusing = async () => false;
    const both = bookOf(async () => ['::1', '127.0.0.1'], refusing);
    expect(await both.resolved('localhost', 1)).toEqual(['127.0.0.1']);
    const strange = bookOf(async () => ['::1', '127.0.0.2'], refusing);
    expect(await strange.resolved('localhost', 1)).toEqual(['127.0.0.1']);
    const far = bookOf(async () => ['10.0.0.1', '10.0.0.2'], refusing);
    expect(await far.resolved('api', 1)).toEqual(['10.0.0.1']);
  });

  test('goes in turn to those of several that accept, of the family that one accepts of first', async () => {
    const addresses = ['10.0.0.3', '10.0.0.1', 'fd00::1', '10.0.0.2'];
    const { book, resolved, probed } = bookOf(
      async () => addresses,
      async (address) => address !== '10.0.0.2',
      1,
    );
    expect(await resolved('api', 80)).toEqual(['10.0.0.1', '10.0.0.3']);
    expect(probed.toSorted()).toEqual(['10.0.0.1:80', '10.0.0.2:80', '10.0.0.3:80']);
    expect(book.pinned('api', 80)?.silent).toEqual(['10.0.0.2']);
    // The thread's own turn is the second.
    expect([1, 2, 3].map(() => book.next('api', 80))).toEqual(['10.0.0.3', '10.0.0.1', '10.0.0.3']);
    expect(book.isSpread).toBe(true);
  });

  test('never tries an address the guard would block', async () => {
    const { probed, resolved } = bookOf(async () => ['10.0.0.1', '10.0.0.2']);
    expect(await resolved('other', 80)).toEqual(['10.0.0.1']);
    expect(probed).toEqual([]);
  });

  test('a name without address, one that does not exist, one nobody answers for', async () => {
    const empty = await bookOf(async () => []).book.resolve('api', 80);
    expect(empty).toMatchObject({ code: 'dns.empty', side: 'client' });
    const missing = await bookOf(async () => {
      throw Object.assign(new Error('getaddrinfo ENOTFOUND api'), { code: 'ENOTFOUND' });
    }).book.resolve('api', 80);
    expect(missing).toMatchObject({ code: 'dns.not_found' });
    const { book, clock } = bookOf(() => new Promise(() => {}));
    const silent = book.resolve('api', 80);
    await clock.settleTo(2_000_000);
    expect(await silent).toMatchObject({ code: 'dns.timeout' });
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
