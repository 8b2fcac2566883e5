import { describe, expect, it } from 'vitest';
import type { ExtractSpec } from '../../../../../src/contract/plan-steps.ts';
import { ThreadMeter } from '../../../../../src/workers/engine/measure/meter.ts';
import { emptySample } from '../../../../../src/workers/engine/measure/sample.ts';
import { secrecyOf } from '../../../../../src/workers/engine/values/secrecy.ts';
import { makeHttp, makeSeries, makeStep } from '../../../../support/made-plan.ts';
import { makeResponse, makeSource } from './source.ts';

describe('what an extraction takes', () => {
  it.each<[ExtractSpec, ReturnType<typeof secrecyOf>]>([
    [{ to: 'ref', json: '/ref', secret: true }, 'always'],
    [{ to: 'token', json: '/t' }, 'always'],
    [{ to: 'ref', json: '/data/access_token' }, 'always'],
    [{ to: 'ref', header: 'X-Api-Key' }, 'always'],
    [{ to: 'ref', cookie: 'cart' }, 'always'],
    [{ to: 'ref', regex: 'csrf_token" value="([^"]+)' }, 'always'],
    [{ to: 'order', json: '/id' }, 'by-looks'],
    [{ to: 'order', regex: 'order=(\\d+)' }, 'by-looks'],
    [{ to: 'token', json: '/token', secret: false }, null],
  ])('%o is a secret: %s', (spec, secrecy) => expect(secrecyOf(spec)).toBe(secrecy));
});

/** A scope of a plan whose one step takes these out. */
function scopeOf(extract: readonly ExtractSpec[], values = {}) {
  const tasks = [{ name: 't', weight: 1, steps: [makeStep(0, { extract })] }];
  const source = makeSource({ values, scenarios: [makeHttp({ tasks })] });
  return { source, scope: source.openScope(0) };
}

