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

const plimsoll = (...args: string[]) => runPlimsoll([...args, '--data-dir', dataDir]);

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
