import { describe, expect, it } from 'vitest';
import { importHar } from '../../../../../src/main/services/plans/import-har.ts';
import { importedOf, START_NOTE } from './imports.ts';

const entry = (method: string, url: string, more: object = {}, mimeType = 'application/json') => ({
  request: {
    method,
    url,
    headers: [
      { name: 'Accept', value: 'application/json' },
      { name: ':authority', value: 'h' },
    ],
    ...more,
  },
  response: { status: 200, content: { mimeType } },
});
const har = (entries: unknown[]) => JSON.stringify({ log: { version: '1.2', entries } });

describe('importHar', () => {
  it('keeps the order of a host, leaves pages out, takes secrets out', () => {
    const text = har([
      entry('GET', 'https://shop.test/', {}, 'text/html'),
      entry('GET', 'https://shop.test/app.js', {}, 'application/javascript'),
      entry('POST', 'https://shop.test/api/login', {
        headers: [{ name: 'Content-Type', value: 'application/json' }],
        postData: { mimeType: 'application/json', text: '{"user":"a","password":"p"}' },
      }),
      entry('GET', 'https://shop.test/api/items?page=1'),
      entry('GET', 'https://other.test/api', { headers: [{ name: 'Cookie', value: 'sid=9' }] }),
      entry('GET', 'wss://shop.test/ws'),
      entry('GET', 'chrome-extension://x/y'),
      'not an entry',
    ]);
    const { plan, notes, secrets } = importedOf(importHar(text));
    expect(plan.classes).toEqual({
      'user of shop.test': {
        service: 'shop.test',
        thinkTime: { between: ['1s', '3s'] },
        tasks: {
          recording: {
            steps: [
              {
                name: 'POST /api/login',
                post: '/api/login',
                body: { json: { user: 'a', password: '{{ secret.password }}' } },
              },
              { name: 'GET /api/items', get: '/api/items?page=1', headers: { Accept: 'application/json' } },
            ],
          },
        },
      },
      'user of other.test': {
        service: 'other.test',
        thinkTime: { between: ['1s', '3s'] },
        tasks: {
          recording: {
            steps: [{ name: 'GET /api', get: '/api', headers: { Cookie: '{{ secret.cookie }}' } }],
          },
        },
      },
    });
    expect(secrets).toEqual({ PLIMSOLL_SECRET_PASSWORD: 'p', PLIMSOLL_SECRET_COOKIE: 'sid=9' });
    expect(notes).toEqual([
      '2 requests for pages, scripts and images were left out.',
      '1 WebSockets were not taken over: write them as a class with a websocket.',
      '2 entries were not taken over: they are not http requests.',
      'Requests to 2 hosts became 2 classes: the order between hosts is lost.',
      'The requests of a task follow each other without pause; users think between one round and the next.',
      'A secret was taken out of the plan: it is read from PLIMSOLL_SECRET_PASSWORD.',
      'A secret was taken out of the plan: it is read from PLIMSOLL_SECRET_COOKIE.',
      START_NOTE,
    ]);
  });

  it.each(['application/json', 'text/plain'])('reads a %s body of millions of escapes', (mimeType) => {
    const body = `{"password":"${'\\n'.repeat(4_000_000)}"}`;
    const text = har([entry('POST', 'http://h/a', { postData: { mimeType, text: body } })]);
    const { secrets } = importedOf(importHar(text));
    expect(secrets.PLIMSOLL_SECRET_PASSWORD?.length).toBe(mimeType === 'text/plain' ? 8_000_000 : 4_000_000);
  });

  it.each([
    ['', 'the recording is not JSON'],
    ['{}', 'the recording is JSON, but has no log.entries'],
    [har([]), 'the recording holds no request to an API; only pages, scripts and images'],
  ])('refuses %j', (text, message) => {
    const result = importHar(text);
    expect(result.ok ? '' : result.failure.message).toBe(message);
  });
});
