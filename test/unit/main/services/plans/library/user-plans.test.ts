import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../../../../../src/contract/failure.ts';
import type { PlanRow } from '../../../../../../src/contract/plan-editing.ts';
import type { App } from '../../../../../../src/main/services/app-port.ts';
import { openApp } from '../../../../../support/opened-app.ts';
import { ScriptedCrews } from '../../../../../support/scripted-crew.ts';
import { createTempDir, type TempDir } from '../../../../../support/temp-dir.ts';

const NOW = Date.UTC(2026, 10, 23, 15, 52, 1);
const TEXT = `plimsoll: 1
name: Shop # the small one
purpose: capacity
services:
  shop: { url: http://127.0.0.1:9 }
classes:
  # Most people only look.
  looking: { service: shop, thinkTime: none, tasks: { items: { get: /items } } }
load: { users: 4, spawnRate: 2, duration: 1m }
`;

let dir: TempDir;
let app: App;
let now = NOW;
let draws = 0;
let env: Record<string, string> = {};
const told: string[][] = [];

const open = () => {
  app = openApp(dir.path, {
    startCrew: new ScriptedCrews().start,
    now: () => now,
    random: () => draws++ / 36 ** 4,
    env,
  });
  app.on('plans.changed', (rows) => told.push(rows.map((row) => row.name)));
};
beforeEach(() => {
  dir = createTempDir();
  now = NOW;
  draws = 0;
  env = {};
  told.length = 0;
  open();
});
afterEach(async () => {
  await app.close();
  dir.remove();
});

