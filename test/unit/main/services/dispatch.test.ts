import { describe, expect, it } from 'vitest';
import { fail, succeed } from '../../../../src/contract/failure.ts';
import type { Handlers } from '../../../../src/contract/wire.ts';
import { dispatch } from '../../../../src/main/services/dispatch.ts';
import { neverThrowing, safeHandlers } from '../../../../src/main/services/never-throw.ts';
import { KnownSecrets } from '../../../../src/main/services/secrets/known-secrets.ts';

const asked: unknown[] = [];
/** Only what these tests call. */
const handlers = {
  'runs.list': async (argument: unknown) => {
    asked.push(argument);
    return succeed([]);
  },
  'settings.get': async () => {
    throw new Error('a bug');
  },
  'services.list': async () => {
    throw Object.assign(new Error('database or disk is full'), { code: 'SQLITE_FULL' });
  },
} as unknown as Handlers;

const bugs: unknown[] = [];
const full = { code: 'storage.disk_full', side: 'client', message: 'The disk is full', hint: '' } as const;
const safe = safeHandlers(
  handlers,
  neverThrowing(
    (thrown) => (thrown instanceof Error && 'code' in thrown ? full : null),
    (error) => bugs.push(error),
    new KnownSecrets().redact,
  ),
);

describe('a command from outside', () => {
  it('reaches its handler with the argument as parsed', async () => {
    expect(await dispatch(safe, 'runs.list', { limit: 5 })).toEqual(succeed([]));
    expect(asked).toEqual([{ limit: 5 }]);
  });

  it('without an argument is asked with an empty one', async () => {
    expect(await dispatch(safe, 'runs.list', undefined)).toEqual(succeed([]));
    expect(asked.at(-1)).toEqual({});
  });

  it.each(['runs.explode', '__proto__', 'constructor', 'toString', ''])(
    'that does not exist (%j) is refused',
    async (name) => {
      const answer = await dispatch(safe, name, {});
      expect(answer).toEqual(
        fail({
          code: 'command.unknown',
          side: 'test',
          message: `There is no command ${JSON.stringify(name)}.`,
          hint: 'Reload the page: it may be of another version.',
        }),
      );
    },
  );

  it.each([
    [
      'a field out of range',
      'runs.list',
      { limit: 0 },
      'runs.list: limit: Too small: expected number to be >=1.',
    ],
    ['an unknown field', 'runs.list', { evil: 1 }, 'runs.list: the argument: Unrecognized key: "evil".'],
    [
      'no object',
      'runs.list',
      'all',
      'runs.list: the argument: Invalid input: expected object, received string.',
    ],
    [
      'a run id with a path in it',
      'runs.get',
      { runId: '../../etc' },
      'runs.get: runId: Invalid string: must match pattern /^[\\w-]{1,64}$/.',
    ],
  ])('with %s names what is wrong', async (_, name, argument, message) => {
    expect(await dispatch(safe, name, argument)).toEqual(
      fail({ code: 'command.bad_argument', side: 'test', message, hint: '' }),
    );
  });

  it('whose handler has a bug answers internal.unexpected, and the bug is logged', async () => {
    const answer = await dispatch(safe, 'settings.get', {});
    expect(!answer.ok && answer.failure.code).toBe('internal.unexpected');
    expect(bugs).toEqual([new Error('a bug')]);
  });

  it('whose handler meets a full disk answers with that', async () => {
    expect(await dispatch(safe, 'services.list', {})).toEqual(fail(full));
  });
});
