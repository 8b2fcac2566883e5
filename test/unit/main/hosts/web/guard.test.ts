import { describe, expect, it } from 'vitest';
import { SECURITY_HEADERS, whyRefused } from '../../../../../src/main/hosts/web/guard.ts';

const PORT = 4321;
const ask = (headers: Record<string, string>, needsOrigin = false, method = 'GET') =>
  whyRefused({ method, headers, needsOrigin }, PORT);

describe('who may ask the web host', () => {
  it.each(['127.0.0.1:4321', 'localhost:4321', '[::1]:4321'])('serves host %s', (host) => {
    expect(ask({ host })).toBeNull();
    expect(ask({ host, origin: `http://${host}` }, true)).toBeNull();
  });

  it.each([
    'evil.example',
    '127.0.0.1',
    '127.0.0.1:4322',
    'localhost.evil:4321',
    '0.0.0.0:4321',
    '',
    '127.0.0.1:4321.evil',
  ])('refuses host "%s" (DNS rebinding)', (host) => expect(ask({ host })).toBe('unknown host'));

  it.each([
    'http://evil.example',
    'https://127.0.0.1:4321',
    'http://127.0.0.1:9',
    'null',
    'http://localhost:4321',
  ])('refuses origin %s for host 127.0.0.1:4321', (origin) =>
    expect(ask({ host: '127.0.0.1:4321', origin })).toBe('foreign origin'),
  );

  it('wants an origin for a socket or a change of state', () => {
    expect(ask({ host: '127.0.0.1:4321' }, true)).toBe('no origin');
  });

  it('refuses what another site or another port sends, save a person opening the page', () => {
    const host = '127.0.0.1:4321';
    expect(ask({ host, 'sec-fetch-site': 'cross-site' })).toBe('cross-site request');
    expect(ask({ host, 'sec-fetch-site': 'same-site' })).toBe('request from another port');
    expect(ask({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).toBeNull();
    expect(ask({ host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }, false, 'POST')).toBe(
      'cross-site request',
    );
    expect(ask({ host, 'sec-fetch-site': 'same-origin' })).toBeNull();
  });

  it('sends a policy without any unsafe source, and allows no sharing', () => {
    expect(SECURITY_HEADERS['content-security-policy']).not.toContain('unsafe');
    expect(Object.keys(SECURITY_HEADERS).some((name) => name.startsWith('access-control'))).toBe(false);
    expect(SECURITY_HEADERS['cache-control']).toBe('no-store');
  });
});

it('refuses two hosts, whichever of them is ours', () => {
  const headers = { host: `127.0.0.1:${PORT}` };
  const asked = (rawHeaders: string[]) =>
    whyRefused({ method: 'GET', headers, rawHeaders, needsOrigin: false }, PORT);
  expect(asked(['Host', `127.0.0.1:${PORT}`, 'hOST', 'evil.example'])).toBe('two hosts');
  expect(asked(['Host', `127.0.0.1:${PORT}`, 'X-Of', 'host'])).toBeNull();
});
