import { describe, expect, it } from 'vitest';
import { importHar } from '../../../../../../src/main/services/plans/import/import-har.ts';
import { importedOf, START_NOTE } from '../imports.ts';

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

const stepsOf = (text: string) => {
  const { classes } = importedOf(importHar(text)).plan;
  return classes?.['user of h']?.tasks?.recording?.steps ?? [];
};

describe('importHar', () => {
  it('says once which request sends what an earlier one answered, without the value', () => {
    const token = 'q7Zk3v9Lw2m8Xb1Rt5Yw4';
    const login = {
      ...entry('POST', 'https://h/login'),
      response: {
        status: 200,
        content: { mimeType: 'application/json', text: JSON.stringify({ session: { access_token: token } }) },
      },
    };
    const items = (path: string, bearer: string) =>
      entry('GET', `https://h${path}`, { headers: [{ name: 'Authorization', value: `Bearer ${bearer}` }] });
    const of = (bearer: string) =>
      importedOf(importHar(har([login, items('/items', bearer), items('/items/1', bearer)]))).notes.filter(
        (note) => note.includes('extract'),
      );
    expect(of(token)).toEqual([
      'GET /items sends what POST /login returned as access_token: extract it from that response, or every run sends the recorded value.',
    ]);
    expect(of('another8Zk3v9Lw2m8Xb1')).toEqual([]);
  });

  it('keeps the order of a host and its pages, leaves scripts out, takes secrets out', () => {
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
              { name: 'GET /', get: '/', headers: { Accept: 'application/json' } },
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
      '1 request for scripts, styles, images and fonts was left out.',
      '1 WebSocket was not imported: write it as a class with a websocket.',
      '2 recorded entries were not imported: no HTTP request can be read from them.',
      'Requests to 2 hosts became 2 classes: the order across hosts is lost.',
      'The requests of a task follow each other without pause; users think between one round and the next.',
      'A secret was removed from the plan: it is read from PLIMSOLL_SECRET_PASSWORD.',
      'A secret was removed from the plan: it is read from PLIMSOLL_SECRET_COOKIE.',
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
    [har([]), 'the recording contains only requests for scripts, styles and images'],
  ])('refuses %j', (text, message) => {
    const result = importHar(text);
    expect(result.ok ? '' : result.failure.message).toBe(message);
  });

  it('takes requests in the order in which they began', () => {
    const at = (startedDateTime: string, path: string) => ({
      startedDateTime,
      ...entry('GET', `http://h${path}`),
    });
    const text = har([
      at('2026-01-01T12:00:00.300+02:00', '/third'),
      at('2026-01-01T10:00:00.100Z', '/first'),
      { ...entry('GET', 'http://h/behind-first') },
      at('2026-01-01T10:00:00.200Z', '/second'),
    ]);
    expect(stepsOf(text).map((step) => step.get)).toEqual(['/first', '/behind-first', '/second', '/third']);
  });

  it('makes an event stream a step that ends', () => {
    const stream = {
      ...entry('GET', 'http://h/events?x=1', {}, 'text/event-stream'),
      _resourceType: 'eventsource',
    };
    const asked = entry(
      'POST',
      'http://h/chat',
      { postData: { mimeType: 'text/plain', text: 'hi' } },
      'text/event-stream',
    );
    const text = har([stream, asked]);
    expect(stepsOf(text)).toEqual([
      { name: 'GET /events', sse: '/events?x=1', events: 1, headers: { Accept: 'application/json' } },
      {
        name: 'POST /chat',
        post: '/chat',
        headers: { Accept: 'application/json' },
        body: { text: 'hi', type: 'text/plain' },
      },
    ]);
    expect(importedOf(importHar(text)).notes.slice(0, 2)).toEqual([
      'GET /events is an event stream: the step reads its first event and closes it.',
      'POST /chat was answered with an event stream: the step waits until it ends.',
    ]);
  });

  it('reads base64 bodies that are text, and says where a body is missing', () => {
    const post = (path: string, more: object) => entry('POST', `http://h${path}`, { headers: [], ...more });
    const text = har([
      post('/text', {
        postData: {
          mimeType: 'application/json',
          text: Buffer.from('{"a":1}').toString('base64'),
          encoding: 'base64',
        },
      }),
      post('/bytes', { postData: { mimeType: 'image/png', text: 'iVBORw0K/w==', encoding: 'base64' } }),
      post('/lost', { bodySize: 17 }),
      post('/length', {
        headers: [{ name: 'Content-Length', value: '5' }],
        postData: { mimeType: '', text: '' },
      }),
      post('/broken', { postData: { mimeType: 'text/plain', text: 'a\ufffdb' } }),
      post('/none', { bodySize: 0 }),
    ]);
    expect(stepsOf(text).map((step) => step.body)).toEqual([
      { json: { a: 1 } },
      undefined,
      undefined,
      undefined,
      { text: 'a\ufffdb', type: 'text/plain' },
      undefined,
    ]);
    expect(importedOf(importHar(text)).notes.slice(0, 4)).toEqual([
      'POST /bytes has no body: it was recorded as base64 and is not text; provide it as a file.',
      'POST /lost has no body: 17 bytes were sent, and the recording does not contain them.',
      'POST /length has no body: 5 bytes were sent, and the recording does not contain them.',
      'The body of POST /broken contains characters that the recording could not read: it may differ from what was sent.',
    ]);
  });

  it('leaves out the requests that make a plan too big, and says which', () => {
    const post = (path: string, size: number) =>
      entry('POST', `http://h${path}`, { postData: { mimeType: 'text/plain', text: 'x'.repeat(size) } });
    const { plan, notes } = importedOf(
      importHar(har([post('/a', 600_000), post('/b', 10), post('/c', 700_000)])),
    );
    expect(plan.classes?.['user of h']?.tasks?.recording?.steps?.map((step) => step.post)).toEqual([
      '/a',
      '/b',
    ]);
    expect(notes).toContainEqual(
      expect.stringMatching(/^POST \/c was left out: the plan has \d+ characters/),
    );
  });
});
