import { describe, expect, it } from 'vitest';
import { importOpenApi } from '../../../../../../../src/main/services/plans/import/openapi/import-openapi.ts';

const documentOf = (servers: unknown, ofOperation: object = {}) =>
  JSON.stringify({
    openapi: '3.0.3',
    info: { title: 'Shop', version: '1' },
    servers,
    paths: {
      '/items': { get: { responses: { 200: { description: 'ok' } } } },
      '/pay': { get: { responses: { 200: { description: 'ok' } }, ...ofOperation } },
    },
  });

function imported(text: string) {
  const result = importOpenApi(text);
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

describe('a document with several servers', () => {
  it('gives a plan for the first, and offers all of them under their names', () => {
    const { text, servers, notes } = imported(
      documentOf([
        { url: 'https://api.shop.test/v1/', description: 'Production' },
        {
          url: 'https://{region}.shop.test',
          variables: { region: { default: 'eu' } },
          description: 'A long story, told at length & twice',
        },
        { url: '/relative' },
        { url: 'http://localhost:3000', description: 'production' },
        { url: 'http://localhost:3000/', description: 'again' },
      ]),
    );
    expect(text).toContain('url: https://api.shop.test/v1');
    expect(servers).toEqual([
      {
        service: 'api.shop.test',
        addresses: [
          { label: 'Production', url: 'https://api.shop.test/v1' },
          { label: 'A long story told at length twice', url: 'https://eu.shop.test' },
          { label: '', url: 'http://localhost:3000' },
        ],
      },
    ]);
    expect(notes).toContain(
      'The document names 3 addresses of api.shop.test: the plan calls https://api.shop.test/v1; the others are https://eu.shop.test, http://localhost:3000.',
    );
  });

  it('of which an operation has its own: for each service those of its operations', () => {
    const { servers } = imported(
      documentOf([{ url: 'http://localhost:3000' }], {
        servers: [{ url: 'http://localhost:4000' }, { url: 'https://pay.test' }],
      }),
    );
    expect(servers).toEqual([
      {
        service: 'localhost:4000',
        addresses: [
          { label: '', url: 'http://localhost:4000' },
          { label: '', url: 'https://pay.test' },
        ],
      },
    ]);
  });

  it.each([[[{ url: 'http://localhost:3000' }]], [[]], [[{ url: '/v1' }, { url: '/v2' }]], ['nonsense']])(
    'offers nothing where there is no choice: %j',
    (servers) => {
      const made = imported(documentOf(servers));
      expect([made.servers, made.notes.filter((note) => note.startsWith('The document names '))]).toEqual([
        [],
        made.notes.filter((note) => note.startsWith('The document names no address')),
      ]);
    },
  );
});