async function done<Value>(answer: Promise<Result<Value>>): Promise<Value> {
  const result = await answer;
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.message}`);
  return result.value;
}
async function refused(answer: Promise<Result<unknown>>): Promise<[code: string, message: string]> {
  const result = await answer;
  if (result.ok) throw new Error('it was accepted');
  return [result.failure.code, result.failure.message];
}
const calls = () => app.handlers;
const make = (text = TEXT) => done(calls()['plans.save']({ text }));
const put = (planId: string, name: string, text: string) =>
  done(calls()['plans.putFile']({ planId, name, base64: Buffer.from(text).toString('base64') }));
const names = async () => (await done(calls()['plans.list']({}))).map((row) => row.name);

describe('a plan of the user', () => {
  it('is kept word for word with what a list shows of it', async () => {
    const opened = await make();
    const row: Omit<PlanRow, 'planId'> = {
      name: 'Shop',
      purpose: 'capacity',
      load: '4 users · 2/s · 1m',
      durationMs: 60_000,
      problems: 0,
      createdAt: '2026-11-23T15:52:01.000Z',
      updatedAt: '2026-11-23T15:52:01.000Z',
      damage: null,
    };
    expect(opened).toEqual({ row: { ...row, planId: opened.row?.planId }, text: TEXT, revision: 1 });
    await app.close();
    open();
    expect(await done(calls()['plans.list']({}))).toEqual([opened.row]);
    const planId = opened.row?.planId ?? '';
    expect(await done(calls()['plans.get']({ plan: { kind: 'stored', planId } }))).toEqual(opened);
    expect(told).toEqual([['Shop']]);
  });

  it.each([
    ['no YAML', 'name: Shop # old\nload: [', ['Shop', '', 1]],
    ['no YAML at its name', 'name: [', ['Plan without a name', '', 1]],
    ['no plan', 'plimsoll: 1\nname: Draft\n', ['Draft', '', 1]],
    ['nothing', '', ['Plan without a name', '', 1]],
  ])('that is %s is kept too, and says how much is wrong with it', async (_, text, expected) => {
    const { row, text: kept } = await make(text);
    expect(kept).toBe(text);
    expect([row?.name, row?.load, row?.problems]).toEqual(expected);
  });

  it('is replaced from the revision that was read; a change from elsewhere is not run over', async () => {
    const planId = (await make()).row?.planId ?? '';
    now = NOW + 5_000;
    const text = TEXT.replace('users: 4', 'users: 8');
    const saved = await done(calls()['plans.save']({ planId, text, revision: 1 }));
    expect([saved.revision, saved.row?.load, saved.row?.updatedAt]).toEqual([
      2,
      '8 users · 2/s · 1m',
      '2026-11-23T15:52:06.000Z',
    ]);
    expect(await refused(calls()['plans.save']({ planId, text: 'name: lost', revision: 1 }))).toEqual([
      'plan.changed_elsewhere',
      'The plan was changed in another window meanwhile',
    ]);
    expect((await done(calls()['plans.get']({ plan: { kind: 'stored', planId } }))).text).toBe(text);
  });

  it('goes to the bin and comes back', async () => {
    const planId = (await make()).row?.planId ?? '';
    await done(calls()['plans.delete']({ planId }));
    expect(await names()).toEqual([]);
    expect((await refused(calls()['plans.get']({ plan: { kind: 'stored', planId } })))[0]).toBe(
      'plan.not_found',
    );
    expect((await done(calls()['plans.restore']({ planId }))).name).toBe('Shop');
    expect(await names()).toEqual(['Shop']);
    expect(told).toEqual([['Shop'], [], ['Shop']]);
  });

  it('is copied under another name, comments and files with it', async () => {
    const planId = (await make()).row?.planId ?? '';
    await put(planId, 'users.csv', 'id\n7\n');
    const copy = await done(calls()['plans.duplicate']({ plan: { kind: 'stored', planId } }));
    expect(copy.text).toBe(TEXT.replace('name: Shop #', 'name: Shop (copy) #'));
    const again = await done(calls()['plans.duplicate']({ plan: { kind: 'stored', planId } }));
    expect(again.row?.name).toBe('Shop (copy 2)');
    const files = await done(calls()['plans.files']({ planId: again.row?.planId ?? '' }));
    expect(files.map((file) => file.name)).toEqual(['users.csv']);
  });

  it('runs by its id', async () => {
    const planId = (await make()).row?.planId ?? '';
    const described = await done(calls()['plans.describe']({ plan: { kind: 'stored', planId } }));
    expect(described.name).toBe('Shop');
    const missing = { kind: 'stored', planId: 'plan-x' } as const;
    expect((await refused(calls()['plans.describe']({ plan: missing })))[0]).toBe('plan.not_found');
  });
});

describe('a preset', () => {
  it('is read, and copied without the pointer to a file that is not beside the copy', async () => {
    const plan = { kind: 'preset', name: 'smoke' } as const;
    const opened = await done(calls()['plans.get']({ plan }));
    expect([opened.row, opened.revision, opened.text.split('\n')[0]]).toEqual([
      null,
      0,
      '# yaml-language-server: $schema=../plan.schema.json',
    ]);
    const copy = await done(calls()['plans.duplicate']({ plan }));
    expect(copy.text.startsWith('plimsoll: 1\nname: Smoke (copy)\npurpose: validation\n')).toBe(true);
    expect([copy.row?.name, copy.row?.problems]).toEqual(['Smoke (copy)', 0]);
  });

  it('nobody knows is answered with the nearest', async () => {
    const plan = { kind: 'preset', name: 'smok' } as const;
    expect(await refused(calls()['plans.get']({ plan }))).toEqual([
      'plan.unknown_preset',
      'there is no preset "smok"; did you mean "smoke"?',
    ]);
  });
});

describe('looking at a text', () => {
  it('gives the data as written and what a run would do', async () => {
    const check = await done(calls()['plans.check']({ text: TEXT }));
    expect(check.readable).toBe(true);
    expect(check.data).toMatchObject({ load: { users: 4, spawnRate: 2, duration: '1m' } });
    expect(check.problems).toEqual([]);
    expect(check.preview?.sentences[0]).toBe(
      '4 users have started after 2s. Each continues as soon as it gets a response.',
    );
    expect([check.suite, check.needs]).toEqual([null, []]);
  });

  it('names every problem with its place, and keeps the data', async () => {
    const text = TEXT.replace('thinkTime: none', 'thinkTime: later').replace('users: 4', 'usrs: 4');
    const check = await done(calls()['plans.check']({ text }));
    expect(check.problems.map(({ line, path, message }) => [line, path.join('.'), message])).toEqual([
      [8, 'classes.looking.thinkTime', '"later" is not a duration; write 250ms, 30s, 5m or 1h30m'],
      [9, 'load.usrs', '"usrs" is not a key of a plan here; did you mean "users"?'],
    ]);
    expect([check.readable, check.preview]).toEqual([true, null]);
  });

  it('that is no YAML gives the place and no data', async () => {
    const check = await done(calls()['plans.check']({ text: 'name: "open\nload: 1\n' }));
    expect([check.readable, check.data, check.problems[0]?.line]).toEqual([false, null, 3]);
  });

  it('says what a sum of numbers makes impossible', async () => {
    const check = await done(
      calls()['plans.check']({ text: TEXT.replace('users: 4, spawnRate: 2', 'users: 400000') }),
    );
    expect(check.problems.map(({ code, message }) => [code, message])).toEqual([
      [
        'plan.absurd',
        '400,000 users and connections are more than one machine can handle, at most 100,000. Spread them over several machines, or use a rate',
      ],
    ]);
  });

  it('brings the suite it takes classes from', async () => {
    const text = (await done(calls()['plans.get']({ plan: { kind: 'preset', name: 'smoke' } }))).text;
    const { suite } = await done(calls()['plans.check']({ text }));
    expect(suite).toMatchObject({ classes: { AuthServiceUser: { service: 'auth', weight: 5 } } });
  });
});

describe('an edit', () => {
  it('changes the text at one place and leaves the comments', async () => {
    const edited = await done(
      calls()['plans.edit']({
        text: TEXT,
        edits: [
          { op: 'set', path: ['load', 'users'], value: 12 },
          { op: 'set', path: ['classes', 'looking', 'tasks', 'items', 'weight'], value: 3 },
        ],
      }),
    );
    expect(edited.text).toBe(
      TEXT.replace('users: 4', 'users: 12').replace('{ get: /items }', '{ get: /items, weight: 3 }'),
    );
    expect(edited.preview?.load?.users).toBe(12);
  });

  it('of a text that cannot be read is refused', async () => {
    const edits = [{ op: 'set' as const, path: ['name'], value: 'x' }];
    expect((await refused(calls()['plans.edit']({ text: 'name: [', edits })))[0]).toBe('plan.yaml');
  });
});

describe('secrets of a session', () => {
  const secretText = TEXT.replace('get: /items', 'get: "/items?key={{ secret.api-key }}"');
  const needs = async (text = secretText) => (await done(calls()['plans.check']({ text }))).needs;

  it('stand in for the environment, and are forgotten with an empty text', async () => {
    const variable = 'PLIMSOLL_SECRET_API_KEY';
    expect(await needs()).toEqual([{ variable, kind: 'secret', from: 'nowhere' }]);
    await done(calls()['secrets.set']({ variable, text: 'hush' }));
    expect(await needs()).toEqual([{ variable, kind: 'secret', from: 'session' }]);
    await done(calls()['secrets.set']({ variable, text: '' }));
    expect(await needs()).toEqual([{ variable, kind: 'secret', from: 'nowhere' }]);
  });

  it('are looked for in the environment next', async () => {
    env.PLIMSOLL_SECRET_API_KEY = 'known';
    expect((await needs())[0]?.from).toBe('environment');
  });

  it('that were pasted with a command are kept out of the plan and used', async () => {
    const { text, notes } = await done(
      calls()['plans.import']({
        kind: 'curl',
        text: "curl http://127.0.0.1:9/a -H 'Authorization: Bearer s3cr3t'",
      }),
    );
    expect(text).not.toContain('s3cr3t');
    expect(notes[0]).toBe(
      'A secret was removed from the plan: it is read from PLIMSOLL_SECRET_AUTHORIZATION.',
    );
    expect(await needs(text)).toEqual([
      { variable: 'PLIMSOLL_SECRET_AUTHORIZATION', kind: 'secret', from: 'session' },
    ]);
  });
});

describe('the files beside a plan', () => {
  it('are shown by their first rows', async () => {
    const planId = (await make()).row?.planId ?? '';
    const rows = Array.from({ length: 7 }, (_, at) => `${at},"a ${at}"`).join('\n');
    await put(planId, 'data/users.csv', `id,name\n${rows}\n`);
    await put(planId, 'broken.json', '{');
    const files = await put(planId, 'body.txt', 'hello');
    expect(files).toEqual([
      { name: 'body.txt', bytes: 5, table: null, problem: null },
      {
        name: 'broken.json',
        bytes: 1,
        table: null,
        problem: expect.stringMatching(/^feed broken\.json is not JSON/),
      },
      {
        name: 'data/users.csv',
        bytes: 64,
        problem: null,
        table: {
          columns: ['id', 'name'],
          rows: [0, 1, 2, 3, 4].map((at) => [String(at), `a ${at}`]),
          rowCount: 7,
        },
      },
    ]);
    expect((await done(calls()['plans.removeFile']({ planId, name: 'body.txt' }))).length).toBe(2);
  });

  it.each(['../users.csv', '/etc/passwd', 'C:\\x.csv', '.hidden'])('cannot be called %s', async (name) => {
    const planId = (await make()).row?.planId ?? '';
    const put = calls()['plans.putFile']({ planId, name, base64: '' });
    expect((await refused(put))[0]).toBe('plan.file_name');
  });
});
