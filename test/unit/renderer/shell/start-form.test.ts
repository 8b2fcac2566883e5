import { describe, expect, test } from 'vitest';
import { messageOverridesOf, NO_MESSAGE } from '../../../../src/renderer/shell/message-form.ts';
import {
  fieldsOf,
  formOf,
  mayForce,
  overridesOf,
  placeholdersOf,
  requestOfUrl,
} from '../../../../src/renderer/shell/start-form.ts';

const empty = formOf({});

describe('the start form', () => {
  test('left empty changes nothing', () => {
    expect(overridesOf(empty, {})).toEqual({ overrides: {}, errors: {} });
  });

  test('reads numbers and durations', () => {
    const form = { ...empty, users: '1,000', spawnRate: '2.5', duration: '1m30s', warmup: '0' };
    expect(overridesOf(form, {})).toEqual({
      overrides: { users: 1_000, spawnRate: 2.5, durationMs: 90_000, warmupMs: 0 },
      errors: {},
    });
  });

  test('names what is wrong and leaves it out', () => {
    const form = { ...empty, users: '2.5', spawnRate: '0', connections: 'many', duration: 'soon' };
    const { overrides, errors } = overridesOf(form, {});
    expect(overrides).toEqual({});
    expect(Object.keys(errors)).toEqual(['users', 'spawnRate', 'connections', 'duration']);
  });

  test('keeps what the request brought and no field owns; a cleared field falls back to the plan', () => {
    const base = { users: 10, targets: { gateway: 'http://localhost:1' } };
    expect(overridesOf(empty, base).overrides).toEqual({ targets: { gateway: 'http://localhost:1' } });
    expect(overridesOf(formOf(base), base).overrides).toEqual(base);
  });

  test('what is not asked of a plan stays as it was run before', () => {
    const before = { users: 4, rate: 30, connections: 7, durationMs: 1_000 };
    const fields = fieldsOf({ streams: false });
    expect(overridesOf({ ...empty, users: '5' }, before, fields).overrides).toEqual({
      users: 5,
      rate: 30,
      connections: 7,
    });
  });

  test('counts a WebSocket address in connections, any other in users', () => {
    expect(requestOfUrl('wss://host/x')).toMatchObject({ streams: true, overrides: { connections: 10 } });
    expect(requestOfUrl('http://host/x?token=abcdef12').title).toBe('Test a URL');
    expect(requestOfUrl('http://host/x')).toMatchObject({ streams: false, overrides: { users: 10 } });
  });

  test('leaves the warm-up of a bare address to its plan', () => {
    const requests = ['http://host/x', 'ws://host/x'].map((url) => requestOfUrl(url));
    for (const { overrides } of [...requests, requestOfUrl('http://host/x', { asEvents: true })]) {
      expect(overrides).not.toHaveProperty('warmupMs');
      expect(formOf(overrides).warmup).toBe('');
    }
  });

  test('reads an http address as event streams where it is told to; a WebSocket stays one', () => {
    const events = requestOfUrl('http://host/sse', { asEvents: true });
    expect(events).toMatchObject({
      streams: true,
      bare: 'events',
      overrides: { sse: true, connections: 10 },
    });
    expect(fieldsOf(events)).toEqual(['connections', 'duration', 'warmup']);
    expect(overridesOf(formOf(events.overrides), events.overrides).overrides).toEqual(events.overrides);
    const socket = requestOfUrl('ws://host/x', { asEvents: true });
    expect(socket).toMatchObject({ bare: 'socket', overrides: { connections: 10 } });
    expect(socket.overrides).not.toHaveProperty('sse');
  });

  test('says on a bare WebSocket what is typed, and nothing where nothing is', () => {
    expect(messageOverridesOf(NO_MESSAGE)).toEqual({ overrides: {}, errors: {} });
    const typed = { subscribe: ' {"a":1} ', message: 'ping', reply: '/ok=true' };
    expect(messageOverridesOf(typed)).toEqual({
      overrides: { subscribe: ['{"a":1}'], message: 'ping', reply: { pointer: '/ok', value: true } },
      errors: {},
    });
    expect(messageOverridesOf({ ...NO_MESSAGE, message: 'ping', reply: 'pong' })).toEqual({
      overrides: { message: 'ping' },
      errors: { reply: 'Such as /type=pong' },
    });
    expect(messageOverridesOf({ ...NO_MESSAGE, reply: '/type=pong' })).toEqual({
      overrides: {},
      errors: { reply: 'There is no message to answer' },
    });
  });

  test('shows the plan’s own numbers where a field is empty', () => {
    const preview = {
      name: '',
      sentences: [],
      warnings: [],
      endpoints: [],
      targets: [],
      thresholds: [],
      ungraded: [],
      durationMs: 300_000,
      load: { users: 10 },
    };
    expect(placeholdersOf(preview)).toMatchObject({ users: '10', spawnRate: '', duration: '5m' });
    expect(placeholdersOf(null)).toEqual(empty);
  });

  test('may force past a health check or the pre-flight, never past a wrong plan', () => {
    expect(
      ['target.unhealthy', 'preflight.ports', 'plan.unknown_key', 'guard.public_host'].map(mayForce),
    ).toEqual([true, true, false, false]);
  });
});
