import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../../../../../src/contract/failure.ts';
import type { TriedStep } from '../../../../../../src/contract/plan-editing.ts';
import type { ArgumentOf } from '../../../../../../src/contract/wire.ts';
import type { App } from '../../../../../../src/main/services/app-port.ts';
import { openApp } from '../../../../../support/opened-app.ts';
import { unusedPort } from '../../../../../support/ports.ts';
import { type RecordingServer, startRecordingServer } from '../../../../../support/recording-server.ts';
import { ScriptedCrews } from '../../../../../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../../../../../support/temp-dir.ts';

let dir: TempDir;
let app: App;
let server: RecordingServer;
beforeEach(async () => {
  dir = createTempDir();
  server = await startRecordingServer((request) => {
    if (request.path === '/login') {
      return { headers: { 'set-cookie': 'sid=42' }, body: { token: 'from-login', shared: 'top-secret' } };
    }
    if (request.path === '/moved') return { status: 302, headers: { location: '/items' } };
    if (request.path === '/long') return { body: 'x'.repeat(300_000) };
    if (request.path === '/missing') return { status: 404, body: 'no such thing' };
    return { body: { items: [1, 2, 3], saw: request.headers.authorization ?? '' } };
  });
  app = openApp(dir.path, {
    startCrew: new ScriptedCrews().start,
    env: { PLIMSOLL_SECRET_API_KEY: 'top-secret' },
  });
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
});

const planText = (tasks: string, url = server.url) => `
plimsoll: 1
name: Tried
services: { api: { url: "${url}" } }
values:
  key: { secret: api-key }
  page: { oneOf: [1] }
  who: { feed: people.csv, column: name }
classes:
  user:
    service: api
    weight: 0
    headers: { X-Class: mine }
    setup:
      - post: /login
        body: { json: { key: "{{ key }}" } }
        extract: [{ to: token, json: /token }, { to: nothing, json: /absent }, { to: sid, cookie: sid }]
    tasks:
${tasks}
  other: { service: api, tasks: { ping: { get: /ping } } }
load: { rate: 500, duration: 1h }
`;
const ITEMS = `      list:
        steps:
          - name: first
            get: "/items?page={{ page }}"
            headers: { Authorization: "Bearer {{ token }}" }
            checks: [{ status: 200 }, { json: /items }, { json: /absent }, { contains: "2,3" }]`;

