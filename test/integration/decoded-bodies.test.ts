/** Bodies that cannot be decoded count the same whether a check reads them or not; those that can are read as they are meant. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CheckSpec } from '../../src/contract/plan-steps.ts';
import { constantUsers, httpPlan, httpStep } from '../support/engine-plan.ts';
import { runHere } from '../support/engine-run.ts';
import {
  type RecordingServer,
  type ScriptedReply,
  startRecordingServer,
} from '../support/recording-server.ts';

const JSON_TEXT = '{"name":"caf\u00e9 \u20ac","ok":true}';
const LARGE = JSON.stringify({
  ok: true,
  rows: Array.from({ length: 20_000 }, (_, row) => `row ${row * 7_919}`),
});
const OK: CheckSpec[] = [{ json: '/ok', equals: true }];
const plain = Buffer.from(JSON_TEXT);

let server: RecordingServer;
let reply: ScriptedReply = {};
beforeAll(async () => {
  server = await startRecordingServer(() => reply);
});
afterAll(() => server.close());

async function ask(answer: ScriptedReply, checks: CheckSpec[]) {
  reply = answer;
  const steps = [httpStep({ checks, timeoutMs: 3_000 })];
  return runHere(
    httpPlan({
      url: server.url,
      profile: constantUsers(1, 5_000),
      scenario: { iterations: 2, connections: 'per-user', tasks: [{ name: 't', weight: 1, steps }] },
    }),
  );
}

const encoded = (encoding: string, body: Buffer, status = 200): ScriptedReply => ({
  status,
  body,
  headers: { 'content-type': 'application/json', 'content-encoding': encoding },
});
const typed = (type: string, body: Buffer | string): ScriptedReply => ({
  body: Buffer.from(body),
  headers: { 'content-type': type },
});

describe('a body that cannot be decoded', () => {
  test.each([
    ['cut short', encoded('gzip', gzipSync(plain).subarray(0, -6)), 'protocol.bad_encoding'],
    [
      'broken inside',
      encoded('br', brotliCompressSync(Buffer.from(LARGE)).fill(0xff, 200, 300)),
      'protocol.bad_encoding',
    ],
    ['not encoded at all', encoded('gzip', plain), 'protocol.bad_encoding'],
    ['encoded in another way', encoded('br', gzipSync(plain)), 'protocol.bad_encoding'],
    ['encoded once, and named twice', encoded('gzip, gzip', gzipSync(plain)), 'protocol.bad_encoding'],
    ['in an encoding nobody knows', encoded('utf-8', plain), 'protocol.bad_encoding'],
    ['large, and cut short', encoded('gzip', gzipSync(LARGE).subarray(0, -6)), 'protocol.bad_encoding'],
    ['a bomb', encoded('gzip', gzipSync(Buffer.alloc(40_000_000))), 'limit.decoded_bytes'],
    ['in a charset that is none', typed('application/json; charset=utf-99', plain), 'protocol.bad_charset'],
  ])('%s is one error, whoever reads it', async (_, answer, code) => {
    for (const checks of [[], OK]) {
      const { codes, failures, totals } = await ask(answer, checks);
      expect([checks.length, codes, totals.ok]).toEqual([checks.length, { [code]: 2 }, 0]);
      expect(failures[0]?.side).toBe('target');
    }
  });

  test('of a refused status is shown as far as it goes: the status is the failure', async () => {
    for (const checks of [[], OK]) {
      expect((await ask(encoded('gzip', plain, 500), checks)).codes).toEqual({ 'http.5xx': 2 });
    }
  });

  test('because it is a part is no error: a range of an encoded body cannot be', async () => {
    const part = encoded('gzip', gzipSync(plain).subarray(8, 20), 206);
    expect((await ask(part, [])).codes).toEqual({});
    expect((await ask(part, [{ status: 206 }])).codes).toEqual({});
    expect((await ask(part, OK)).codes).toEqual({ 'check.json': 2 });
  });

  test('keeps its connection: the answer had come whole', async () => {
    const { totals } = await ask(encoded('gzip', plain), []);
    expect(totals).toMatchObject({ errors: 2, newConnections: 1 });
  });
});

describe('a body that can', () => {
  test.each([
    ['gzip', gzipSync(plain)],
    ['gzip', gzipSync(LARGE)],
    ['deflate', deflateSync(plain)],
    ['deflate', deflateRawSync(plain)],
    ['br', brotliCompressSync(plain)],
    ['zstd', zstdCompressSync(plain)],
    ['zstd', zstdCompressSync(LARGE)],
    ['gzip, br', brotliCompressSync(gzipSync(plain))],
    ['identity', plain],
    ['gzip', Buffer.alloc(0)],
  ])('encoded by %s is no error, whoever reads it', async (encoding, body) => {
    const reads = body.length === 0 ? [] : [OK];
    for (const checks of [[], ...reads])
      expect((await ask(encoded(encoding, body), checks)).codes).toEqual({});
  });

  test('has its decoded size, whoever reads it', async () => {
    const answer = encoded('gzip', gzipSync(Buffer.alloc(5_000, 'x')));
    for (const reader of [[], [{ contains: 'x' }]]) {
      expect((await ask(answer, [{ maxBytes: 5_000 }, ...reader])).codes).toEqual({});
      expect((await ask(answer, [{ maxBytes: 4_999 }, ...reader])).codes).toEqual({ 'check.size': 2 });
    }
  });

  test.each([
    ['UTF-8', 'application/json', Buffer.from(`\ufeff${JSON_TEXT}`)],
    ['UTF-8, by another name', 'application/json; charset=iso-8859-1', Buffer.from(`\ufeff${JSON_TEXT}`)],
    ['UTF-16, little end first', 'application/json', Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le')],
    ['UTF-16, big end first', 'application/json', Buffer.from(`\ufeff${JSON_TEXT}`, 'utf16le').swap16()],
  ])('with a byte order mark is read as %s', async (_, type, body) => {
    const checks = [...OK, { json: '/name', equals: 'caf\u00e9 \u20ac' }];
    expect((await ask(typed(type, body), checks)).codes).toEqual({});
    const packed = {
      ...typed(type, gzipSync(body)),
      headers: { 'content-type': type, 'content-encoding': 'gzip' },
    };
    expect((await ask(packed, checks)).codes).toEqual({});
  });

  test.each([
    ['text/plain; charset=utf-8', Buffer.from('\u20ac')],
    ['text/plain; boundary=x; charset="UTF8"', Buffer.from('\u20ac')],
    ['text/plain; format=flowed', Buffer.from('\u20ac')],
    ['text/plain; charset=windows-1252', Buffer.from([0x80])],
    ['text/plain; charset=utf-16le', Buffer.from('\u20ac', 'utf16le')],
    ['text/plain; charset=shift_jis', Buffer.from([0x83, 0x5c]), '\u30bd'],
    ['text/plain; charset=iso-8859-1', Buffer.from([0xe9]), '\u00e9'],
    ['application/octet-stream; charset=binary', Buffer.from([0xe9]), '\u00e9'],
  ])('of type %s is read in its charset', async (type, body, text = '\u20ac') => {
    expect((await ask(typed(type, body), [{ contains: text }])).codes).toEqual({});
    expect((await ask(typed(type, body), [])).codes).toEqual({});
  });
});
