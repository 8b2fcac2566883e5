/** A POST that is answered by an event stream, as models that write answers do: as an sse step, and as a plain request. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { HttpStep, RunPlan } from '../../src/contract/run-plan.ts';
import { Histogram } from '../../src/workers/engine/measure/histogram.ts';
import { constantUsers, httpPlan, httpStep } from '../support/engine-plan.ts';
import { runHere } from '../support/engine-run.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { closeServer, TrackedSockets } from '../support/tracked-sockets.ts';

const EVENTS = ['{"delta":"a"}', '{"delta":"b"}', '[DONE]'];
let server: Server;
let sockets: TrackedSockets;
let url = '';
let seen: string[] = [];
/** Of the same requests. */
let atMs: number[] = [];
let vaults: (string | string[] | undefined)[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method, headers } = request;
    atMs.push(performance.now());
    vaults.push(headers['x-vault']);
    seen.push(
      [method, request.url, headers['content-type'], headers.cookie, body].filter((part) => part).join(' '),
    );
    if (request.url === '/moved') response.writeHead(307, { location: '/chat', 'set-cookie': 'sid=1' }).end();
    else if (request.url === '/away')
      response.writeHead(307, { location: `${url.replace('127.0.0.1', 'localhost')}/chat` }).end();
    else if (request.url === '/see') response.writeHead(303, { location: '/chat' }).end();
    else if (request.url === '/round') response.writeHead(307, { location: '/round' }).end();
    else if (request.url === '/poll' && seen.length < 3) response.writeHead(302, { location: '/poll' }).end();
    else if (request.url === '/use') response.end();
    else {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      for (const data of EVENTS) response.write(`data: ${data}\n\n`);
      response.end();
    }
  });
  sockets = new TrackedSockets(server);
  url = `http://127.0.0.1:${await listenOnLoopback(server, {})}`;
});
afterAll(() => closeServer(server, sockets));
beforeEach(() => {
  seen = [];
  atMs = [];
  vaults = [];
});

const stream = { kind: 'sse', events: 3, holdMs: null, series: { headers: 1, session: 2 } } as const;
const body = { json: { stream: true } };

function walk(steps: readonly Partial<HttpStep>[], limits: Partial<RunPlan['limits']> = {}) {
  const plan = httpPlan({
    url,
    profile: constantUsers(1, 5_000),
    scenario: {
      iterations: 1,
      tasks: [
        { name: 'chat', weight: 1, steps: steps.map((step) => httpStep({ timeoutMs: 2_000, ...step })) },
      ],
    },
    limits,
  });
  const [series] = plan.series;
  if (series === undefined) throw new Error('a plan without series');
  return runHere({ ...plan, series: [0, 1, 2].map((index) => ({ ...series, endpoint: `${index}` })) });
}

const keptOf = ({ ticks }: Awaited<ReturnType<typeof walk>>, path: string) =>
  ticks.flatMap((tick) => tick.exemplars).find(({ url }) => new URL(url).pathname === path);

describe('an sse step with a body', () => {
  test('asks by POST, and reads the events of the answer', async () => {
    const extract = [{ to: 'first', json: '/delta' }];
    const run = await walk([{ path: '/chat', body, stream, extract }, { path: '/use?{{ first }}' }]);
    expect(run.codes).toEqual({});
    expect(seen).toEqual(['POST /chat application/json {"stream":true}', 'GET /use?a']);
    expect(keptOf(run, '/chat')).toMatchObject({ method: 'POST', status: 200 });
  });

  test('without one asks by GET, as it always did', async () => {
    expect((await walk([{ path: '/chat', stream }])).codes).toEqual({});
    expect(seen).toEqual(['GET /chat']);
  });

  test('is redirected by the rules of requests, with the cookies of the way', async () => {
    const follows = { followRedirects: 3, cookies: true };
    expect((await walk([{ path: '/moved', body, stream }], follows)).codes).toEqual({});
    expect((await walk([{ path: '/see', body, stream }], follows)).codes).toEqual({});
    expect(seen).toEqual([
      'POST /moved application/json {"stream":true}',
      'POST /chat application/json sid=1 {"stream":true}',
      'POST /see application/json {"stream":true}',
      'GET /chat',
    ]);
    const looping = await walk([{ path: '/round', body, stream }], follows);
    expect(looping.failures.map(({ code }) => code)).toContain('redirect.loop');
    seen = [];
    expect((await walk([{ path: '/poll', stream }], follows)).codes).toEqual({});
    expect(seen).toEqual(Array(3).fill('GET /poll'));
    const limited = await walk([{ path: '/moved', body, stream }], { followRedirects: 0 });
    expect(limited.failures.map(({ code }) => code)).toContain('http.unexpected_status');
  });

  test('takes no header that holds a secret to another origin, whatever it is called', async () => {
    const extract = [{ to: 'password', json: '/delta' }];
    const headers = { 'x-vault': '{{ password }}' };
    const steps = [
      { path: '/chat', stream, extract },
      { path: '/away', stream, headers },
    ];
    expect((await walk(steps, { followRedirects: 3 })).codes).toEqual({});
    expect(seen).toEqual(['GET /chat', 'GET /away', 'GET /chat']);
    expect(vaults).toEqual([undefined, 'a', undefined]);
  });
});

test('a redirect on the way takes from the rate cap, and what it waits for that is not the time of the service', async () => {
  const { codes, ticks } = await walk([{ path: '/see', body, stream, timeoutMs: 500 }], {
    followRedirects: 3,
    maxRatePerSecond: 1,
  });
  expect([codes, seen]).toEqual([{}, ['POST /see application/json {"stream":true}', 'GET /chat']]);
  const service = new Histogram();
  for (const { series, histograms } of ticks.flatMap((tick) => tick.series)) {
    if (series === 1 && histograms.service !== null) service.mergeEncoded(histograms.service);
  }
  expect(service.count).toBe(1);
  expect(service.percentile(100)).toBeLessThan(500_000);
  expect((atMs[1] ?? 0) - (atMs[0] ?? 0)).toBeGreaterThan(500);
});

test('a plain POST that is answered by an event stream has it as its body', async () => {
  const checks = [{ contains: 'data: [DONE]' }, { header: 'content-type', contains: 'event-stream' }];
  const run = await walk([{ path: '/chat', method: 'post', body, checks }]);
  expect([run.codes, seen]).toEqual([{}, ['POST /chat application/json {"stream":true}']]);
});
