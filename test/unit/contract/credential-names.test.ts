import { describe, expect, it } from 'vitest';
import {
  isCredentialHeader,
  isCredentialName,
  isHiddenName,
  isSureCredentialName,
} from '../../../src/contract/credential-names.ts';

describe('names of credentials', () => {
  it.each([
    'token',
    'access_token',
    'accessToken',
    'api_key',
    'apikey',
    'X-Api-Key',
    'key',
    'auth',
    'sig',
    'password',
    'client_secret',
    'user[password]',
    'X-Amz-Security-Token',
    'X-Amz-Signature',
    'jwt',
  ])('knows %s in a query, a form or JSON', (name) => expect(isCredentialName(name)).toBe(true));

  it.each([
    'page_token',
    'max_tokens',
    'token_type',
    'keyword',
    'author',
    'horizon',
    'passenger',
    'design',
    '',
  ])('leaves %j alone', (name) => expect(isCredentialName(name)).toBe(false));

  it.each([
    'Authorization',
    'proxy-authorization',
    'Cookie',
    'x-api-key',
    'api-key',
    'X-Auth-Token',
    'x-access-token',
  ])('knows the header %s', (name) => expect(isCredentialHeader(name)).toBe(true));

  it.each(['accept', 'user-agent', 'idempotency-key', 'sec-websocket-key', 'x-request-id', 'content-type'])(
    'leaves the header %s alone',
    (name) => expect(isCredentialHeader(name)).toBe(false),
  );

  it('is not sure of names that are something else as often', () => {
    expect(['key', 'sig', 'auth', 'session'].map(isSureCredentialName)).toEqual([false, false, false, false]);
    expect(['token', 'api_key', 'password'].map(isSureCredentialName)).toEqual([true, true, true]);
  });
});

describe('names under which nothing is shown', () => {
  it.each(['shop_token', 'X-CSRF-Token', 'dbPassphrase', 'GITHUB_TOKEN', 'api_key', 'cookie'])(
    'are %s',
    (name) => expect(isHiddenName(name)).toBe(true),
  );

  it.each(['page_token', 'nextPageToken', 'token_type', 'max_tokens', 'city'])('are not %s', (name) =>
    expect(isHiddenName(name)).toBe(false),
  );
});
