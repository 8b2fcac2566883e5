import { describe, expect, it } from 'vitest';
import { importOpenApi } from '../../../../../src/main/services/plans/import/openapi/import-openapi.ts';
import { textFor } from '../../../../../src/main/services/plans/import/openapi/openapi-pattern.ts';
import { importedOf } from './imports.ts';

const document = (paths: object, more: object = {}) =>
  JSON.stringify({ openapi: '3.0.3', servers: [{ url: 'http://h' }], paths, ...more });

/** The JSON that is sent for a schema. */
function bodyFor(schema: object, schemas: object = {}): unknown {
  const content = { 'application/json': { schema } };
  const text = document(
    { '/a': { get: {}, post: { requestBody: { content } } } },
    { components: { schemas } },
  );
  const task = importedOf(importOpenApi(text)).plan.classes?.writer?.tasks?.['POST /a'];
  return (task?.body as { json?: unknown } | undefined)?.json;
}

const text = { type: 'string' };

describe('the body for a schema', () => {
  it.each<[string, object, unknown]>([
    ['allOf around an enum', { allOf: [{ type: 'string', enum: ['new', 'old'] }] }, 'new'],
    [
      'allOf around an enum, in a member',
      { properties: { state: { allOf: [{ enum: ['new'] }] } } },
      { state: 'new' },
    ],
    [
      'allOf with properties beside it',
      {
        allOf: [{ properties: { a: text }, required: ['a'] }],
        properties: { b: { type: 'integer' } },
        required: ['b'],
      },
      { a: 'example', b: 1 },
    ],
    [
      'bounds of allOf, the tighter ones',
      {
        allOf: [
          { type: 'integer', minimum: 3 },
          { minimum: 7, maximum: 9 },
        ],
      },
      7,
    ],
    [
      'allOf whose part has an example of its own',
      {
        allOf: [
          { properties: { a: text }, example: { a: 'x' } },
          { properties: { b: text }, required: ['b'] },
        ],
      },
      { a: 'x', b: 'example' },
    ],
    [
      'oneOf with properties beside it',
      { properties: { a: text }, oneOf: [{ properties: { b: text } }] },
      { b: 'example', a: 'example' },
    ],
    ['anyOf with null', { anyOf: [{ type: 'null' }, { type: 'integer' }] }, 1],
    ['const', { const: 'fixed' }, 'fixed'],
    ['a list of types', { type: ['null', 'boolean'] }, true],
    [
      'what only the service writes',
      { properties: { id: { type: 'integer', readOnly: true }, name: text }, required: ['id', 'name'] },
      { name: 'example' },
    ],
    [
      'an example with what only the service writes',
      { properties: { id: { readOnly: true }, name: text }, example: { id: 7, name: 'n' } },
      { name: 'n' },
    ],
    [
      'what only the client writes',
      { properties: { password: { type: 'string', writeOnly: true } } },
      { password: 'example' },
    ],
    ['least length', { type: 'string', minLength: 12 }, 'examplexxxxx'],
    ['greatest length', { type: 'string', maxLength: 3 }, 'exa'],
    ['a pattern', { type: 'string', pattern: '^[A-Z]{3}-\\d{2,4}$' }, 'AAA-00'],
    [
      'a pattern and a length',
      { type: 'string', pattern: '^[a-f0-9]+$', minLength: 8, maxLength: 8 },
      'aaaaaaaa',
    ],
    ['least items', { type: 'array', minItems: 3, items: { type: 'integer' } }, [1, 1, 1]],
    [
      'items that differ',
      { type: 'array', minItems: 3, uniqueItems: true, items: text },
      ['example1', 'example2', 'example3'].with(0, 'example'),
    ],
    ['no items', { type: 'array', maxItems: 0, items: text }, []],
    [
      'items by place',
      { type: 'array', prefixItems: [{ type: 'integer' }, text], items: false },
      [1, 'example'],
    ],
    ['an excluded bound (3.0)', { type: 'integer', minimum: 5, exclusiveMinimum: true }, 6],
    ['an excluded bound (3.1)', { type: 'integer', exclusiveMinimum: 5 }, 6],
    ['a greatest number below one', { type: 'integer', maximum: -3 }, -3],
    ['multiples', { type: 'integer', minimum: 7, multipleOf: 5 }, 10],
    [
      'members of any name',
      { type: 'object', minProperties: 1, additionalProperties: { type: 'integer' } },
      { key1: 1 },
    ],
  ])('%s', (_, schema, body) => {
    expect(bodyFor(schema)).toEqual(body);
  });

  it('names the alternative in its discriminator', () => {
    const schemas = {
      Pet: {
        type: 'object',
        required: ['kind'],
        properties: { kind: text },
        discriminator: { propertyName: 'kind', mapping: { dog: '#/components/schemas/Dog' } },
        oneOf: [{ $ref: '#/components/schemas/Dog' }],
      },
      Dog: { type: 'object', required: ['bark'], properties: { bark: { type: 'boolean' } } },
    };
    expect(bodyFor({ $ref: '#/components/schemas/Pet' }, schemas)).toEqual({ kind: 'dog', bark: true });
  });

  it('ends where a schema holds itself', () => {
    const schemas = {
      Node: { type: 'object', properties: { name: text, next: { $ref: '#/components/schemas/Node' } } },
    };
    expect(bodyFor({ $ref: '#/components/schemas/Node' }, schemas)).toEqual({ name: 'example' });
  });
});

