import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { summarySchema } from '../../src/contract/summary.ts';
import {
  type RecordedRequest,
  type RecordingServer,
  type ScriptedReply,
  startRecordingServer,
} from '../support/recording-server.ts';
import { runPlimsoll } from '../support/workbench.ts';

/** An address with what people who come from curl, hey, oha or wrk type beside it, in a process of its own. */
let dataDir: string;
let server: RecordingServer;
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-requests-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
beforeEach(async () => {
  server = await startRecordingServer(answer);
});
afterEach(() => server.close());

const TOKEN = 'canary-T0k3n-9f8e7d6c5b4a';
const PASSWORD = 'canary-pw-4f9Qz7Lm2';

/** Three endpoints that want a token, a tenant, and for one of them a JSON body. */
function answer({ method, path, headers, body }: RecordedRequest): ScriptedReply {
  if (headers.authorization !== `Bearer ${TOKEN}`) return { status: 401, body: { error: 'no token' } };
  if (headers['x-tenant'] !== 'acme') return { status: 400, body: { error: 'no tenant' } };
  if (path !== '/orders' || method === 'GET') return { body: { ok: true, items: [] } };
  if (headers['content-type'] !== 'application/json') return { status: 415, body: { error: 'no JSON' } };
  return { status: 201, body: { ok: (JSON.parse(String(body)) as { count?: unknown }).count === 3 } };
}

const plimsoll = (...args: string[]) =>
  runPlimsoll(args[0] === 'import' ? args : [...args, '--data-dir', dataDir]);

/** What a browser recorded of the three endpoints. */
function recording(): string {
  const headers = [
    { name: 'Authorization', value: `Bearer ${TOKEN}` },
    { name: 'X-Tenant', value: 'acme' },
  ];
  const entries = [
    { method: 'GET', url: `${server.url}/items`, headers },
    { method: 'GET', url: `${server.url}/profile`, headers },
    {
      method: 'POST',
      url: `${server.url}/orders`,
      headers: [...headers, { name: 'Content-Type', value: 'application/json' }],
      postData: { mimeType: 'application/json', text: '{"count":3}' },
    },
  ].map((request) => ({
    startedDateTime: '2026-11-29T10:00:00.000Z',
    request,
    response: { status: 200, content: { mimeType: 'application/json' } },
  }));
  return JSON.stringify({ log: { entries } });
}

describe('a new user with an API of three endpoints, a token, a header and a JSON body', () => {
  const credential = { env: { PLIMSOLL_SECRET_AUTHORIZATION: TOKEN } };

  it('has a graded run with reports from the first command, and a plan that does the same', async () => {
    const file = (name: string) => join(dataDir, name);
    const head = `curl -H 'Authorization: Bearer ${TOKEN}' -H 'X-Tenant: acme'`;
    const typed = await plimsoll(
      ...['run', '--curl', `${head} ${server.url}/items`, '--curl', `${head} ${server.url}/profile`],
      ...[
        '--curl',
        `${head} --json '{"count":3}' ${server.url}/orders`,
        '--check',
        '/ok=true',
        '--expect',
        '2xx',
      ],
      ...['-n', '90', '--users', '6', '--save-plan', file('shop.yaml'), '--html', file('shop.html')],
      ...['--junit', file('shop.xml'), '--json', file('shop.json')],
    );
    expect([typed.code, typed.err]).toEqual([0, expect.stringContaining('Saved the plan as')]);
    expect(typed.err).toContain('set PLIMSOLL_SECRET_AUTHORIZATION (the bearer token) before plimsoll run');
    const { totals, grades, run } = summarySchema.parse(JSON.parse(readFileSync(file('shop.json'), 'utf8')));
    expect(server.counts().requests).toBe(90);
    expect([...server.countsByPath().keys()].sort()).toEqual(['GET /items', 'GET /profile', 'POST /orders']);
    expect(totals).toMatchObject({ planned: 90, sent: 90, ok: 90 });
    expect(grades.map(({ endpoint, grade }) => [endpoint, grade]).sort()).toEqual(
      ['/items', '/orders', '/profile'].map((path) => [path, 'excellent']),
    );
    for (const name of ['shop.yaml', 'shop.html', 'shop.xml', 'shop.json'])
      expect(readFileSync(file(name), 'utf8')).not.toContain(TOKEN);

    const unset = await plimsoll('run', file('shop.yaml'));
    expect([unset.code, unset.err]).toEqual([2, expect.stringContaining('PLIMSOLL_SECRET_AUTHORIZATION')]);
    expect(server.counts().requests).toBe(90);
    const args = ['run', file('shop.yaml'), '--json', '-', '--quiet', '--data-dir', dataDir];
    const again = await runPlimsoll(args, credential);
    expect(again.code).toBe(0);
    const second = summarySchema.parse(JSON.parse(again.out));
    expect(second.totals).toMatchObject({ planned: 90, sent: 90, ok: 90 });
    expect([second.run.name, second.run.iterations]).toEqual([run.name, 90]);
    expect(server.counts().requests).toBe(180);
    const taken = await plimsoll('run', `${server.url}/items`, '--save-plan', file('shop.yaml'));
    expect([taken.code, taken.err]).toEqual([2, expect.stringMatching(/shop\.yaml already exists\./)]);
  });

  it('or from a recording', async () => {
    const [har, plan] = [join(dataDir, 'session.har'), join(dataDir, 'session.yaml')];
    writeFileSync(har, recording());
    const imported = await plimsoll('import', 'har', har, '-o', plan);
    expect([imported.code, imported.out]).toEqual([0, '']);
    const args = ['run', plan, '--duration', '2s', '--rate', '30', '--json', '-', '--data-dir', dataDir];
    const { code, out } = await runPlimsoll(args, credential);
    expect(code).toBe(0);
    const { totals, grades } = summarySchema.parse(JSON.parse(out));
    expect([totals.errors, grades.length, server.countsByPath().size]).toEqual([0, 3, 3]);
  });
});

