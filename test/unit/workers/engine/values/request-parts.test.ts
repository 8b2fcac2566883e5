import { describe, expect, it } from 'vitest';
import { makeSource } from './source.ts';

const values = { name: 'a b/c?d=é&"', id: { counter: { from: 7 } } };

describe('paths', () => {
  it.each([
    ['/plain?x=1', '/plain?x=1'],
    ['/users/{{ name }}', '/users/a%20b%2Fc%3Fd%3D%C3%A9%26%22'],
    ['/next{{ name | raw }}', '/nexta%20b/c?d=%C3%A9&"'],
    ['/ünïts/a b?q=%20', '/%C3%BCn%C3%AFts/a%20b?q=%20'],
    ['ws://h:1/s?token={{ name | json }}', 'ws://h:1/s?token="a%20b/c?d=%C3%A9&\\""'],
  ])('%s', (template, path) => {
    const source = makeSource({ values });
    expect(source.compilePath(template).constant).toBe(path);
  });

  it('renders the changing part at each iteration', () => {
    const source = makeSource({ values });
    const path = source.compilePath('/users/{{ id }}/{{ id | raw }}');
    const scope = source.openScope(0);
    const first = path.render(scope);
    scope.beginIteration();
    expect([path.constant, first, path.render(scope)]).toEqual([null, '/users/7/7', '/users/8/8']);
  });
});

describe('headers', () => {
  it('gives the same array every time where nothing changes', () => {
    const source = makeSource({ values: { token: 't' } });
    const headers = source.compileHeaders({ Authorization: 'Bearer {{ token }}', 'X-Plan': 'é' });
    const scope = source.openScope(0);
    expect(headers.constant).toEqual(['authorization', 'Bearer t', 'x-plan', 'é']);
    expect(headers.render(scope)).toBe(headers.constant);
  });

  it('tells which of them hold a secret: a reference, what is called one, or what is made of these', () => {
    const source = makeSource({
      values: {
        tok: { env: 'TOK', default: 't' },
        vault: { secret: 'vault' },
        made: 'a {{ tok }}',
        both: { object: { of: '{{ made }}' } },
        password: 'p',
        plain: 'x',
        id: { counter: { from: 7 } },
      },
    });
    const { secrets } = source.compileHeaders({
      ...Object.fromEntries(
        ['tok', 'vault', 'made', 'both', 'password', 'plain', 'id'].map((name) => [
          `X-${name}`,
          `{{ ${name} }}`,
        ]),
      ),
      'X-Text': 'tok',
      'X-Property': '{{ both.of }}',
    });
    expect([...secrets]).toEqual(['x-tok', 'x-vault', 'x-made', 'x-both', 'x-password', 'x-property']);
  });

  it.each(['a\r\nevil: 1', 'nul\u0000', 'emoji 🚢'])('reports %j and leaves it out', (text) => {
    const source = makeSource();
    const headers = source.compileHeaders({ 'X-Name': '{{ given }}' });
    const scope = source.openScope(0);
    scope.set('given', text);
    expect(headers.render(scope)).toEqual(['x-name', '']);
    expect(scope.takeProblem()).toMatchObject({ code: 'value.header', side: 'test' });
  });
});

describe('bodies', () => {
  const render = (body: Parameters<ReturnType<typeof makeSource>['compileBody']>[0]) => {
    const source = makeSource({
      values: { ...values, flag: true, none: { value: null } },
      inputs: { files: { 'a.bin': new Uint8Array([1, 2]) } },
    });
    const compiled = source.compileBody(body);
    return compiled === null ? null : [compiled.render(source.openScope(0)), compiled.contentType];
  };

  it('writes JSON with typed values', () => {
    const json = {
      id: '{{ id }}',
      text: 'n={{ id }}',
      quote: '<{{ name }}>',
      flag: '{{ flag }}',
      none: '{{ none }}',
    };
    expect(render({ json })).toEqual([
      '{"id":7,"text":"n=7","quote":"<a b/c?d=é&\\">","flag":true,"none":null}',
      'application/json',
    ]);
  });

  it('writes text, forms and files', () => {
    expect(render({ text: 'x {{ id }}' })).toEqual(['x 7', 'text/plain; charset=utf-8']);
    expect(render({ text: '<a/>', type: 'text/xml' })).toEqual(['<a/>', 'text/xml']);
    expect(render({ form: { 'a b': '1 + {{ name }}', c: '{{ "{{" }}' } })).toEqual([
      'a+b=1+%2B+a+b%2Fc%3Fd%3D%C3%A9%26%22&c=%7B%7B',
      'application/x-www-form-urlencoded',
    ]);
    expect(render({ file: 'a.bin' })).toEqual([new Uint8Array([1, 2]), 'application/octet-stream']);
    expect(render(null)).toBeNull();
  });

  it('escapes whatever an answer gave into JSON', () => {
    const source = makeSource();
    const body = source.compileBody({ json: { a: 'x{{ given }}y' } });
    const scope = source.openScope(0);
    scope.set('given', '","admin":true,"b":"\u2028\ud800');
    expect(JSON.parse(String(body?.render(scope)))).toEqual({ a: 'x","admin":true,"b":"\u2028\ud800y' });
  });
});
