import { describe, expect, it } from 'vitest';
import type { CheckSpec, ExtractSpec } from '../../../../../src/contract/plan-steps.ts';
import { checkPattern, compileAssertions } from '../../../../../src/workers/engine/values/assertions.ts';
import { makeResponse, makeSource } from './source.ts';

const RESPONSE = makeResponse({
  status: 200,
  headers: { 'content-type': 'application/json', 'set-cookie': 'sid=old; Path=/\nsid=new=1; HttpOnly\nx=y' },
  body: '{"valid":true,"items":[{"id":42}],"n":null}',
  timeMs: 12,
});
const judged = (check: CheckSpec, response = RESPONSE) => {
  const failure = compileAssertions([check], []).judge(response, makeSource().openScope(0));
  return failure === null ? 'good' : `${failure.code} ${failure.side}: ${failure.message}`;
};

describe('checks', () => {
  it.each<[CheckSpec, string]>([
    [{ status: 200 }, 'good'],
    [{ status: [201, 404] }, 'check.status target: status 200 instead of 201 or 404'],
    [{ header: 'Content-Type', contains: 'json' }, 'good'],
    [{ header: 'ETag' }, 'check.header target: header etag is missing'],
    [{ header: 'x', equals: 'y' }, 'check.header target: header x is missing'],
    [
      { header: 'content-type', equals: 'text/html' },
      'check.header target: header content-type is "application/json", not "text/html"',
    ],
    [{ json: '/items' }, 'good'],
    [{ json: '/n' }, 'good'],
    [{ json: '/n', equals: null }, 'good'],
    [{ json: '/valid', equals: true }, 'good'],
    [{ json: '/items', equals: [{ id: 42 }] }, 'good'],
    [{ json: '/valid', equals: 'true' }, 'check.json target: /valid is true, not "true"'],
    [{ json: '/instruments' }, 'check.json target: the response has no /instruments'],
    [
      { json: '/valid', equals: false, credential: true },
      'auth.rejected test: The service did not accept the credentials: /valid is true, not false.',
    ],
    [{ json: '/gone', equals: true, credential: true }, 'check.json target: the response has no /gone'],
    [{ anyOf: [{ json: '/data' }, { contains: '"id":42' }] }, 'good'],
    [{ anyOf: [{ header: 'content-type', contains: 'json' }, { json: '/data' }] }, 'good'],
    [{ anyOf: [{ json: '/data' }, { contains: '# TYPE' }] }, 'check.json target: the response has no /data'],
    [{ contains: '"id":42' }, 'good'],
    [{ contains: 'nope' }, 'check.contains target: the body does not contain "nope"'],
    [{ maxBytes: 43 }, 'good'],
    [{ maxBytes: 42 }, 'check.size target: the body has 43 bytes, more than 42'],
    [{ maxTime: 12 }, 'good'],
    [{ maxTime: 11 }, 'check.time target: the response took longer than 11 ms'],
  ])('%j: %s', (check, verdict) => {
    expect(judged(check)).toBe(verdict);
  });

  it('read JSON behind a byte order mark', () => {
    const judge = makeSource().compileAssertions([{ json: '/ok', equals: true }], []);
    const marked = makeResponse({ body: '\ufeff{"ok":true}' });
    expect(judge.judge(marked, makeSource().openScope(0))).toBeNull();
  });

  it('says what came where JSON was expected', () => {
    expect(judged({ json: '/a' }, makeResponse({ body: '<html>' }))).toBe(
      'check.json target: the body is not JSON: "<html>"',
    );
    expect(judged({ json: '/a' }, makeResponse({ body: '' }))).toBe(
      'check.json target: the body is not JSON: it is empty',
    );
  });

  it('compares objects whatever the order of their keys', () => {
    const response = makeResponse({ body: '{"o":{"a":1,"b":[2]}}' });
    expect(judged({ json: '/o', equals: { b: [2], a: 1 } }, response)).toBe('good');
  });

  it('asks for the body and the headers only where a check looks at them', () => {
    const needs = (check: CheckSpec) => {
      const judge = compileAssertions([check], []);
      return [judge.needsBody, judge.needsHeaders];
    };
    expect(needs({ status: 200 })).toEqual([false, false]);
    expect(needs({ maxBytes: 1 })).toEqual([false, false]);
    expect(needs({ header: 'a', contains: 'b' })).toEqual([false, true]);
    expect(needs({ contains: 'b' })).toEqual([true, false]);
    expect(needs({ json: '' })).toEqual([true, false]);
  });
});