describe('a user', () => {
  it('knows the secrets it holds, those in what it was given whole, and tokens by their looks', () => {
    const { source, scope } = scopeOf([
      { to: 'login', json: '', secret: true },
      { to: 'order', json: '/id' },
      { to: 'page', json: '/page' },
    ]);
    source.compileText('{{ login }} {{ order }} {{ page }}');
    scope.set('login', { key: 'abcd', more: [{ pin: 12_345 }] });
    scope.set('order', 'order-17');
    scope.set('page', 'xK9d8s7Jq2Lm4n5B6v7C8x');
    expect(scope.secrets()).toEqual([
      ['login', 'abcd'],
      ['login', '12345'],
      ['page', 'xK9d8s7Jq2Lm4n5B6v7C8x'],
    ]);
  });

  it('knows what a shared setup got, and what it made up under the name of a credential', () => {
    const { source, scope } = scopeOf([{ to: 'token', json: '/t' }], {
      password: { uuid: true },
      order: { uuid: true },
    });
    source.sharedOf(0).set('token', 'of everybody');
    const text = source.compileText('{{ password }} {{ order }}').render(scope);
    expect(scope.secrets()).toEqual([
      ['token', 'of everybody'],
      ['password', text.split(' ')[0]],
    ]);
  });

  it('knows the cookies it keeps that are credentials by their name or their looks', () => {
    const scope = makeSource({ keepCookies: true }).openScope(0);
    const from = { secure: false, host: 'localhost', path: '/' };
    scope.cookies?.store(['sid=s-1', 'theme=dark', 'x=xK9d8s7Jq2Lm4n5B6v7C8x'], from);
    expect(scope.secrets()).toEqual([
      ['sid', 's-1'],
      ['x', 'xK9d8s7Jq2Lm4n5B6v7C8x'],
    ]);
    expect(makeSource().openScope(0).cookies).toBeNull();
  });

  it.each<[string, Partial<ExtractSpec>]>([
    ['called one', { secret: true }],
    ['that looks like one', {}],
  ])('knows a secret %s that an answer replaced until its next iteration', (_, said) => {
    const extract = [{ to: 'handle', json: '/handle', ...said }] as ExtractSpec[];
    const { source, scope } = scopeOf(extract);
    const path = source.compilePath('/s/{{ handle }}/next');
    const judge = source.compileAssertions([], extract);
    const answer = (handle: string) => makeResponse({ body: JSON.stringify({ handle }) });
    const [login, next, last] = [
      'xK9d8s7Jq2Lm4n5B6v7C8x',
      'aB3d8s7Jq2Lm4n5B6v7C8y',
      'pQ5d8s7Jq2Lm4n5B6v7C8z',
    ];
    judge.judge(answer(login), scope);
    const sent = path.render(scope);
    judge.judge(answer(next), scope);
    expect(sent).toBe(`/s/${login}/next`);
    expect(scope.secrets()).toEqual([
      ['handle', next],
      ['handle', login],
    ]);
    scope.beginIteration();
    expect(scope.secrets()).toEqual([['handle', next]]);
    judge.judge(answer(last), scope);
    expect(scope.secrets()).toEqual([
      ['handle', last],
      ['handle', next],
    ]);
  });

  it('knows what an answer took the place of: a value of the plan, and one that a shared setup has renewed', () => {
    const { source, scope } = scopeOf([{ to: 'token', json: '/t' }], { token: { uuid: true } });
    const made = source.compileText('{{ token }}').render(scope);
    scope.set('token', 'own');
    expect(scope.secrets().map(([, text]) => text)).toEqual(['own', made]);
    const other = source.openScope(1);
    for (const token of ['of everybody', 'renewed']) {
      source.sharedOf(0).beginIteration();
      source.sharedOf(0).set('token', token);
    }
    other.beginIteration();
    const texts = () => new Set(other.secrets().map(([, text]) => text));
    expect(texts()).toEqual(new Set(['renewed', 'of everybody']));
    other.set('token', 'own');
    expect(texts()).toEqual(new Set(['own', 'renewed', 'of everybody']));
  });

  it('keeps no more than twenty replaced secrets, those of the latest answers', () => {
    const { scope } = scopeOf([{ to: 'token', json: '/t' }]);
    for (let step = 0; step < 1_000; step += 1) scope.set('token', `t-${step}`);
    const texts = scope.secrets().map(([, text]) => text);
    expect([texts.length, texts[0], texts[1], texts.at(-1)]).toEqual([21, 't-999', 't-979', 't-998']);
  });

  it('knows a cookie that an answer replaced or ended until its next iteration', () => {
    const scope = makeSource({ keepCookies: true }).openScope(0);
    const from = { secure: false, host: 'localhost', path: '/' };
    scope.cookies?.store(['sid=s-1', 'token=t-1'], from);
    scope.cookies?.store(['sid=s-2', 'token=; Max-Age=0'], from);
    expect(scope.secrets()).toEqual([
      ['sid', 's-2'],
      ['sid', 's-1'],
      ['token', 't-1'],
    ]);
    scope.beginIteration();
    expect(scope.secrets()).toEqual([['sid', 's-2']]);
  });

  it('keeps no more of the cookies that were replaced than of those it has, and what a shared setup took back', () => {
    const source = makeSource({ keepCookies: true });
    const shared = source.sharedOf(0).cookies;
    const jar = source.openScope(0).cookies;
    const from = { secure: false, host: 'localhost', path: '/' };
    shared?.store('sid=s-1', from);
    expect(jar?.headerFor(from)).toBe('sid=s-1');
    shared?.store('sid=; Max-Age=0', from);
    expect([jar?.headerFor(from), jar?.replaced.map(({ value }) => value)]).toEqual(['', ['s-1']]);
    for (let nth = 0; nth < 200; nth += 1) jar?.store(`a=${String(nth).padStart(4_000, '0')}`, from);
    // Of 4,011 characters each, name, host and path told.
    expect(jar?.replaced.length).toBe(16);
    expect(jar?.replaced.at(-1)?.value.endsWith('198')).toBe(true);
  });

  it('knows the secret of an answer that is no good, without using it', () => {
    const extract: ExtractSpec[] = [{ to: 'ref', json: '/ref', secret: true }];
    const { source, scope } = scopeOf(extract);
    const judge = source.compileAssertions([{ json: '/ok', equals: true }], extract);
    expect(judge.judge(makeResponse({ body: '{"ok":false,"ref":"r-1"}' }), scope)?.code).toBe('check.json');
    expect([scope.get('ref'), scope.secrets()]).toEqual([undefined, [['ref', 'r-1']]]);
    judge.learn(makeResponse({ status: 500, body: '{"ref":"r-2"}' }), scope);
    expect(scope.secrets()).toEqual([['ref', 'r-2']]);
  });
});

describe('a load thread', () => {
  it('tells the secrets of whoever is kept as they were then, of nobody else, and once', () => {
    const meter = new ThreadMeter([makeSeries()], 0, 1);
    let token = 'first';
    const holder = { secrets: () => [['token', token] as const] };
    const sample = { ...emptySample(), startedUs: 0, status: 200, holder };
    meter.sent(0);
    meter.ended({ ...sample, endedUs: 900 });
    token = 'renewed';
    meter.sent(0);
    const failure = { code: 'http.5xx', side: 'target', message: '', hint: '' } as const;
    meter.ended({ ...sample, endedUs: 500, failure });
    token = 'of later';
    meter.sent(0);
    meter.ended({ ...sample, endedUs: 400, failure });
    const { secrets, exemplars } = meter.flush(true);
    expect(secrets.toSorted()).toEqual([
      ['token', 'first'],
      ['token', 'renewed'],
    ]);
    expect(exemplars.length).toBe(2);
    expect(structuredClone(exemplars)).toEqual(exemplars);
    expect(meter.flush(true).secrets).toEqual([]);
  });
});