async function attempt(
  argument: Partial<ArgumentOf<'plans.tryStep'>> & { text: string },
): Promise<Result<TriedStep>> {
  return app.handlers['plans.tryStep']({ className: 'user', task: 'list', step: 0, ...argument });
}
async function tried(argument: Parameters<typeof attempt>[0]): Promise<TriedStep> {
  const result = await attempt(argument);
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`);
  return result.value;
}

describe('one request of a plan', () => {
  it('is sent once, as a run would send it, and told of whole', async () => {
    const step = await tried({ text: planText(ITEMS), values: { token: 'typed' } });
    expect(server.counts().requests).toBe(1);
    const [seen] = server.requests;
    expect([seen?.method, seen?.path, seen?.query.get('page'), seen?.headers.authorization]).toEqual([
      'GET',
      '/items',
      '1',
      'Bearer typed',
    ]);
    expect(step.request).toEqual({
      method: 'GET',
      url: `${server.url}/items?page=1`,
      headers: [
        ['accept', '*/*'],
        ['user-agent', 'plimsoll/0.0.0-test (one request)'],
        ['x-class', 'mine'],
        ['authorization', 'Bearer typed'],
      ],
      body: null,
    });
    expect([step.response?.status, step.response?.body]).toEqual([
      200,
      { text: '{"items":[1,2,3],"saw":"Bearer typed"}', bytes: 38, cut: false },
    ]);
    expect(step.response?.headers).toContainEqual(['content-type', 'application/json']);
    expect([step.address, step.missing, step.extracted]).toEqual(['127.0.0.1', [], []]);
  });

  it('says of every check whether it holds, and what a run would count', async () => {
    const step = await tried({ text: planText(ITEMS), values: { token: 't' } });
    expect(step.checks.map(({ what, failure }) => [what, failure?.code ?? null])).toEqual([
      ['status is 200', null],
      ['JSON has /items', null],
      ['JSON has /absent', 'check.json'],
      ['body contains 2,3', null],
    ]);
    expect(step.failure?.code).toBe('check.json');
  });

  it('keeps its phases: they are parts of the whole', async () => {
    const { phasesMs, totalMs } = await tried({ text: planText(ITEMS), values: { token: 't' } });
    const { dns, connect, tls, send, wait, receive } = phasesMs;
    expect([dns, tls, send]).toEqual([null, null, null]);
    const parts = [connect, wait, receive].map((part) => part ?? Number.NaN);
    expect(parts.every((part) => part >= 0)).toBe(true);
    expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(totalMs ?? 0, 6);
  });

  it('that needs what an earlier answer gives is not sent without it', async () => {
    const step = await tried({ text: planText(ITEMS) });
    expect([step.missing, step.failure?.code, step.response]).toEqual([['token'], 'value.unset', null]);
    expect(server.counts().requests).toBe(0);
  });

  it('of a setup gives what it extracts, secrets by their names only', async () => {
    const step = await tried({ text: planText(ITEMS), task: null });
    expect(step.extracted).toEqual([
      { name: 'token', text: 'from-login' },
      { name: 'nothing', text: null },
      { name: 'sid', text: '42' },
    ]);
    expect(server.requests[0]?.body.toString()).toBe('{"key":"top-secret"}');
    expect(step.request.body).toEqual({ text: '{"key":"[secret key]"}', bytes: 20, cut: false });
    expect(JSON.stringify(step)).not.toContain('top-secret');
  });

  it('needs only what it uses: another task may lack its secret', async () => {
    const text = planText(`${ITEMS}\n      hidden: { get: "/x/{{ secret.not-here }}" }`);
    expect((await tried({ text, values: { token: 't' } })).response?.status).toBe(200);
    const hidden = await attempt({ text, task: 'hidden' });
    expect(!hidden.ok && hidden.failure.code).toBe('plan.missing_secret');
  });

  it('takes values of the plan as given instead of drawing them', async () => {
    const step = await tried({ text: planText(ITEMS), values: { token: 't', page: '9' } });
    expect(step.request.url).toBe(`${server.url}/items?page=9`);
  });

  it('leaves alone what it does not ask for: values may be left of another request', async () => {
    const step = await tried({ text: planText(ITEMS), values: { token: 't', page: '9', who: 'ada' } });
    expect([step.request.url.endsWith('/items?page=9'), step.missing]).toEqual([true, []]);
  });

  it('follows no redirect and shows a long body cut', async () => {
    const moved = await tried({ text: planText('      list: { get: /moved }') });
    expect([moved.response?.status, moved.failure]).toEqual([302, null]);
    const long = await tried({ text: planText('      list: { get: /long }') });
    expect([long.response?.body.text.length, long.response?.body.bytes, long.response?.body.cut]).toEqual([
      200_000,
      300_000,
      true,
    ]);
    expect(server.counts().requests).toBe(2);
  });

  it('with a status that is no answer is a failure, its body there to read', async () => {
    const step = await tried({ text: planText('      list: { get: /missing }') });
    expect([step.response?.status, step.failure?.code, step.response?.body.text]).toEqual([
      404,
      'http.4xx',
      'no such thing',
    ]);
  });

  it('reads a feed from the files of the plan', async () => {
    const text = planText('      list: { get: "/items/{{ who }}" }');
    const saved = await app.handlers['plans.save']({ text });
    const planId = saved.ok ? (saved.value.row?.planId ?? '') : '';
    const without = await attempt({ text, planId });
    expect(!without.ok && without.failure.message).toBe(
      'people.csv cannot be used: it was not added to the plan',
    );
    const base64 = Buffer.from('name\nann\n').toString('base64');
    await app.handlers['plans.putFile']({ planId, name: 'people.csv', base64 });
    expect((await tried({ text, planId })).request.url).toBe(`${server.url}/items/ann`);
  });
});

describe('one request that goes wrong', () => {
  it('is an answer: nobody listens', async () => {
    const url = `http://127.0.0.1:${await unusedPort()}`;
    const step = await tried({ text: planText('      list: { get: / }', url) });
    expect([step.failure?.code, step.response, step.checks]).toEqual(['connect.refused', null, []]);
  });

  it('is held by the guard: no host outside loopback is asked without being named', async () => {
    const step = await tried({ text: planText('      list: { get: / }', 'http://192.0.2.1') });
    expect([step.failure?.code, step.failure?.side]).toEqual(['guard.blocked_host', 'guard']);
  });

  it.each([
    ['a class that is not there', { className: 'usr' }, 'plan.unknown_class'],
    ['a task that is not there', { task: 'lst' }, 'plan.no_step'],
    ['a step that is not there', { step: 4 }, 'plan.no_step'],
  ])('is refused: %s', async (_, change, code) => {
    const result = await attempt({ text: planText(ITEMS), ...change });
    expect(!result.ok && result.failure.code).toBe(code);
    expect(server.counts().requests).toBe(0);
  });

  it('is refused where the plan cannot be read, or a secret is not there', async () => {
    const broken = await attempt({ text: 'name: [' });
    expect(!broken.ok && broken.failure.code).toBe('plan.yaml');
    const text = planText('      list: { get: "/a?k={{ secret.other }}" }');
    const result = await attempt({ text });
    expect(!result.ok && result.failure.code).toBe('plan.missing_secret');
  });
});
