import { RE2JS } from 're2js';
import { describe, expect, it, vi } from 'vitest';
import { importOpenApi } from '../../../../../../../src/main/services/plans/import/openapi/import-openapi.ts';
import { coverageOf } from '../../../../../../../src/main/services/plans/import/openapi/openapi-coverage.ts';
import { textFor } from '../../../../../../../src/main/services/plans/import/openapi/openapi-pattern.ts';
import { importedOf, START_NOTE } from '../../imports.ts';
import { planOf, planText } from '../../support.ts';

it('compiles a class of characters of a pattern once, and the pattern once', () => {
  const compile = vi.spyOn(RE2JS, 'compile');
  try {
    expect(textFor('^[^a0A]{3}$', { least: 0, most: 9 })).toBe('---');
    expect(compile.mock.calls.map(([pattern]) => pattern)).toEqual(['[^a0A]', '^[^a0A]{3}$']);
  } finally {
    compile.mockRestore();
  }
});

const SHOP = `openapi: 3.0.3
info: { title: Shop API }
security: [{ token: [], key: [] }]
servers: [{ url: "https://{env}.shop.test/v1", variables: { env: { default: api } } }]
components:
  securitySchemes: { token: { type: http, scheme: bearer }, key: { type: apiKey, in: query, name: k } }
  parameters: { id: { name: id, in: path, required: true, schema: { type: integer, minimum: 5, maximum: 9 } } }
  schemas:
    Item:
      type: object
      required: [id, name]
      properties: { id: { type: string, format: uuid }, name: { type: string }, note: { type: string } }
      example: { id: x, name: "{{ n }}" }
paths:
  /items:
    get:
      parameters:
        - { name: sort, in: query, required: true, schema: { enum: [up, down] } }
        - { name: page, in: query, schema: { type: integer } }
      responses:
        "200": { content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } } }
        "404": {}
    post:
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Item" } } } }
      responses: { "201": {}, "202": {} }
  /items/{id}:
    parameters: [{ $ref: "#/components/parameters/id" }]
    get: { responses: { "2XX": {} } }
    delete: {}
  /broken: { $ref: "other.yaml#/x" }
`;

const SWAGGER = JSON.stringify({
  swagger: '2.0',
  host: 'old.test',
  basePath: '/api',
  schemes: ['http'],
  paths: {
    '/things': {
      post: {
        parameters: [
          {
            name: 'body',
            in: 'body',
            schema: {
              type: 'object',
              properties: { count: { type: 'integer' }, list: { type: 'array', items: { type: 'boolean' } } },
            },
          },
        ],
      },
    },
  },
});

