import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseFeed } from '../../../../../../src/main/services/plans/inputs/feed-table.ts';
import { readInFolder, readInputs } from '../../../../../../src/main/services/plans/inputs/run-inputs.ts';
import { runOf } from '../support.ts';

const root = mkdtempSync(join(tmpdir(), 'plimsoll-inputs-'));
const folder = join(root, 'plan');

beforeAll(() => {
  mkdirSync(join(folder, 'data'), { recursive: true });
  writeFileSync(join(root, 'outside.txt'), 'secret');
  writeFileSync(join(folder, 'users.csv'), 'name,city\nada,london\n"bob, jr",rome\n');
  writeFileSync(join(folder, 'data', 'body.bin'), Buffer.from([1, 2, 3]));
  symlinkSync(join(root, 'outside.txt'), join(folder, 'link.csv'));
  symlinkSync(join(folder, 'users.csv'), join(folder, 'data', 'same.csv'));
  symlinkSync(root, join(folder, 'up'));
  execFileSync('mkfifo', [join(folder, 'pipe.csv')]);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const plan = (value: string, body = 'text: "{{ u }}"', load = '{ users: 2, duration: 5s }') =>
  runOf(`plimsoll: 1
name: x
services: { api: { url: "http://h" } }
values: { u: ${value} }
classes: { a: { service: api, tasks: { t: { post: "/{{ u }}", body: { ${body} } } } } }
load: ${load}
`);

describe('readInputs', () => {
  it('reads feeds, files and secrets', async () => {
    const run = plan('{ feed: users.csv, column: name }', 'file: data/body.bin');
    expect(await readInputs(run, { env: {}, folder })).toEqual({
      ok: true,
      value: {
        secrets: {},
        feeds: {
          'users.csv': {
            columns: ['name', 'city'],
            rows: [
              ['ada', 'london'],
              ['bob, jr', 'rome'],
            ],
          },
        },
        files: { 'data/body.bin': new Uint8Array([1, 2, 3]) },
      },
    });
  });

  it.each([
    [
      '{ feed: users.csv, column: nam }',
      'users.csv cannot be used: it has no column "nam" for value u; did you mean "name"?',
    ],
    ['{ feed: nope.csv }', 'nope.csv cannot be used: there is no such file next to the plan'],
    ['{ feed: link.csv }', 'link.csv cannot be used: it is a link to a place outside the folder of the plan'],
    [
      '{ feed: up/outside.txt }',
      'up/outside.txt cannot be used: it is a link to a place outside the folder of the plan',
    ],
    ['{ feed: pipe.csv }', 'pipe.csv cannot be used: it is not a regular file'],
    ['{ feed: data }', 'data cannot be used: it is not a regular file'],
    ['{ feed: data/body.bin }', 'feed data/body.bin is neither .csv nor .json nor .jsonl'],
    ['{ env: NOT_SET_ANYWHERE }', 'the plan needs NOT_SET_ANYWHERE, which is not set in the environment'],
  ])('refuses %s', async (value, message) => {
    const result = await readInputs(plan(value), { env: {}, folder });
    expect(result.ok ? '' : result.failure.message).toBe(message);
  });

  it('refuses a unique feed with fewer rows than users', async () => {
    const run = plan(
      '{ feed: users.csv, column: name, order: unique }',
      'text: x',
      '{ users: 3, duration: 5s }',
    );
    const result = await readInputs(run, { env: {}, folder });
    expect(result.ok ? '' : result.failure.message).toBe(
      'users.csv cannot be used: it has 2 rows, too few to give each of 3 users its own',
    );
  });

  it('follows links that stay inside, and reads nothing where there is no folder', async () => {
    expect(await readInFolder(folder, 'data/same.csv', 100)).toMatchObject({ ok: true });
    expect(await readInFolder(null, 'users.csv', 100)).toMatchObject({
      ok: false,
      failure: {
        message: 'users.csv cannot be used: the plan is not a file, so there is no folder to look in',
      },
    });
    expect(await readInFolder(folder, 'users.csv', 3)).toMatchObject({
      ok: false,
      failure: { message: 'users.csv cannot be used: it has 36 bytes, more than the 3 allowed' },
    });
    for (const name of [
      '../outside.txt',
      '/etc/passwd',
      'data/../../outside.txt',
      'C:\\x',
      '.env',
      'a//b',
      '~/x',
    ]) {
      expect(await readInFolder(folder, name, 100)).toMatchObject({ ok: false });
    }
  });
});

describe('parseFeed', () => {
  it.each([
    [
      'a.json',
      '[{"a":1},{"b":[2]}]',
      {
        columns: ['a', 'b'],
        rows: [
          [1, null],
          [null, [2]],
        ],
      },
    ],
    ['a.json', '[1,"x",null]', { columns: ['value'], rows: [[1], ['x'], [null]] }],
    ['a.jsonl', '{"a":1}\n\n{"a":2}\n', { columns: ['a'], rows: [[1], [2]] }],
    [
      'a.json',
      '\ufeff[9007199254740992, 0.1, 1e21]',
      { columns: ['value'], rows: [[2 ** 53], [0.1], [1e21]] },
    ],
    ['a.json', '["12345678901234567890"]', { columns: ['value'], rows: [['12345678901234567890']] }],
    ['a.jsonl', '\ufeff{"a":1}', { columns: ['a'], rows: [[1]] }],
    ['a.csv', '\ufeffa,b\r\n1,"x\ny"\r\n', { columns: ['a', 'b'], rows: [['1', 'x\ny']] }],
  ])('reads %s %j', (name, text, table) => {
    expect(parseFeed(name, Buffer.from(text))).toEqual({ ok: true, value: table });
  });

  it.each([
    ['a.csv', '', 'feed a.csv is empty'],
    ['a.csv', 'a,b\n', 'feed a.csv has no rows'],
    ['a.csv', 'a,a\n1,2\n', 'feed a.csv names a column twice'],
    ['a.csv', 'a,b\n1\n', 'feed a.csv is not CSV: Invalid Record Length: expect 2, got 1 on line 2'],
    ['a.json', '{}', 'feed a.json is JSON, but not a list'],
    ['a.json', '[{"a":1},2]', 'feed a.json mixes objects with other values'],
    ['a.jsonl', '{"a":1}\n{', 'feed a.jsonl is not JSON in line 2'],
    [
      'a.json',
      '[{"id":12345678901234567890}]',
      'feed a.json holds 12345678901234567890, a number too large to be kept exactly',
    ],
    [
      'a.jsonl',
      '{"id":1}\n{"id":[9007199254740993]}',
      'feed a.jsonl holds 9007199254740993, a number too large to be kept exactly',
    ],
    ['a.json', '[1e999]', 'feed a.json holds 1e999, a number too large to be kept exactly'],
    [
      'a.csv',
      `${Array.from({ length: 201 }, (_, i) => `c${i}`).join(',')}\n${'x,'.repeat(200)}x\n`,
      'feed a.csv has more than 200 columns',
    ],
  ])('refuses %s %j', (name, text, message) => {
    const table = parseFeed(name, Buffer.from(text));
    expect(table.ok ? '' : table.failure.message).toBe(message);
  });

  it.each([
    ['Latin-1', Buffer.from('name\nMüller\n', 'latin1'), 'is not UTF-8 text'],
    ['UTF-16', Buffer.from('\ufeffname\nada\n', 'utf16le'), 'is not UTF-8 text, but perhaps UTF-16'],
    [
      'UTF-16 without its mark',
      Buffer.from('name\nada\n', 'utf16le'),
      'is not UTF-8 text, but perhaps UTF-16',
    ],
    ['half a letter at its end', Buffer.from('name\nü').subarray(0, -1), 'is not UTF-8 text'],
  ])('refuses a file in %s', (_, bytes, why) => {
    const table = parseFeed('a.csv', bytes);
    expect(table.ok ? '' : `${table.failure.message}. ${table.failure.hint}`).toBe(
      `feed a.csv ${why}. Save it as UTF-8: read in another encoding, its letters would change.`,
    );
  });
});
