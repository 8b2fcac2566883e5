import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPlan } from '../../../../../src/main/services/plans/text/parse-plan.ts';
import { type RecordingServer, startRecordingServer } from '../../../../support/recording-server.ts';
import { commandLine } from './command-line.ts';

const TOKEN = 'canary-T0k3n-9f8e7d6c5b4a';
const api = JSON.stringify({
  openapi: '3.0.0',
  info: { title: 'Shop', version: '1' },
  servers: [{ url: 'http://127.0.0.1:9' }],
  paths: { '/items': { get: { responses: { 200: { description: 'ok' } } } } },
});
const entry = (method: string, path: string) => ({
  startedDateTime: '2026-11-29T10:00:00.000Z',
  request: {
    method,
    url: `http://127.0.0.1:9${path}`,
    headers: [{ name: 'Authorization', value: `Bearer ${TOKEN}` }],
  },
  response: { status: 200, content: { mimeType: 'application/json' } },
});

let dir: string;
let server: RecordingServer;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-import-'));
  const write = (name: string, text: string) => writeFileSync(join(dir, name), text);
  write('calls.sh', `curl -H 'Authorization: Bearer ${TOKEN}' http://127.0.0.1:9/items`);
  write('session.har', JSON.stringify({ log: { entries: [entry('GET', '/a'), entry('POST', '/b')] } }));
  write('api.json', api);
  write('broken.json', '{');
  server = await startRecordingServer(({ path }) => (path === '/api.json' ? { body: api } : { status: 404 }));
});
afterAll(async () => {
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

describe('plimsoll import', () => {
  it.each([
    ['curl', 'calls.sh', 'PLIMSOLL_SECRET_AUTHORIZATION'],
    ['har', 'session.har', 'PLIMSOLL_SECRET_AUTHORIZATION'],
    ['openapi', 'api.json', 'The load (5 users for a minute) is a starting point.'],
  ])(
    'writes the plan of %s to a file, what is to be said to standard error, and no secret',
    async (kind, name, note) => {
      const file = join(dir, `${kind}.yaml`);
      const { code, out, err } = await commandLine('import', kind, join(dir, name), '-o', file);
      expect([code, out]).toEqual([0, '']);
      expect(err).toContain(note);
      expect(err).toContain(`Wrote ${file}.`);
      const text = readFileSync(file, 'utf8');
      expect(readPlan(text).ok).toBe(true);
      expect(text + err).not.toContain(TOKEN);
    },
  );

  it('writes to standard output by itself, and leaves a file that is there alone', async () => {
    const { code, out, err } = await commandLine('import', 'openapi', join(dir, 'api.json'));
    expect(code).toBe(0);
    expect(readPlan(out).ok).toBe(true);
    expect(err).not.toContain('plimsoll: 1');
    const file = join(dir, 'mine.yaml');
    writeFileSync(file, 'mine');
    const refused = await commandLine('import', 'openapi', join(dir, 'api.json'), '-o', file);
    expect([refused.code, readFileSync(file, 'utf8')]).toEqual([2, 'mine']);
    expect(refused.err).toContain('Name another file, or replace it with --force.');
    expect((await commandLine('import', 'openapi', join(dir, 'api.json'), '-o', file, '--force')).code).toBe(
      0,
    );
    expect(readPlan(readFileSync(file, 'utf8')).ok).toBe(true);
  });

  it('fetches a document by its address', async () => {
    const { code, out } = await commandLine('import', 'openapi', `${server.url}/api.json`);
    expect([code, readPlan(out).ok]).toEqual([0, true]);
    const gone = await commandLine('import', 'openapi', `${server.url}/gone`);
    expect([gone.code, gone.err]).toEqual([
      3,
      expect.stringContaining('could not be fetched: it responded with 404.'),
    ]);
  });

  it.each<[string, string[], number, RegExp]>([
    ['another kind', ['postman', 'x'], 2, /postman cannot be imported\. Choose one of curl, har, openapi/],
    ['no file', ['har', 'nowhere.har'], 2, /The source nowhere\.har cannot be read\./],
    ['no document', ['openapi', 'broken.json'], 2, /broken|document|JSON|OpenAPI/],
    ['a host that is not ours', ['openapi', 'http://192.0.2.1/api.json'], 2, /--allow-host/],
    [
      'a folder that is not there',
      ['openapi', 'api.json', '-o', 'nowhere/plan.yaml'],
      2,
      /The folder .*nowhere does not exist\./,
    ],
  ])('%s gets one sentence', async (_, [kind = '', source = '', ...rest], code, sentence) => {
    const there = existsSync(join(dir, source)) ? join(dir, source) : source;
    const said = await commandLine('import', kind, there, ...rest);
    expect(said.err).toMatch(sentence);
    expect([said.code, said.out]).toEqual([code, '']);
  });
});
