import { expect, test } from 'vitest';
import { parseCookieDate } from '../../../../../src/workers/engine/cookies/cookie-date.ts';

test.each([
  ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
  ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
  ['Thu, 01-Jan-1970 00:00:00 GMT', '1970-01-01T00:00:00.000Z'],
  ['31 december 2068 23:59:59', '2068-12-31T23:59:59.000Z'],
  ['1-Feb-69 1:2:3', '2069-02-01T01:02:03.000Z'],
  ['1-Feb-70 1:2:3', '1970-02-01T01:02:03.000Z'],
  ['2030 08:49:37x Mar 5th', '2030-03-05T08:49:37.000Z'],
])('%j is %s (RFC 6265, 5.1.1)', (text, iso) => {
  expect(new Date(parseCookieDate(text) ?? Number.NaN).toISOString()).toBe(iso);
});

test.each([
  '',
  'never',
  '0',
  '-1',
  'Sun, 06 Nov 1994',
  '06 Nov 08:49:37',
  '31 Feb 2030 00:00:00',
  '32 Jan 2030 00:00:00',
  '1 Jan 1600 00:00:00',
  '1 Jan 2030 24:00:00',
  '1 Jan 2030 00:60:00',
  '1 Jan 2030 000:00:00',
])('%j is no date', (text) => {
  expect(parseCookieDate(text)).toBeNull();
});
