import { describe, expect, it } from 'vitest';
import type { CheckSpec } from '../../../../src/contract/plan-steps.ts';
import { createRedactor } from '../../../../src/main/services/secrets/redact.ts';
import { failureFor } from '../../../../src/workers/engine/drivers/failure-codes.ts';
import { compileAssertions } from '../../../../src/workers/engine/values/assertions.ts';
import { makeResponse, makeSource } from '../../workers/engine/values/source.ts';

const TOKEN = `eyJhbGciOiJIUzI1NiJ9.${'c2lnbmF0dXJl'.repeat(12)}`;
const PASSWORD = 'pa"ss\\word/é1';
const redact = createRedactor(Object.entries({ token: TOKEN, pw: PASSWORD }));

function said(check: CheckSpec, body: string): string {
  const failure = compileAssertions([check], []).judge(makeResponse({ body }), makeSource().openScope(0));
  return redact(failure?.message ?? 'good');
}

describe('a secret that a message cuts in the middle', () => {
  it.each([
    [{ body: TOKEN }, '/body is "[secret token]…", not "zzz"'],
    [{ body: `Bearer ${TOKEN}` }, '/body is "Bearer [secret token]…", not "zzz"'],
    [{ body: `${'-'.repeat(76)}${TOKEN}` }, `/body is "${'-'.repeat(76)}[secret token]…", not "zzz"`],
    [{ body: { t: TOKEN } }, '/body is {"t":"[secret token]…, not "zzz"'],
    [{ body: `${'-'.repeat(74)}${PASSWORD}` }, `/body is "${'-'.repeat(74)}[secret pw]…", not "zzz"`],
  ])('is hidden in %j', (answer, message) => {
    expect(said({ json: '/body', equals: 'zzz' }, JSON.stringify(answer))).toBe(message);
  });

  it('is hidden where the cut falls into a character of two halves', () => {
    const emoji = createRedactor(Object.entries({ moods: '😀😁😂😃😄😅' }));
    const failure = compileAssertions([{ json: '', equals: 1 }], []).judge(
      makeResponse({ body: JSON.stringify(`${'-'.repeat(75)}😀😁😂😃😄😅`) }),
      makeSource().openScope(0),
    );
    expect(emoji(failure?.message ?? 'good')).toBe(` is "${'-'.repeat(75)}[secret moods]…", not 1`);
  });

  it('is hidden where a failure cuts its detail', () => {
    const failure = failureFor('redirect.bad_location', `${'x'.repeat(250)}${TOKEN}`);
    expect(redact(failure.message)).toBe(
      `${failureFor('redirect.bad_location').message.slice(0, -1)}: ${'x'.repeat(250)}[secret token]….`,
    );
  });

  it('is known by four characters, and a cut after anything else is left alone', () => {
    expect(redact('eyJh… eyJ… xyz… eyJhbGci done')).toBe('[secret token]… eyJ… xyz… eyJhbGci done');
  });
});

describe('a secret escaped more than once', () => {
  const once = JSON.stringify({ k: PASSWORD });
  const twice = JSON.stringify({ body: once });

  it('is hidden in JSON inside a text of JSON', () => {
    expect(said({ json: '/body', equals: 'zzz' }, twice)).toBe(
      String.raw`/body is "{\"k\":\"[secret pw]\"}", not "zzz"`,
    );
  });

  it('is hidden in an answer that is not JSON and holds all of that', () => {
    expect(said({ json: '/body' }, `> ${twice}`)).toBe(
      `the body is not JSON: ${JSON.stringify(`> ${twice}`).replace(inside(inside(inside(PASSWORD))), '[secret pw]')}`,
    );
  });

  it.each([
    [
      'in the URL of JSON',
      encodeURIComponent(once),
      encodeURIComponent('{"k":"_"}').replace('_', '[secret pw]'),
    ],
    [
      'in JSON without a letter beyond ASCII',
      String.raw`{"k":"pa\"ss\\word/\u00e91"}`,
      '{"k":"[secret pw]"}',
    ],
    ['in HTML', '<p>pa&quot;ss\\word/é1</p>', '<p>[secret pw]</p>'],
  ])('is hidden %s', (_, text, hidden) => {
    expect(redact(text)).toBe(hidden);
  });
});

function inside(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
