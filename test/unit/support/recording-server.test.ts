import { afterEach, expect, test } from 'vitest';
import { type RecordingServer, startRecordingServer } from '../../support/recording-server.ts';

let server: RecordingServer | undefined;
afterEach(() => server?.close());

test('keeps method, path, query, headers and body as sent', async () => {
  server = await startRecordingServer();
  await fetch(`${server.url}/auth/verify?a=1&a=2&b=%20`, {
    method: 'POST',
    headers: { 'X-Run': 'r1', 'content-type': 'application/json' },
    body: '{"token":"t"}',
  });
  const [request] = await server.received(1);
  expect(request?.method).toBe('POST');
  expect(request?.path).toBe('/auth/verify');
  expect([...(request?.query ?? [])]).toEqual([
    ['a', '1'],
    ['a', '2'],
    ['b', ' '],
  ]);
  expect(request?.headers['x-run']).toBe('r1');
  expect(request?.body.toString()).toBe('{"token":"t"}');
  expect(request?.bodyBytes).toBe(13);
});

test('answers in order, then repeats the last reply', async () => {
  server = await startRecordingServer([{ status: 503 }, { status: 201, body: { n: 1 } }]);
  const { url } = server;
  const answers: string[] = [];
  for (let i = 0; i < 3; i += 1) {
    const response = await fetch(url);
    answers.push(`${response.status} ${await response.text()}`);
  }
  expect(answers).toEqual(['503 ', '201 {"n":1}', '201 {"n":1}']);
});

test('answers by method and path, and 404 elsewhere', async () => {
  server = await startRecordingServer(new Map([['GET /health', { body: 'fine' }]]));
  expect(await (await fetch(`${server.url}/health?x=1`)).text()).toBe('fine');
  expect((await fetch(`${server.url}/health`, { method: 'POST' })).status).toBe(404);
  expect(server.countsByPath()).toEqual(
    new Map([
      ['GET /health', 1],
      ['POST /health', 1],
    ]),
  );
});

test('keeps no more than it was told to, of requests and of bodies, but counts all', async () => {
  server = await startRecordingServer({}, { keep: 2, bodyLimit: 4 });
  for (let i = 0; i < 3; i += 1) await fetch(server.url, { method: 'PUT', body: 'abcdefgh' });
  expect(server.counts().requests).toBe(3);
  expect(server.requests.map((r) => `${r.body} of ${r.bodyBytes}`)).toEqual(['abcd of 8', 'abcd of 8']);
});

test('can drop the connection instead of answering', async () => {
  server = await startRecordingServer({ destroy: true });
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
  expect(server.counts().requests).toBe(1);
});

test('close leaves no socket open', async () => {
  server = await startRecordingServer();
  await (await fetch(server.url)).text();
  expect(server.counts().openSockets).toBe(1);
  await server.close();
  expect(server.counts().openSockets).toBe(0);
});
