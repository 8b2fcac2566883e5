import { describe, expect, test } from 'vitest';
import {
  guardConnect,
  guardRun,
  isLoopback,
  isPublic,
} from '../../../../../src/workers/engine/connections/guard.ts';

describe('loopback', () => {
  test.each([
    '127.0.0.1',
    '127.255.255.254',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::1%lo',
  ])('%s is', (address) => expect(isLoopback(address)).toBe(true));
  test.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '192.168.1.1',
    '128.0.0.1',
    '12.7.0.1',
    '::ffff:10.0.0.1',
    '::2',
    '1::1',
    'fe80::1',
    '127.0.0.1.example.com',
    'localhost',
    '',
  ])('%s is not', (address) => expect(isLoopback(address)).toBe(false));
});

describe('the guard', () => {
  test('lets loopback through whatever the name', () => {
    expect(guardConnect('localhost', '127.0.0.1', [])).toBeNull();
    expect(guardConnect('evil.example', '::1', [])).toBeNull();
  });

  test('asks for the host to be named, private ranges as well', () => {
    for (const address of ['10.0.0.1', '192.168.0.7', '203.0.113.7', '0.0.0.0', '2001:db8::1']) {
      expect(guardConnect('api.example', address, ['other.example'])).toMatchObject({
        code: 'guard.blocked_host',
        side: 'guard',
      });
      expect(guardConnect('api.example', address, ['other.example', 'API.example'])).toBeNull();
    }
    expect(guardConnect('2001:db8::1', '2001:db8::1', ['[2001:db8::1]'])).toBeNull();
  });

  test('a name that is allowed does not allow its subdomains, nor the other way round', () => {
    expect(guardConnect('a.example.com', '203.0.113.7', ['example.com'])).not.toBeNull();
    expect(guardConnect('example.com', '203.0.113.7', ['a.example.com'])).not.toBeNull();
  });
});

describe('an address of the internet', () => {
  test.each(['8.8.8.8', '203.0.113.7', '172.32.0.1', '100.128.0.1', '2001:db8::1', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => expect(isPublic(address)).toBe(true),
  );
  test.each([
    ...[
      '127.0.0.1',
      '::1',
      '10.0.0.1',
      '172.31.255.255',
      '192.168.1.1',
      '169.254.1.1',
      '100.64.0.1',
      '0.0.0.0',
    ],
    ...['::', 'fd00::1', 'fe80::1%eth0', '::ffff:10.0.0.1', '::ffff:127.0.0.1', 'localhost', ''],
  ])('%s is not', (address) => expect(isPublic(address)).toBe(false));
});

test('a run that is not held to the caps of public hosts reaches none, allowed or not', () => {
  const limits = { allowedHosts: ['api.example'], refusePublic: true };
  expect(guardRun('api.example', '203.0.113.7', limits)?.code).toBe('guard.blocked_host');
  expect(guardRun('api.example', '10.0.0.7', limits)).toBeNull();
  expect(guardRun('api.example', '203.0.113.7', { ...limits, refusePublic: false })).toBeNull();
});
