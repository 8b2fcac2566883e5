import { afterEach, expect, it } from 'vitest';
import type { AlertDelivery } from '../../src/contract/alert.ts';
import { alertOf } from '../../src/main/services/alerts/alert-message.ts';
import { deliver } from '../../src/main/services/alerts/deliver.ts';
import { openApp } from '../support/opened-app.ts';
import { LOOPBACK, unusedPort } from '../support/ports.ts';
import { type RecordingServer, type ReplyScript, startRecordingServer } from '../support/recording-server.ts';
import { createTempDir } from '../support/temp-dir.ts';

const MESSAGE = { id: 'msg_run', body: '{"type":"run.failed"}' };
const SECRET = `whsec_${Buffer.alloc(24, 1).toString('base64')}`;
let server: RecordingServer | null = null;
afterEach(async () => {
  await server?.close();
  server = null;
});

/** Sent to a server with this script, on a clock of its own: waiting takes no time. */
async function sent(script: ReplyScript, allowedHosts: readonly string[] = [], url?: string) {
  server = await startRecordingServer(script);
  const waits: number[] = [];
  let now = 1_000_000;
  const delivered = await deliver(
    MESSAGE,
    { url: url ?? `${server.url}/hook`, key: Buffer.alloc(24, 1), allowedHosts },
    {
      now: () => now,
      random: () => 0.5,
      wait: async (ms) => {
        waits.push(ms);
        now += ms;
      },
    },
    new AbortController().signal,
  );
  const said = delivered.ok ? delivered.value : [delivered.failure.code, delivered.failure.message];
  return { said, waits, requests: server.requests };
}

it('a receiver that is down for ever gets five attempts, further and further apart, of one message', async () => {
  const { said, waits, requests } = await sent({ status: 500 });
  expect(said).toEqual([
    'alert.not_delivered',
    expect.stringMatching(
      /^The alert was not delivered to 127\.0\.0\.1:\d+: it answered 500 \(5 attempts in 15 s\)\.$/,
    ),
  ]);
  expect(waits).toEqual([1_000, 2_000, 4_000, 8_000]);
  const ids = new Set(
    requests.map(({ headers, body }) => `${String(headers['webhook-id'])} ${String(body)}`),
  );
  expect([requests.length, [...ids]]).toEqual([5, ['msg_run {"type":"run.failed"}']]);
  // Each attempt is signed anew, with its own time.
  expect(requests.map(({ headers }) => headers['webhook-timestamp'])).toEqual([
    '1000',
    '1001',
    '1003',
    '1007',
    '1015',
  ]);
  expect(new Set(requests.map(({ headers }) => headers['webhook-signature'])).size).toBe(5);
});

it('one that asks for patience gets it, within a minute', async () => {
  const busy = { status: 429, headers: { 'retry-after': '20' } };
  const { said, waits } = await sent([busy, busy, { status: 202 }]);
  expect([said, waits]).toEqual([3, [20_000, 20_000]]);
  await server?.close();
  const longer = await sent({ status: 503, headers: { 'retry-after': '3600' } });
  expect([longer.waits, longer.requests.length]).toEqual([[], 1]);
});

it.each([
  [
    'a redirect',
    { status: 302, headers: { location: 'https://elsewhere.example/?token=abcdef' } },
    'alert.redirected',
  ],
  ['a refusal', { status: 401 }, 'alert.refused'],
  ['an end', { status: 410 }, 'alert.refused'],
])('%s is not tried again', async (_, reply, code) => {
  const { said, requests } = await sent(reply);
  expect([Array.isArray(said) && said[0], requests.length]).toEqual([code, 1]);
  expect(String(said)).not.toContain('abcdef');
});

it('a connection that breaks, or is refused, is tried again', async () => {
  expect((await sent([{ destroy: true }, { status: 200 }])).said).toBe(2);
  await server?.close();
  const nowhere = await sent({}, [], `http://${LOOPBACK}:${await unusedPort()}/`);
  expect(nowhere.said).toEqual([
    'alert.not_delivered',
    expect.stringContaining('the connection was refused (5 attempts'),
  ]);
});

it('a host outside this machine is not contacted unless it is allowed', async () => {
  const { said } = await sent({}, [], 'http://192.0.2.1/hook');
  expect(said).toEqual([
    'guard.blocked_host',
    expect.stringContaining('not on this machine and was not allowed'),
  ]);
});

it('is tried with a button, and keeps no secret', async () => {
  server = await startRecordingServer({ status: 200 });
  using dir = createTempDir();
  const shown: string[] = [];
  const app = openApp(dir.path, { env: {} }, { notify: ({ body }) => shown.push(body) });
  const attempt = async (channel: 'webhook' | 'desktop'): Promise<AlertDelivery | string> => {
    const tried = await app.handlers['alerts.try']({ channel });
    return tried.ok ? tried.value : tried.failure.code;
  };
  try {
    expect(await attempt('webhook')).toBe('alert.no_webhook');
    const webhook = { url: `${server.url}/hook`, secretVariable: 'HOOK', allowHost: false };
    await app.handlers['alerts.set']({ webhook, desktop: true });
    expect(await attempt('webhook')).toBe('alert.no_secret');
    await app.handlers['secrets.set']({ variable: 'HOOK', text: 'short' });
    expect(await attempt('webhook')).toBe('alert.bad_secret');
    await app.handlers['secrets.set']({ variable: 'HOOK', text: SECRET });
    expect(await attempt('webhook')).toMatchObject({ outcome: 'delivered' });
    expect(JSON.parse(String(server.requests[0]?.body))).toMatchObject({ type: 'alert.test' });
    expect([await attempt('desktop'), shown]).toMatchObject([
      { outcome: 'delivered' },
      ['Alerts of Plimsoll arrive here.'],
    ]);
    const state = await app.handlers['alerts.get']({});
    expect(state.ok && [state.value.secret, state.value.webhook, state.value.desktop]).toEqual([
      'session',
      webhook,
      true,
    ]);
    const told = await app.handlers['alerts.set']({
      webhook: { ...webhook, url: 'https://me:pass@host.example/' },
    });
    expect(!told.ok && told.failure.code).toBe('alert.credential');
  } finally {
    await app.close();
  }
  const again = openApp(dir.path, { env: {} });
  try {
    const state = await again.handlers['alerts.get']({});
    expect(state.ok && state.value.secret).toBe('nowhere');
  } finally {
    await again.close();
  }
});

it('nothing is told of a run that a person stopped', () => {
  const on = { regression: true, gate: true, trust: true };
  const summary = { run: { state: 'stopped' }, overall: {}, trust: {} };
  expect(alertOf(summary as Parameters<typeof alertOf>[0], on)).toBeNull();
});