describe('a text for a pattern', () => {
  it.each([
    ['^\\+?[0-9]{7,15}$', '0000000'],
    ['^(?:red|green)$', 'red'],
    ['^[^a0]b?$', 'A'],
    ['^\\w+@\\w+\\.com$', 'a@a.com'],
    ['^v\\d+(\\.\\d+){2}$', 'v0.0.0'],
    ['^#[\\da-fA-F]{6}$', '#000000'],
  ])('%s: %s', (pattern, found) => {
    expect(textFor(pattern, { least: 0, most: 100 })).toBe(found);
  });

  it.each(['^(?=a)b$', '(((', '^(a{1000}){1000}$', '^\\1$', 'a'.repeat(2_000)])('%s: none', (pattern) => {
    expect(textFor(pattern, { least: 0, most: 100 })).toBeNull();
  });
});

describe('the requests of an operation', () => {
  const tasksOf = (paths: object, more: object = {}) => {
    const { plan, notes } = importedOf(importOpenApi(document(paths, more)));
    return { reader: plan.classes?.reader, writer: plan.classes?.writer, plan, notes };
  };
  const components = {
    securitySchemes: {
      token: { type: 'http', scheme: 'bearer' },
      key: { type: 'apiKey', in: 'header', name: 'X-Key' },
      session: { type: 'apiKey', in: 'cookie', name: 'sid' },
    },
  };

  it('have the credentials that the operation asks for, and no others', () => {
    const { reader } = tasksOf(
      {
        '/usual': { get: {} },
        '/open': { get: { security: [] } },
        '/own': { get: { security: [{ key: [], session: [] }] } },
      },
      { components, security: [{ token: [] }] },
    );
    expect(reader?.headers).toBeUndefined();
    expect(reader?.tasks).toEqual({
      'GET /usual': { get: '/usual', headers: { Authorization: 'Bearer {{ secret.token }}' } },
      'GET /open': { get: '/open' },
      'GET /own': {
        get: '/own',
        headers: { 'X-Key': '{{ secret.key }}', Cookie: 'sid={{ secret.session }}' },
      },
    });
  });

  it('need no credentials where schemes are described and nothing asks for them', () => {
    const { reader, notes } = tasksOf({ '/a': { get: {} } }, { components });
    expect(reader).toEqual({
      service: 'h',
      thinkTime: { between: ['1s', '3s'] },
      tasks: { 'GET /a': { get: '/a' } },
    });
    expect(notes.join(' ')).not.toContain('credentials');
  });

  it('go to the servers of the operation or its path', () => {
    const { plan } = tasksOf({
      '/a': { get: {} },
      '/b': {
        servers: [{ url: 'http://path.test/v2' }],
        get: {},
        post: { servers: [{ url: 'http://own.test' }] },
      },
    });
    expect(plan.services).toEqual({
      h: { url: 'http://h' },
      'path.test': { url: 'http://path.test/v2' },
      'own.test': { url: 'http://own.test' },
    });
    expect(Object.keys(plan.classes ?? {})).toEqual([
      'reader of h',
      'reader of path.test',
      'writer of own.test',
    ]);
  });

  it('check no body of a HEAD, and ask for no key that is only written', () => {
    const schema = {
      required: ['id', 'password'],
      properties: { id: text, password: { type: 'string', writeOnly: true } },
    };
    const responses = { 200: { content: { 'application/json': { schema } } } };
    const { reader } = tasksOf({ '/a': { get: { responses }, head: { responses } } });
    expect(reader?.tasks).toEqual({
      'GET /a': { get: '/a', expect: [200], checks: [{ json: '/id' }] },
      'HEAD /a': { head: '/a', expect: [200] },
    });
  });

  it('end before a # of the path; names that become the same stay two tasks', () => {
    const { reader, notes } = tasksOf({ '/a#one': { get: {} }, '/a?one': { get: {} } });
    expect(reader?.tasks).toEqual({ 'GET /a_one': { get: '/a' }, 'GET /a_one 2': { get: '/a?one' } });
    expect(notes).toContain('GET /a#one: what follows # in a path is never sent, and was left out.');
  });

  it('send forms by their fields', () => {
    const schema = {
      properties: {
        grant: { enum: ['password'] },
        n: { type: 'integer' },
        file: { type: 'string', format: 'binary' },
      },
    };
    const post = (type: string) => ({ post: { requestBody: { content: { [type]: { schema } } } } });
    const { writer, notes } = tasksOf({
      '/form': { get: {}, ...post('application/x-www-form-urlencoded') },
      '/parts': post('multipart/form-data'),
      '/text': { post: { requestBody: { content: { 'text/plain': { schema: text } } } } },
      '/vendor': {
        patch: {
          requestBody: { content: { 'application/merge-patch+json': { schema: { example: { a: 1 } } } } },
        },
      },
    });
    expect(writer?.tasks?.['POST /form']).toEqual({
      post: '/form',
      body: { form: { grant: 'password', n: '1' } },
    });
    expect(writer?.tasks?.['POST /text']).toEqual({
      post: '/text',
      body: { text: 'example', type: 'text/plain' },
    });
    expect(writer?.tasks?.['PATCH /vendor']).toEqual({
      patch: '/vendor',
      headers: { 'Content-Type': 'application/merge-patch+json' },
      body: { json: { a: 1 } },
    });
    expect(JSON.stringify(writer?.tasks?.['POST /parts']?.body)).toContain(
      String.raw`name=\"grant\"\r\n\r\npassword\r\n`,
    );
    expect(notes).toContain('The field file of POST /parts was not imported: it is a file.');
  });

  it('are asked by http where version 2 does not say, on this machine; elsewhere by https, which is said', () => {
    const old = (host: string) =>
      importedOf(importOpenApi(JSON.stringify({ paths: { '/a': { get: {} } }, host, swagger: '2.0' })));
    expect(old('localhost:8000').plan.services).toEqual({
      'localhost:8000': { url: 'http://localhost:8000' },
    });
    expect(old('api.test').plan.services).toEqual({ 'api.test': { url: 'https://api.test' } });
    expect(old('api.test').notes).toContain(
      'The document does not say whether it is http or https; the plan calls https://api.test: change it under services.',
    );
  });

  it('that the checker refuses are left out alone', () => {
    const bad = { parameters: [{ name: '{{ x }}', in: 'query', required: true }] };
    const { reader, notes, plan } = tasksOf({ '/good': { get: {} }, '/bad/{id}': { get: bad } });
    expect(Object.keys(reader?.tasks ?? {})).toEqual(['GET /good']);
    expect(plan.values).toBeUndefined();
    expect(notes).toContain(
      'GET /bad/{id} was left out: a key is not a template: {{ x }} would be sent literally; write the name itself.',
    );
  });
});