describe('importOpenApi', () => {
  it('makes a task of every operation; those that change data get no users', () => {
    const { plan, notes } = importedOf(importOpenApi(SHOP));
    expect(plan).toMatchObject({
      name: 'Shop API',
      services: { 'api.shop.test': { url: 'https://api.shop.test/v1' } },
      values: { p_sort: { oneOf: ['up', 'down'] }, p_id: { range: [5, 9] } },
      classes: {
        reader: {
          service: 'api.shop.test',
          headers: { Authorization: 'Bearer {{ secret.token }}' },
          tasks: {
            'GET /items': {
              get: '/items',
              query: { k: '{{ secret.key }}', sort: '{{ p_sort }}' },
              expect: [200],
              checks: [{ json: '/id' }, { json: '/name' }],
            },
            'GET /items/{id}': { get: '/items/{{ p_id }}' },
          },
        },
        writer: {
          users: 0,
          tasks: {
            'POST /items': {
              post: '/items',
              body: { json: { id: 'x', name: '{{ "{{" }} n }}' } },
              expect: [201, 202],
            },
            'DELETE /items/{id}': { delete: '/items/{{ p_id }}' },
          },
        },
      },
    });
    expect(notes).toEqual([
      'The API requires credentials: set the secrets named in the plan in the environment.',
      '2 operations that change data are in class writer, which has no users: give it some when you mean it.',
      'Parameters that are not required are not sent: page.',
      'other.yaml#/x points outside the document and was not followed.',
      START_NOTE,
    ]);
  });

  it('reads Swagger 2', () => {
    const result = importOpenApi(SWAGGER);
    expect(result.ok && result.value.text).toContain('"POST /things"'.slice(1, -1));
    expect(result.ok && result.value.text).toContain('url: http://old.test/api');
    expect(result.ok && result.value.text).toContain('{ json: { count: 1, list: [true] } }');
  });

  it('writes a list as its parameter is to be written, not as JSON', () => {
    const list = { type: 'array', items: { type: 'string' } };
    const three = (name: string, more: object) => ({
      name,
      in: 'query',
      required: true,
      schema: list,
      ...more,
    });
    const pair = { schema: { ...list, example: ['a', 'b'] } };
    const parameters = [
      three('q', {}),
      three('first', pair),
      three('joined', { ...pair, explode: false }),
      three('blanks', { ...pair, explode: false, style: 'spaceDelimited' }),
      three('numbers', { schema: { type: 'array', items: { type: 'integer', minimum: 3, maximum: 4 } } }),
      { ...three('X-List', pair), in: 'header' },
    ];
    const text = JSON.stringify({ openapi: '3.0.0', paths: { '/a': { get: { parameters } } } });
    const { plan } = importedOf(importOpenApi(text));
    expect(plan.classes?.reader?.tasks?.['GET /a']?.get).toBe('/a?first=a&first=b');
    expect(plan.values).toEqual({
      p_q: 'example',
      p_joined: 'a,b',
      p_blanks: 'a b',
      p_numbers: { range: [3, 4] },
      p_X_List: 'a,b',
    });
    const two = (name: string, more: object) => ({
      name,
      in: 'query',
      required: true,
      ...list,
      default: ['a', 'b'],
      ...more,
    });
    const old = [
      two('q', {}),
      two('pipes', { collectionFormat: 'pipes' }),
      two('multi', { collectionFormat: 'multi' }),
    ];
    const swagger = JSON.stringify({ swagger: '2.0', paths: { '/a': { get: { parameters: old } } } });
    const { plan: oldPlan } = importedOf(importOpenApi(swagger));
    expect(oldPlan.classes?.reader?.tasks?.['GET /a']?.get).toBe('/a?multi=a&multi=b');
    expect(oldPlan.values).toEqual({ p_q: 'a,b', p_pipes: 'a|b' });
  });

  it('says what it leaves out', () => {
    const text = JSON.stringify({
      openapi: '3.0.0',
      paths: {
        '/a': { get: {}, trace: {}, post: { requestBody: { content: { 'text/csv': {} } } } },
        b: { get: {} },
        '/y\n': { get: {} },
        'x-ours': {},
      },
    });
    expect(importedOf(importOpenApi(text)).notes).toEqual([
      'The document names no address; the plan calls http://localhost:8080: change it under services.',
      'POST /a has no body yet: it expects text/csv, not JSON.',
      '1 operation that changes data is in class writer, which has no users: give it some when you mean it.',
      'TRACE /a was not imported: no plan has trace.',
      'The path b was not imported: it does not begin with /.',
      'The path /y� was not imported: it has a line break or another control character.',
      START_NOTE,
    ]);
  });

  it.each([
    ['', 'the document has neither "openapi" nor "swagger" at its top'],
    ['openapi: 3.1.0\npaths: {}', 'the document describes no operation under "paths"'],
    [
      'a: [',
      'the document is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ])('refuses %j', (text, message) => {
    const result = importOpenApi(text);
    expect(result.ok ? '' : result.failure.message).toBe(message);
  });
});

describe('coverageOf (S-76)', () => {
  it('names endpoints that are missing and endpoints that are gone', () => {
    const plan = planOf(
      planText({
        classes: `  user:
    service: api
    setup: [{ post: /login }]
    tasks:
      list: { get: "/v1/items?sort=up" }
      one: { get: "/v1/items/{{ n }}" }
      seven: { get: /v1/items/7 }
      old: { put: /v1/items/7 }`,
        more: 'values: { n: 1 }',
      }),
    );
    const result = coverageOf(plan, { text: SHOP, services: ['api'] });
    expect(result).toEqual({
      ok: true,
      value: {
        services: ['api'],
        operations: 4,
        covered: 2,
        missing: [
          { method: 'POST', path: '/items' },
          { method: 'DELETE', path: '/items/{id}' },
        ],
        gone: [
          { className: 'user', place: 'setup.0', method: 'POST', path: '/login' },
          { className: 'user', place: 'tasks.old', method: 'PUT', path: '/v1/items/7' },
        ],
      },
    });
  });

  it.each<[string, object, string | undefined, readonly string[], boolean]>([
    ['a server of it', { servers: [{ url: 'http://127.0.0.1:8001/v1' }] }, undefined, ['b'], true],
    [
      'the server of an operation',
      { paths: { '/x': { servers: [{ url: 'http://localhost:8000' }], get: {} } } },
      undefined,
      ['a'],
      true,
    ],
    ['where it was fetched from', { servers: [{ url: '/v2' }] }, 'http://[::1]:8001/api.json', ['b'], true],
    [
      'the host of version 2',
      { openapi: undefined, swagger: '2.0', host: 'api.test', schemes: ['https'] },
      undefined,
      ['c'],
      true,
    ],
    ['no server at all', {}, undefined, ['a', 'b', 'c'], false],
    [
      'a server elsewhere',
      { servers: [{ url: 'https://elsewhere.test' }] },
      undefined,
      ['a', 'b', 'c'],
      false,
    ],
  ])('is about the services at its addresses: %s', (_, document, source, names, byAddress) => {
    const plan = {
      ...planOf(planText({})),
      services: {
        a: { url: 'http://127.0.0.1:8000/base' },
        b: { url: 'ws://localhost:8001' },
        c: { url: 'https://api.test' },
      },
    };
    const info = { title: 'a', version: '1' };
    const text = JSON.stringify({ openapi: '3.0.0', info, paths: { '/x': { get: {} } }, ...document });
    const guessed = byAddress ? {} : { isGuessed: true };
    expect(coverageOf(plan, { text, source })).toMatchObject({ value: { services: names, ...guessed } });
  });

  it('finds nothing missing and nothing gone in a plan made of the same document', () => {
    const imported = importOpenApi(SHOP);
    const result = imported.ok ? coverageOf(planOf(imported.value.text), { text: SHOP }) : imported;
    expect(result).toMatchObject({ ok: true, value: { operations: 4, covered: 4, missing: [], gone: [] } });
  });
});