describe('extracts', () => {
  const taken = (extract: ExtractSpec) => {
    const scope = makeSource().openScope(0);
    const failure = compileAssertions([], [extract]).judge(RESPONSE, scope);
    return failure === null ? scope.get('x') : failure.message;
  };
  it.each<[ExtractSpec, unknown]>([
    [{ to: 'x', json: '/items/0/id' }, 42],
    [{ to: 'x', json: '$.items[*].id' }, 42],
    [{ to: 'x', header: 'Content-Type' }, 'application/json'],
    [{ to: 'x', regex: '"id":(\\d+)' }, '42'],
    [{ to: 'x', regex: '"id":\\d+' }, '"id":42'],
    [{ to: 'x', regex: '"(\\w+)":(\\w+)', group: 2 }, 'true'],
    [{ to: 'x', cookie: 'sid' }, 'new=1'],
    [{ to: 'x', json: '/nope' }, 'the response has no JSON at /nope to extract x from'],
    [{ to: 'x', cookie: 'nope' }, 'the response has no cookie nope to extract x from'],
    [{ to: 'x', regex: 'z', group: 5 }, 'the response has no match of z to extract x from'],
  ])('%j gives %j', (extract, value) => {
    expect(taken(extract)).toEqual(value);
  });

  it.each<[ExtractSpec, string, unknown]>([
    [
      { to: 'x', json: '/id' },
      '{"id":12345678901234567890}',
      'extract.inexact test: x would be a number too large to be kept exactly, from the JSON at /id',
    ],
    [
      { to: 'x', json: '/o' },
      '{"o":{"ids":[1,9007199254740993]}}',
      'extract.inexact test: x would be a number too large to be kept exactly, from the JSON at /o',
    ],
    [
      { to: 'x', json: '/id' },
      '{"id":-1e999}',
      'extract.inexact test: x would be a number too large to be kept exactly, from the JSON at /id',
    ],
    [
      { to: 'x', json: '/id' },
      '{"id":9223372036854775808}',
      'extract.inexact test: x would be a number too large to be kept exactly, from the JSON at /id',
    ],
    [{ to: 'x', json: '/id' }, '{"id":9007199254740992}', 9007199254740992],
    [{ to: 'x', json: '/id' }, '{"id":-12345678901234567000}', -12345678901234567000],
    [{ to: 'x', json: '/id' }, '{"id":1000000000000000000000}', 1e21],
    [{ to: 'x', json: '/id' }, '{"id":7,"other":12345678901234567890}', 7],
    [{ to: 'x', json: '/id' }, '{"id":1e21}', 1e21],
    [{ to: 'x', json: '/id' }, '{"id":"12345678901234567890"}', '12345678901234567890'],
    [{ to: 'x', regex: '"id":(\\d+)' }, '{"id":12345678901234567890}', '12345678901234567890'],
  ])('%j of %s: %j', (extract, body, expected) => {
    const scope = makeSource().openScope(0);
    const failure = compileAssertions([], [extract]).judge(makeResponse({ body }), scope);
    const said = failure === null ? scope.get('x') : `${failure.code} ${failure.side}: ${failure.message}`;
    expect(said).toEqual(expected);
    if (failure !== null) expect(scope.get('x')).toBeUndefined();
  });

  it('takes nothing out of an answer whose checks fail', () => {
    const scope = makeSource().openScope(0);
    compileAssertions([{ status: 500 }], [{ to: 'x', json: '/valid' }]).judge(RESPONSE, scope);
    expect(scope.get('x')).toBeUndefined();
  });

  it('refuses patterns that could be made slow, and runs the rest in linear time', () => {
    expect(checkPattern('(a)\\1').ok).toBe(false);
    expect(checkPattern('(?=a)').ok).toBe(false);
    const judge = compileAssertions([], [{ to: 'x', regex: '(a+)+$' }]);
    const response = makeResponse({ body: `${'a'.repeat(20_000)}b` });
    expect(judge.judge(response, makeSource().openScope(0))?.code).toBe('extract.missing');
  });
});
