import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AddressRequest } from '../../../../src/contract/address-request.ts';
import type { Overrides } from '../../../../src/contract/plan.ts';
import type { PlanRef } from '../../../../src/contract/wire.ts';
import type { App } from '../../../../src/main/services/app-port.ts';
import { openApp } from '../../../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../../../support/recording-server.ts';
import { ScriptedCrews } from '../../../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';

const CANARY = 'canary-4f9Qz7Lm2';
const ENVIRONMENT = 'other-8Rk3Wd6';

let dir: TempDir;
let app: App;
let crews: ScriptedCrews;
let server: RecordingServer;
beforeEach(async () => {
  dir = createTempDir();
  server = await startRecordingServer({ status: 200 });
  crews = new ScriptedCrews();
  app = openApp(dir.path, { startCrew: crews.start, env: { SHOP_TOKEN: ENVIRONMENT } });
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
});

const planWith = (parts: { values?: string; step?: string; headers?: string }): PlanRef => ({
  kind: 'text',
  text: `plimsoll: 1
name: Shop
services: { shop: { url: "${server.url}" } }
values: ${parts.values ?? '{}'}
classes:
  user:
    service: shop
    headers: ${parts.headers ?? '{}'}
    tasks: { items: ${parts.step ?? '{ get: /items }'} }
load: { users: 1, duration: 1m }
`,
});

const toAddress = (request: AddressRequest): PlanRef => ({
  kind: 'url',
  url: `${server.url}/items`,
  request,
});

/** Runs it with scripted threads. @returns the run's name, everything stored of it, and what its threads were given */
async function ran(plan: PlanRef, overrides: Overrides = {}) {
  const started = await app.runs.start({ plan, overrides });
  if (!started.ok) throw new Error(started.failure.message);
  crews.end();
  await started.value.done;
  const { runId } = started.value;
  const detail = await app.handlers['runs.get']({ runId });
  const html = await app.handlers['runs.export']({ runId, format: 'html' });
  if (!detail.ok || !html.ok) throw new Error('the run is gone');
  const files = readdirSync(dir.path).map((name) => readFileSync(join(dir.path, name), 'latin1'));
  return {
    name: detail.value.row.name,
    fileName: html.value.fileName,
    planText: detail.value.planText,
    told: JSON.stringify([detail.value, html.value]),
    stored: files.join('\n'),
    // What stands in the plan as a reference is given to the threads beside it.
    sent: JSON.stringify([crews.started.at(-1)?.plan, crews.started.at(-1)?.secrets]),
  };
}

describe('the name of a bare address', () => {
  it('is its host and path: neither name nor files hold its query', async () => {
    const { name, fileName } = await ran({ kind: 'url', url: `${server.url}/items/list?token=${CANARY}` });
    expect(name).toBe(`127.0.0.1:${server.port}/items/list`);
    expect(fileName).toMatch(/^plimsoll-127-0-0-1-\d+-items-list-.*\.html$/);
  });

  it('holds no token that is part of the path', async () => {
    const url = `${server.url}/verify/eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl`;
    expect((await ran({ kind: 'url', url })).name).toBe(`127.0.0.1:${server.port}/verify/[secret token]`);
  });
});

describe('a secret is sent, and neither stored nor told', () => {
  it.each<[from: string, plan: () => PlanRef, overrides?: Overrides]>([
    [
      '--set over a value that comes from the environment',
      () => planWith({ values: '{ who: { env: SHOP_TOKEN } }', step: '{ get: "/items/{{ who }}" }' }),
      { values: { who: CANARY } },
    ],
    [
      '--set over a value of a credential-like name',
      () => planWith({ values: '{ api_key: x }', step: '{ get: "/items/{{ api_key }}" }' }),
      { values: { api_key: CANARY } },
    ],
    ['the query of an address', () => ({ kind: 'url', url: `${server.url}/items?access_token=${CANARY}` })],
    [
      'a token of a query that nothing but its shape gives away',
      () => ({ kind: 'url', url: `${server.url}/items?x=${CANARY}a1b2c3d4e5f6` }),
    ],
    ['a bearer token beside an address', () => toAddress({ bearer: CANARY })],
    ['a user and a password beside an address', () => toAddress({ basic: `ada:${CANARY}` })],
    ['a cookie beside an address', () => toAddress({ cookie: `theme=dark; sid=${CANARY}` })],
    ['a header beside an address', () => toAddress({ headers: [['X-Api-Key', CANARY]] })],
    [
      'a body beside an address',
      () => toAddress({ body: { text: `{"password":"${CANARY}"}`, type: 'application/json' } }),
    ],
    ['a header of the plan', () => planWith({ headers: `{ Authorization: "Bearer ${CANARY}" }` })],
    ['a cookie', () => planWith({ headers: `{ Cookie: "theme=dark; sid=${CANARY}" }` })],
    [
      'Basic credentials',
      () =>
        planWith({
          headers: `{ Authorization: "Basic ${Buffer.from(`ada:${CANARY}`).toString('base64')}" }`,
        }),
    ],
    [
      'a member of a body',
      () => planWith({ step: `{ post: /login, body: { json: { password: ${CANARY} } } }` }),
    ],
    [
      'a field of a form',
      () => planWith({ step: `{ post: /login, body: { form: { password: ${CANARY} } } }` }),
    ],
    ['a parameter', () => planWith({ step: `{ get: /items, query: { api_key: ${CANARY} } }` })],
    [
      'a value written in the plan',
      () => planWith({ values: `{ password: ${CANARY} }`, step: '{ get: "/items/{{ password }}" }' }),
    ],
  ])('from %s', async (_, plan, overrides) => {
    const { told, stored, sent } = await ran(plan(), overrides);
    const basic = Buffer.from(`ada:${CANARY}`).toString('base64');
    expect(sent.includes(CANARY) || sent.includes(basic)).toBe(true);
    for (const text of [CANARY, basic]) {
      expect(told).not.toContain(text);
      expect(stored).not.toContain(text);
    }
  });

  it('from a part of the plan that does not run', async () => {
    const { told, stored, planText } = await ran(
      planWith({ values: `{ unused: 1, client_secret: ${CANARY} }` }),
    );
    expect(planText).toContain('client_secret: [secret client_secret]');
    expect(told + stored).not.toContain(CANARY);
  });
});

describe('what is no secret', () => {
  it('stays readable: a set value of another name, and words under a name that may mean something else', async () => {
    const plan = planWith({
      values: '{ city: Oslo }',
      step: '{ get: "/items/{{ city }}", query: { key: colour } }',
    });
    const { told, planText } = await ran(plan, { values: { city: 'Bergen' } });
    expect(told).toContain('"city":"Bergen"');
    expect(planText).toContain('{ key: colour }');
  });
});

describe('a run that does not start', () => {
  it('says why without the texts that were set', async () => {
    const started = await app.runs.start({
      plan: { kind: 'url', url: `http://ada:${CANARY}@127.0.0.1:1/` },
      overrides: { values: { token: CANARY } },
    });
    expect(started.ok ? '' : started.failure.message).toMatch(
      /holds a user name or password|no value "token"/,
    );
    expect(JSON.stringify(started)).not.toContain(CANARY);
  });
});
