import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { App } from '../../../../src/main/services/app-port.ts';
import { freeNames } from '../../../../src/main/services/plans/import/imported-secrets.ts';
import { openApp } from '../../../support/opened-app.ts';
import { type RecordingServer, startRecordingServer } from '../../../support/recording-server.ts';
import { ScriptedCrews } from '../../../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';

let dir: TempDir;
let app: App;
let server: RecordingServer;
let env: Record<string, string>;

const open = () => {
  app = openApp(dir.path, { startCrew: new ScriptedCrews().start, env });
};
beforeEach(async () => {
  dir = createTempDir();
  env = {};
  server = await startRecordingServer({ status: 200 });
  open();
});
afterEach(async () => {
  await app.close();
  await server.close();
  dir.remove();
});

/** Takes a command over. */
async function pasted(token: string, path = '/a'): Promise<string> {
  const text = `curl ${server.url}${path} -H 'Authorization: Bearer ${token}'`;
  const imported = await app.handlers['plans.import']({ kind: 'curl', text });
  if (!imported.ok) throw new Error(imported.failure.message);
  return imported.value.text;
}
async function saved(text: string): Promise<string> {
  const opened = await app.handlers['plans.save']({ text });
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value.row?.planId ?? '';
}
/** The name a plan refers to. */
const nameIn = (text: string) => /secret\.([\w-]+)/.exec(text)?.[1];
/** What the server is sent when the plan's step is tried; what it is refused with where nothing is sent. */
async function sentBy(text: string, path = '/a'): Promise<string | undefined> {
  const before = server.requests.length;
  const argument = { text, className: 'user', task: `GET ${path}`, step: 0 };
  const tried = await app.handlers['plans.tryStep'](argument);
  if (!tried.ok) return tried.failure.code;
  return server.requests[before]?.headers.authorization;
}

describe('the secret of a pasted request', () => {
  it('goes to the system it was pasted for, also after another one was pasted', async () => {
    const a = await pasted('A', '/a');
    const b = await pasted('B', '/b');
    expect([nameIn(a), nameIn(b)]).toEqual(['authorization', 'authorization-2']);
    expect([await sentBy(a, '/a'), await sentBy(b, '/b')]).toEqual(['Bearer A', 'Bearer B']);
  });

  it('has one name however often it is pasted', async () => {
    expect([
      nameIn(await pasted('A')),
      nameIn(await pasted('B')),
      nameIn(await pasted('A')),
      nameIn(await pasted('B')),
    ]).toEqual(['authorization', 'authorization-2', 'authorization', 'authorization-2']);
  });

  it('stands for no plan that was kept, when the program is started again', async () => {
    const a = await pasted('A');
    await saved(a);
    await app.close();
    open();
    const b = await pasted('B');
    expect(nameIn(b)).toBe('authorization-2');
    expect([await sentBy(a), await sentBy(b)]).toEqual(['plan.missing_secret', 'Bearer B']);
  });

  it('stands for no plan in the bin either: it may come back', async () => {
    const planId = await saved(await pasted('A'));
    await app.handlers['plans.delete']({ planId });
    await app.close();
    open();
    expect(nameIn(await pasted('B'))).toBe('authorization-2');
  });

  it('stands for no run either: it may be run again', async () => {
    const text = await pasted('A');
    const started = await app.runs.start({ plan: { kind: 'text', text } });
    expect(started.ok).toBe(true);
    await app.close();
    open();
    expect(nameIn(await pasted('B'))).toBe('authorization-2');
  });

  it('leaves a text of the environment alone, and is it where it is the same', async () => {
    env.PLIMSOLL_SECRET_AUTHORIZATION = 'A';
    await saved(await pasted('A'));
    expect(nameIn(await pasted('A'))).toBe('authorization');
    expect(nameIn(await pasted('B'))).toBe('authorization-2');
  });

  it('of a description nobody has a text for takes no name that holds one', async () => {
    const key = {
      openapi: '3.0.0',
      info: { title: 'B', version: '1' },
      paths: { '/b': { get: {} } },
      security: [{ authorization: [] }],
    };
    const scheme = { authorization: { type: 'http', scheme: 'bearer' } };
    const text = JSON.stringify({ ...key, components: { securitySchemes: scheme } });
    await pasted('A');
    const imported = await app.handlers['plans.import']({ kind: 'openapi', text });
    expect(imported.ok && nameIn(imported.value.text)).toBe('authorization-2');
  });
});

describe('a name of a secret', () => {
  const isFree = (text: string, env: Record<string, string> = {}) =>
    freeNames({ env, texts: [text] })('api-key', 'A');

  it.each([
    ['/items?key={{ secret.api-key }}', false],
    ['values: { k: { secret: api_key } }', false],
    ['values:\n  k:\n    secret: "API key"', false],
    ['{ env: PLIMSOLL_SECRET_API_KEY }', false],
    ['load: [ {{secret.api-key', false],
    ['{{ secret.api-keys }} {{ secret.my-api-key }} {{ api-key }}', true],
  ])('in a plan that says %j is free: %s', (text, expected) => {
    expect(isFree(text)).toBe(expected);
  });

  it('that is held is free for what it holds', () => {
    const text = '{{ secret.api-key }}';
    expect(isFree(text, { PLIMSOLL_SECRET_API_KEY: 'A' })).toBe(true);
    expect(isFree('', { PLIMSOLL_SECRET_API_KEY: 'B' })).toBe(false);
    expect(isFree(text, { PLIMSOLL_SECRET_API_KEY: '' })).toBe(false);
    expect(freeNames({ env: { PLIMSOLL_SECRET_API_KEY: 'A' }, texts: [] })('api-key', null)).toBe(false);
  });
});
