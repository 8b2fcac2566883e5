import { describe, expect, it } from 'vitest';
import { isLoopback, profileIn } from '../../../../src/workers/sample-services/control.ts';
import { RequestCounter } from '../../../../src/workers/sample-services/counts.ts';
import { type Endpoint, json } from '../../../../src/workers/sample-services/endpoint.ts';
import { Routes } from '../../../../src/workers/sample-services/routes.ts';
import { bearerToken, queryToken, tokenProblem } from '../../../../src/workers/sample-services/token.ts';

describe('tokens', () => {
  it.each([
    [undefined, undefined],
    ['Bearer abc', 'abc'],
    ['bearer   abc ', 'abc'],
    ['Basic abc', ''],
    ['Bearer', ''],
    ['Bearer a b', ''],
  ])('the header %j carries %j', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([
    ['token=abc', 'abc'],
    ['x=1&token=a%20b', 'a b'],
    ['token=', ''],
    ['', undefined],
  ])('the query %j carries %j', (query, token) => {
    expect(queryToken(query)).toBe(token);
  });

  it.each([
    ['missing', undefined],
    ['missing', ''],
    [undefined, 'any'],
    ['expired', 'expired-1'],
    ['revoked', 'revoked'],
    ['invalid', 'invalid'],
    [undefined, 'x'.repeat(8_192)],
    ['too_long', 'x'.repeat(8_193)],
  ])('problem %s, case %#', (problem, token) => {
    expect(tokenProblem(token)).toBe(problem);
  });
});

describe('Routes', () => {
  const answer = () => json({});
  const endpoints: readonly Endpoint[] = [
    { key: 'metrics.track', method: 'POST', path: '/metrics/track', answer },
    { key: 'metrics.export', method: 'GET', path: '/metrics', answer },
    { key: 'auth.user_info', method: 'GET', path: '/auth/users/', prefix: true, answer },
  ];
  const routes = new Routes(endpoints);

  it.each([
    ['GET', '/metrics', { found: endpoints[1], rest: '' }],
    ['HEAD', '/metrics', { found: endpoints[1], rest: '' }],
    ['POST', '/metrics/track', { found: endpoints[0], rest: '' }],
    ['GET', '/metrics/track', { allowed: ['POST'] }],
    ['DELETE', '/metrics', { allowed: ['GET', 'HEAD'] }],
    ['GET', '/auth/users/user-100', { found: endpoints[2], rest: 'user-100' }],
    ['GET', '/auth/users/a%20b', { found: endpoints[2], rest: 'a b' }],
    ['PUT', '/auth/users/user-100', { allowed: ['GET', 'HEAD'] }],
    ['GET', '/auth/users/', undefined],
    ['GET', '/auth/users/%', undefined],
    ['GET', '/metrics/', undefined],
    ['GET', '/__proto__', undefined],
  ])('%s %s', (method, path, route) => {
    expect(routes.find(method, path)).toEqual(route);
  });
});

describe('control', () => {
  it.each([
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['::1', true],
    ['::ffff:127.0.0.1', true],
    ['10.0.0.1', false],
    ['::ffff:10.0.0.1', false],
    ['127.evil.example', false],
    ['', false],
  ])('%s is loopback: %s', (address, loopback) => {
    expect(isLoopback(address)).toBe(loopback);
  });

  it('takes only an order that names a profile', () => {
    const orders = [{ profile: 'slow' }, { profile: 'toString' }, { profile: 1 }, 'slow', undefined, null];
    expect(orders.map(profileIn)).toEqual(['slow', undefined, undefined, undefined, undefined, undefined]);
  });
});

describe('RequestCounter', () => {
  it('ends every request once, and keeps what is in flight when it is zeroed', () => {
    const counter = new RequestCounter();
    for (const endpoint of ['a', 'a', 'b', 'b', 'b']) counter.receive(endpoint);
    counter.answer(200);
    counter.answer(503);
    counter.reset();
    counter.abandon();
    expect(counter.snapshot()).toEqual({
      received: { a: 2, b: 3 },
      receivedTotal: 5,
      answered: { 200: 1, 503: 1 },
      resets: 1,
      abandoned: 1,
      inFlight: 1,
    });
    counter.zero();
    expect(counter.snapshot()).toEqual({
      received: {},
      receivedTotal: 0,
      answered: {},
      resets: 0,
      abandoned: 0,
      inFlight: 1,
    });
  });
});