describe('requests to an address', () => {
  it.each([
    ['users', ['--users', '7']],
    ['fewer users than load threads', ['--users', '1', '--threads', '3']],
    ['a rate', ['--rate', '400']],
  ])('are as many as -n says, with %s, and the books balance', async (_, load) => {
    const url = `${server.url}/items`;
    const { code, out, err } = await plimsoll(
      ...['run', url, '-n', '150', ...load, '-H', 'X-Tenant: acme', '--bearer', TOKEN],
      ...['--expect', '2xx', '--check', '/ok=true', '--json', '-'],
    );
    expect([code, err]).toEqual([0, expect.stringContaining('Traffic goes to')]);
    const { totals, run } = summarySchema.parse(JSON.parse(out));
    expect(server.counts().requests).toBe(150);
    expect(totals).toMatchObject({ planned: 150, sent: 150, ok: 150, errors: 0, dropped: 0, openAtStop: 0 });
    expect(run).toMatchObject({ state: 'completed', iterations: 150 });
    expect(run.durationMs).toBeLessThan(10_000);
  });

  it('have the method, headers, body and credentials that were typed, and no secret is told', async () => {
    writeFileSync(join(dataDir, 'order.json'), '{ "count": 3, "password": "canary-pw-4f9Qz7Lm2" }');
    const html = join(dataDir, 'report.html');
    const { code, out, err } = await plimsoll(
      ...['run', `${server.url}/orders`, '-n', '3', '--users', '1', '-X', 'PUT', '-H', 'X-Tenant: acme'],
      ...['--json-body', `@${join(dataDir, 'order.json')}`, '--bearer', TOKEN, '--cookie', `sid=${PASSWORD}`],
      ...['--check', '/ok=true', '--html', html],
    );
    expect(code).toBe(0);
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: 'PUT',
      path: '/orders',
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'x-tenant': 'acme',
        cookie: `sid=${PASSWORD}`,
        'content-type': 'application/json',
      },
    });
    expect(JSON.parse(String(request?.body))).toEqual({ count: 3, password: PASSWORD });
    for (const text of [
      out,
      err,
      readFileSync(html, 'utf8'),
      readFileSync(join(dataDir, 'plimsoll.db'), 'latin1'),
    ]) {
      expect(text).not.toContain(TOKEN);
      expect(text).not.toContain(PASSWORD);
    }
  });

  it('are looked at by validate, which misses no credential that the address holds itself', async () => {
    const { code, out, err } = await plimsoll('validate', `${server.url}/?access_token=${PASSWORD}`);
    expect([code, server.counts().requests]).toEqual([0, 0]);
    expect(out + err).not.toMatch(/is not set|canary/);
  });

  it('sends a form as curl does, and fails a run whose answers are not the ones expected', async () => {
    const { code, err } = await plimsoll(
      ...[
        'run',
        `${server.url}/items`,
        '-n',
        '5',
        '--users',
        '1',
        '-d',
        'a=1',
        '-d',
        'b=x y',
        '--basic',
        `ada:${PASSWORD}`,
      ],
    );
    expect(code).toBe(4);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        authorization: `Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`,
      },
    });
    expect(String(server.requests[0]?.body)).toBe('a=1&b=x y');
    expect(err).not.toContain(PASSWORD);
  });
});
