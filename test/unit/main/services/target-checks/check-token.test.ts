import { describe, expect, it } from 'vitest';
import { checkTokens } from '../../../../../src/main/services/target-checks/check-token.ts';

const NOW_S = Date.parse('2026-11-30T12:00:00Z') / 1_000;

function jwt(claims: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'none', note: '>>>???' })}.${part(claims)}.c2lnbmF0dXJl`;
}

function check(...texts: (string | null)[]) {
  return checkTokens(
    texts.map((text, at) => ({ name: `T${at + 1}`, text })),
    NOW_S * 1_000,
  );
}

describe('a token', () => {
  it.each([
    ['that has expired', { exp: NOW_S - 180 }, 'failed', 'T1 expired at 2026-11-30T11:57:00Z.'],
    ['that expires now', { exp: NOW_S }, 'failed', 'T1 expired at 2026-11-30T12:00:00Z.'],
    ['that ends soon', { exp: NOW_S + 599 }, 'warn', 'T1 is good until 2026-11-30T12:09:59Z.'],
    ['that is good', { exp: NOW_S + 7_200 }, 'ok', 'T1 is good until 2026-11-30T14:00:00Z.'],
    [
      'of tomorrow',
      { nbf: NOW_S + 60, exp: NOW_S + 120 },
      'failed',
      'T1 is not valid before 2026-11-30T12:01:00Z.',
    ],
    ['without an end', { sub: 'me' }, 'ok', 'T1 says nothing of when it ends.'],
    ['whose end is no time', { exp: 'never' }, 'ok', 'T1 says nothing of when it ends.'],
    ['that ends after all calendars', { exp: 1e300 }, 'ok', 'T1 is good until 1e+300.'],
  ])('%s', (_, claims, state, sentence) => {
    expect(check(jwt(claims))).toMatchObject({ state, sentence });
  });

  it('with its scheme is read as without', () => {
    expect(check(`Bearer ${jwt({ exp: NOW_S - 180 })}`).figure).toBe('expired 3 min ago');
  });

  it.each([
    'opaque-token',
    'a.b.c',
    `eyJhbGciOiJub25lIn0.${Buffer.from('[1]').toString('base64url')}.x`,
    'a.b.c.d.e',
  ])('that is no JWT can be judged by the service alone: %s', (text) => {
    expect(check(text)).toEqual({
      state: 'not here',
      sentence: 'T1 is opaque: only the service can tell whether it is still good.',
      wayOut: '',
    });
  });

  it('that is not set is told, and of several what is worst', () => {
    expect(check(jwt({ exp: NOW_S + 9_999 }), null, 'opaque', null)).toMatchObject({
      state: 'failed',
      sentence: 'T2 is not set. T4 is not set.',
    });
    expect(check()).toMatchObject({ state: 'not here', sentence: 'No token was given.' });
  });
});
