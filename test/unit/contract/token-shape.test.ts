import { describe, expect, it } from 'vitest';
import {
  hiddenAs,
  hideCredentials,
  hideInAddresses,
  isTokenShaped,
} from '../../../src/contract/token-shape.ts';

const JWT = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl';

it.each([
  ['secret.authorization', '[secret authorization]'],
  ['x-api-key', '[secret x-api-key]'],
  ['env.API_TOKEN', '[secret env.API_TOKEN]'],
])('what stands where %s stood: %s', (name, text) => expect(hiddenAs(name)).toBe(text));

describe('a text that is a token by its looks', () => {
  it.each([
    JWT,
    'ghp_16C7e42F292c6912E7710c838347Ae178B4a',
    '9f86d081884c7d659a2feaa0c55ad015',
    'q7/Zk3v9+Lw2m8Xb1Rt5Yw==',
  ])('%s', (text) => expect(isTokenShaped(text)).toBe(true));

  it.each([
    'three-words-joined-by-dashes',
    '123e4567-e89b-12d3-a456-426614174000',
    '2026-11-29T09:18:22.000Z',
    '12345678901234567890',
    '/api/v1/users2/by-name/a3',
    'short1token2',
  ])('is not %s', (text) => expect(isTokenShaped(text)).toBe(false));
});

describe('an address', () => {
  it.each([
    ['by name', 'http://h/a?token=abc&page=2', 'http://h/a?token=[secret token]&page=2'],
    [
      'by an encoded name',
      'http://h/a?user%5Bpassword%5D=abc',
      'http://h/a?user%5Bpassword%5D=[secret user[password]]',
    ],
    ['by shape', 'http://h/a?x=9f86d081884c7d659a2feaa0c55ad015', 'http://h/a?x=[secret token]'],
    ['a JWT in its path', `http://h/verify/${JWT}/now`, 'http://h/verify/[secret token]/now'],
    ['a person', 'https://ada:p@ss/word@h:8080/a', 'https://…@h:8080/a'],
    [
      'a person with an apostrophe',
      "http://o'neil:it's%20me@h/a and 'http://h/b' to 'c@d'",
      "http://…@h/a and 'http://h/b' to 'c@d'",
    ],
    [
      'a label of PromQL',
      'http://h?query=up{job="api",token!="a b"}',
      'http://h?query=up{job="api",token!="[secret token]"}',
    ],
    [
      'a short one',
      "up{apikey=~'x'} and bad{pin = `1`}",
      "up{apikey=~'[secret apikey]'} and bad{pin = `[secret pin]`}",
    ],
    [
      'an encoded label',
      'http://h?query=up%7Bjob%3D%22a%22%2Capikey%3D%22q%20s%22%7D',
      'http://h?query=up%7Bjob%3D%22a%22%2Capikey%3D%22[secret apikey]%22%7D',
    ],
    [
      'a label inside JSON',
      String.raw`{"q":"up{token=\"abc\"}"}`,
      String.raw`{"q":"up{token=\"[secret token]\"}"}`,
    ],
  ])('loses what is a credential: %s', (_, text, hidden) => expect(hideInAddresses(text)).toBe(hidden));

  it.each([
    'redis_key_size{db="db0",key="cart:users"}',
    'up{token!="",password=~".+"}',
    'up{token="{{ secret.watch-db-token }}"}',
    'up%7Btoken%3D%22%7B%7B%20env.T%20%7D%7D%22%7D',
    'http://h:8080/@me/a?b=c',
    'http://h/items?id=123e4567-e89b-12d3-a456-426614174000&sort=name',
    'get: /ws?token={{ token }}',
  ])('keeps what is none: %s', (text) => expect(hideInAddresses(text)).toBe(text));
});

describe('what a service sends back', () => {
  it.each([
    ['JSON', '{"access_token":"abc","n":1}', '{"access_token":"[secret access_token]","n":1}'],
    [
      'JSON in JSON',
      String.raw`{"b":"{\"password\":\"abc\"}"}`,
      String.raw`{"b":"{\"password\":\"[secret password]\"}"}`,
    ],
    ['JSON cut short', '{"client_secret":"abc…', '{"client_secret":"[secret client_secret]…'],
    [
      'headers',
      'content-type: a/b\nset-cookie: sid=1; Path=/\nx-api-key: k',
      'content-type: a/b\nset-cookie: [secret set-cookie]\nx-api-key: [secret x-api-key]',
    ],
    ['a scheme', 'refused Bearer abc.123', 'refused Bearer [secret bearer]'],
    ['a form', 'user=ada&password=abc', 'user=ada&password=[secret password]'],
  ])('loses what is a credential: %s', (_, text, hidden) => expect(hideCredentials(text)).toBe(hidden));

  it.each([
    'The token may be wrong, or sent in the wrong place.',
    'The service wants basic authentication: send it as a header.',
    'the key: of the first row',
    '{"name":"Ada","key":1}',
  ])('keeps prose and other members: %s', (text) => expect(hideCredentials(text)).toBe(text));
});
