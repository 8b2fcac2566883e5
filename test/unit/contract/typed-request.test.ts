import { describe, expect, it } from 'vitest';
import { parseCheck, parseHeader, parseMethod, parseStatuses } from '../../../src/contract/typed-request.ts';

describe('parts of a request as they are typed', () => {
  it.each([
    ['post', 'post'],
    [' DELETE ', 'delete'],
    ['PROPFIND', null],
    ['', null],
  ])('method %s', (text, method) => {
    expect(parseMethod(text)).toBe(method);
  });

  it.each([
    ['Accept: text/html', ['Accept', 'text/html']],
    ['x-a:b:c ', ['x-a', 'b:c']],
    ['X-Empty;', ['X-Empty', '']],
    ['Authorization: Bearer a b', ['Authorization', 'Bearer a b']],
    ['no colon', null],
    [': value', null],
    ['bad name: x', null],
    ['Name:', null],
    ['a: b\r\nc: d', null],
  ])('header %j', (line, header) => {
    expect(parseHeader(line)).toEqual(header);
  });

  it.each([
    ['200', [200]],
    ['201, 200,200', [200, 201]],
    ['404,200-203', [200, 201, 202, 203, 404]],
    ['99', null],
    ['600', null],
    ['204-200', null],
    ['200;201', null],
    ['', null],
    ['6xx', null],
  ])('statuses %j', (text, statuses) => {
    expect(parseStatuses(text)).toEqual(statuses);
  });

  it('takes 2xx for a hundred statuses', () => {
    const statuses = parseStatuses('2xx,404');
    expect(statuses).toHaveLength(101);
    expect([statuses?.[0], statuses?.[99], statuses?.[100]]).toEqual([200, 299, 404]);
  });

  it.each([
    ['/ok=true', { json: '/ok', equals: true }],
    ['/count=3', { json: '/count', equals: 3 }],
    ['/gone=null', { json: '/gone', equals: null }],
    ['/name=Ada', { json: '/name', equals: 'Ada' }],
    ['/id="7"', { json: '/id', equals: '7' }],
    ['/a/0/b=x=y', { json: '/a/0/b', equals: 'x=y' }],
    ['/text=', { json: '/text', equals: '' }],
    ['/data', { json: '/data' }],
    ['ok=true', null],
  ])('check %s', (text, check) => {
    expect(parseCheck(text)).toEqual(check);
  });
});
