/** Each HTTP fault does to a plain undici client what the catalogue says it does. */
import { Client } from 'undici';
import { expect, test } from 'vitest';
import { faultById, startHostedFault } from '../../support/fault-server.ts';
import type { FaultCase, FaultTarget } from '../../support/faults/fault-case.ts';

/** undici's own timeouts fire up to a second late; ours must leave them that time. */
const PATIENCE_MS = 2_000;
const UNDICI_TIMEOUT_MS = 300;

function clientOf(fault: FaultCase, target: FaultTarget): Client {
  const { origin } = new URL(target.url);
  return new Client(origin, {
    headersTimeout: UNDICI_TIMEOUT_MS,
    bodyTimeout: UNDICI_TIMEOUT_MS,
    maxResponseSize: fault.client?.maxBodyBytes ?? -1,
    connect: {
      timeout: UNDICI_TIMEOUT_MS,
      ...(target.ca === undefined ? {} : { ca: target.ca }),
      ...(target.lookup === undefined ? {} : { lookup: target.lookup }),
    },
  });
}

async function ask(client: Client, fault: FaultCase): Promise<string> {
  const { method = 'GET', requestBodyBytes = 0 } = fault.client ?? {};
  const body = requestBodyBytes > 0 ? Buffer.alloc(requestBodyBytes) : null;
  const response = await client.request({ path: '/', method: method as 'GET', body });
  const text = await response.body.text();
  return `${response.statusCode} ${text.length > 20 ? `${text.length} characters` : text}`;
}

/** `status body`, the error's code or (where it has none) its message, or `nothing` when undici never gave up. */
async function outcomes(id: string): Promise<string[]> {
  const fault = faultById(id);
  const target = await fault.start();
  const client = clientOf(fault, target);
  const seen: string[] = [];
  try {
    for (let i = 0; i < (fault.client?.requests ?? 1); i += 1) {
      const patience = Promise.withResolvers<string>();
      const timer = setTimeout(() => patience.resolve('nothing'), PATIENCE_MS);
      const raised = ask(client, fault).catch((error: NodeJS.ErrnoException) => error.code ?? error.message);
      seen.push(await Promise.race([raised, patience.promise]));
      clearTimeout(timer);
    }
  } finally {
    client.destroy().catch(() => {});
    await target.close();
  }
  return seen;
}

const PARSER = (detail: string) => `Response does not match the HTTP/1.1 protocol (${detail})`;

// What undici 8.12.4 raises.
const RAISED: readonly [string, ...string[]][] = [
  ['F01', 'ECONNREFUSED'],
  ['F02', 'UND_ERR_CONNECT_TIMEOUT'],
  ['F04', 'UND_ERR_SOCKET'],
  ['F05', 'ECONNRESET'],
  ['F06', 'UND_ERR_SOCKET'],
  ['F07', 'ECONNRESET'],
  ['F08', 'UND_ERR_HEADERS_TIMEOUT'],
  ['F09', 'UND_ERR_HEADERS_TIMEOUT'],
  ['F10', 'UND_ERR_HEADERS_TIMEOUT'],
  ['F11', 'UND_ERR_HEADERS_TIMEOUT'],
  ['F12', 'UND_ERR_BODY_TIMEOUT'],
  ['F13', 'nothing'],
  ['F14', 'UND_ERR_SOCKET'],
  ['F15', 'ECONNRESET'],
  ['F16', 'UND_ERR_SOCKET'],
  ['F17', 'UND_ERR_SOCKET'],
  ['F18', PARSER('Invalid character in chunk size')],
  ['F19', PARSER('Chunk size overflow')],
  ['F21', PARSER('Expected HTTP/, RTSP/ or ICE/')],
  ['F23', PARSER('Invalid response status')],
  ['F24', PARSER('Invalid header token')],
  ['F26', PARSER('Missing expected CR after header value')],
  ['F27', 'UND_ERR_HEADERS_OVERFLOW'],
  ['F28', 'UND_ERR_HEADERS_OVERFLOW'],
  ['F29', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH'],
  ['F31', PARSER('Invalid character in Content-Length')],
  ['F32', '200 answer 0', '200 answer 1', '200 answer 2'],
  ['F32-forged', '200 answer 0', '200 answer 1', '200 answer 2'],
  ['F34-204', '204 ', '200 answer 1', '200 answer 2'],
  ['F34-304', '304 ', '200 answer 1', '200 answer 2'],
  ['F35', '200 old but fine'],
  ['F36', '200 final'],
  ['F37', 'nothing'],
  ['F40', 'UND_ERR_RES_EXCEEDED_MAX_SIZE'],
  ['F41', 'UND_ERR_BODY_TIMEOUT'],
  ['F44', '302 '],
  ['F45-allowed', '302 '],
  ['F46', '302 '],
  ['F48', '413 '],
  ['F51', '200 fresh', 'UND_ERR_SOCKET'],
  ['F52', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ['F53', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ['F54', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['F55', 'CERT_HAS_EXPIRED'],
  ['F56', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ['F58', 'UND_ERR_CONNECT_TIMEOUT'],
  ['F59', 'ECONNRESET'],
  ['F61', 'UND_ERR_SOCKET'],
  ['F62', 'ENOTFOUND'],
  ['F63', 'UND_ERR_CONNECT_TIMEOUT'],
  ['F66', '500 oops'],
  ['F67', '429 '],
  ['X-not-yet-valid', 'CERT_NOT_YET_VALID'],
  ['X-tls-version', 'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION'],
];

test.concurrent.each(RAISED)('%s', async (id, ...raised) => {
  expect(await outcomes(id)).toEqual(raised);
});

test('F42: 260 KB on the wire', async () => {
  const target = await faultById('F42').start();
  const response = await fetch(target.url, { headers: { 'accept-encoding': 'identity' } });
  expect(Number(response.headers.get('content-length'))).toBeLessThan(270_000);
  await response.body?.cancel();
  await target.close();
});

test('F71: after the change, the name leads to the other server', async () => {
  const fault = faultById('F71');
  const target = await fault.start();
  const before = clientOf(fault, target);
  expect(await ask(before, fault)).toBe('200 first');
  await target.act?.();
  const after = clientOf(fault, target);
  expect(await ask(after, fault)).toBe('200 second');
  expect(await ask(before, fault)).toBe('200 first');
  await Promise.all([before.destroy(), after.destroy(), target.close()]);
});

test('F72: gone for two seconds, then back on the same port', async () => {
  const fault = faultById('F72');
  const target = await fault.start();
  const client = clientOf(fault, target);
  expect(await ask(client, fault)).toBe('200 fresh');
  const back = target.act?.();
  await expect.poll(() => ask(client, fault).catch((error) => error.code)).toBe('ECONNREFUSED');
  await back;
  expect(await ask(client, fault)).toBe('200 fresh');
  expect(target.counts().requests).toBe(2);
  await Promise.all([client.destroy(), target.close()]);
});

test('a fault can be served by a process of its own', async () => {
  const hosted = await startHostedFault('F55');
  expect(hosted.ca).toMatch(/^-----BEGIN CERTIFICATE-----/);
  const client = new Client(new URL(hosted.url).origin, { connect: { ca: hosted.ca ?? '' } });
  await expect(client.request({ path: '/', method: 'GET' })).rejects.toMatchObject({
    code: 'CERT_HAS_EXPIRED',
  });
  expect((await hosted.counts()).connections).toBe(1);
  await client.destroy();
  await hosted.close();
  await expect(startHostedFault('F62')).rejects.toThrow('F62 needs a lookup');
});
