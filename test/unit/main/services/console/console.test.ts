import { describe, expect, test } from 'vitest';
import {
  FrameBatch,
  MAX_FRAMES,
  MAX_TEXT_CHARS,
} from '../../../../../src/main/services/console/console-frames.ts';
import { consoleRequestOf } from '../../../../../src/main/services/console/console-request.ts';
import { createRedactor } from '../../../../../src/main/services/secrets/redact.ts';

const same = <Value>(value: Value): Value => value;
const text = (payload: string) => ({ atMs: 1, direction: 'in', kind: 'text', payload }) as const;

describe('what a console connects with', () => {
  const asked = { consoleId: 'console-1', url: 'wss://h.test:9443/ws?a=1#there' };
  const requestOf = (change: Partial<Parameters<typeof consoleRequestOf>[0]>) => {
    const result = consoleRequestOf(
      { ...asked, ...change },
      { KEY: 'k-1234', PLIMSOLL_SECRET_API: 's-5678' },
      'ua',
    );
    return result.ok ? result.value : result.failure.code;
  };

  test('is the address without its fragment, and a user agent that names us', () => {
    expect(requestOf({})).toEqual({
      url: 'wss://h.test:9443/ws?a=1',
      origin: { secure: true, host: 'h.test', port: 9443, url: 'https://h.test:9443' },
      headers: ['user-agent', 'ua'],
      subprotocols: [],
      secrets: [],
    });
  });

  test('puts a token into the query, or into a header', () => {
    expect(requestOf({ token: { text: 'a b&c', place: 'query' } })).toMatchObject({
      url: 'wss://h.test:9443/ws?a=1&token=a+b%26c',
      secrets: [['token', 'a b&c']],
    });
    expect(requestOf({ token: { text: '{{ env.KEY }}', place: 'bearer' } })).toMatchObject({
      headers: ['user-agent', 'ua', 'authorization', 'Bearer k-1234'],
      secrets: [
        ['env.KEY', 'k-1234'],
        ['token', 'k-1234'],
      ],
    });
  });

  test('knows a credential of the address by its name, and a token by its looks', () => {
    const result = requestOf({
      url: 'ws://h.test/ws?access_token=opensesame&room=lobby&x=eyJhbGciOiJIUzI1NiJ9.e30.c2ln',
    });
    expect(result).toMatchObject({
      secrets: [
        ['access_token', 'opensesame'],
        ['x', 'eyJhbGciOiJIUzI1NiJ9.e30.c2ln'],
      ],
    });
  });

  test('looks references up, and keeps what stands in telling headers secret', () => {
    expect(
      requestOf({
        headers: [
          { name: 'X-Tenant', value: 'north' },
          { name: 'X-Api-Key', value: '{{ secret.api }}' },
          { name: 'Authorization', value: 'Basic dXNlcjpw' },
        ],
      }),
    ).toMatchObject({
      headers: [
        'user-agent',
        'ua',
        'x-tenant',
        'north',
        'x-api-key',
        's-5678',
        'authorization',
        'Basic dXNlcjpw',
      ],
      secrets: [
        ['secret.api', 's-5678'],
        ['X-Api-Key', 's-5678'],
        ['Authorization', 'dXNlcjpw'],
        ['Authorization', 'user:p'],
        ['Authorization', 'p'],
      ],
    });
  });
});

describe('frames between two tellings', () => {
  test('are numbered over all, and the rest is counted', () => {
    const batch = new FrameBatch(same);
    for (let n = 0; n < MAX_FRAMES + 5; n += 1) batch.add(text('x'));
    batch.add({ atMs: 2, direction: 'in', kind: 'close', payload: '', code: 1_000 });
    const frames = batch.take();
    expect(frames).toHaveLength(MAX_FRAMES + 1);
    expect(frames.at(-1)).toMatchObject({ number: MAX_FRAMES + 6, kind: 'close', code: 1_000 });
    expect(batch.isEmpty).toBe(true);
    batch.add(text('y'));
    expect(batch.isEmpty).toBe(false);
    expect(batch.take()).toMatchObject([{ number: MAX_FRAMES + 7 }]);
  });

  test('hold a megabyte of text at most', () => {
    const batch = new FrameBatch(same);
    for (let n = 0; n < 40; n += 1) batch.add(text('x'.repeat(MAX_TEXT_CHARS)));
    expect(batch.take()).toHaveLength(16);
    expect(batch.isEmpty).toBe(true);
  });

  test('are cut after secrets are hidden, and say their whole size', () => {
    const secret = 'abcdefgh';
    const batch = new FrameBatch(createRedactor(Object.entries({ token: secret })));
    batch.add(text(`${'x'.repeat(MAX_TEXT_CHARS - 4)}${secret}`));
    const [frame] = batch.take();
    expect(frame).toMatchObject({ bytes: MAX_TEXT_CHARS + 4, cut: true });
    expect(frame?.text.endsWith('x[sec')).toBe(true);
  });

  test('show bytes as digits, the first half kilobyte of them', () => {
    const batch = new FrameBatch(same);
    batch.add({ atMs: 1, direction: 'in', kind: 'binary', payload: new Uint8Array([0, 255, 16]) });
    batch.add({ atMs: 1, direction: 'in', kind: 'binary', payload: new Uint8Array(600) });
    expect(batch.take()).toMatchObject([
      { text: '00 ff 10', bytes: 3, cut: false },
      { bytes: 600, cut: true },
    ]);
  });
});
