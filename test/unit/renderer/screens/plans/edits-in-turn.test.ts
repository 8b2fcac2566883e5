import { beforeEach, expect, it } from 'vitest';
import { fail, succeed } from '../../../../../src/contract/failure.ts';
import { recordOf } from '../../../../../src/contract/plan-data.ts';
import type { ArgumentOf, PlanCheck } from '../../../../../src/contract/wire.ts';
import { editPlan, planData } from '../../../../../src/main/services/plans/text/edit-plan.ts';
import { editsOf } from '../../../../../src/renderer/screens/plans/fields/editor-context.tsx';
import { freeName, removeOneOfMany } from '../../../../../src/renderer/screens/plans/fields/plan-data.ts';
import { createPlanEditorStore } from '../../../../../src/renderer/stores/plan-editor.ts';
import { ScriptedHost } from '../../scripted-host.ts';

/** Acts that follow each other faster than the program answers: each is made of what those before it left. */

const TEXT = `plimsoll: 1
rows: [{ at: a, on: 1 }, { at: b, on: 1 }, { at: c, on: 1 }]
list: [one]
values: { x: { from: 1 } }
level: 4 # small first
`;

function checkOf(text: string): PlanCheck {
  const read = planData(text);
  const data = read.ok ? read.value : null;
  return { readable: read.ok, data, problems: [], preview: null, suite: null, needs: [] };
}

let host: ScriptedHost;
/** Lets the answers to edits come, which wait for it. */
let answer: () => void;

beforeEach(() => {
  host = new ScriptedHost();
  const slow = new Promise<void>((resolve) => {
    answer = resolve;
  });
  host.answers['plans.get'] = () => succeed({ row: null, text: TEXT, revision: 0 });
  host.answers['plans.check'] = ({ text }: ArgumentOf<'plans.check'>) => succeed(checkOf(text));
  host.before['plans.edit'] = slow;
  host.answers['plans.edit'] = ({ text, edits }: ArgumentOf<'plans.edit'>) => {
    const edited = editPlan(text, edits);
    return edited.ok ? succeed({ ...checkOf(edited.value), text: edited.value }) : fail(edited.failure);
  };
});

async function open() {
  const store = createPlanEditorStore(host, { kind: 'preset', name: 'p' });
  store.getState().open();
  await store.getState().recheck();
  /** What the plan holds once every act is done. */
  const result = async () => {
    const { length } = host.asked.filter(({ name }) => name === 'plans.edit');
    expect(length).toBeLessThanOrEqual(1);
    answer();
    await store.getState().edit(() => []);
    return recordOf(store.getState().data);
  };
  return { store, result, ...editsOf(store) };
}

it('two changes of one composite value both stand', async () => {
  const { change, result } = await open();
  change(['rows', 0], (before) => ({ ...recordOf(before), place: 'shop' }));
  change(['rows', 0], (before) => ({ ...recordOf(before), measure: 'errors' }));
  expect((await result()).rows).toMatchObject([{ at: 'a', on: 1, place: 'shop', measure: 'errors' }, {}, {}]);
});

it('a value and back is the value there was', async () => {
  const { put, result, store } = await open();
  put(['level'], 5);
  put(['level'], 4);
  await result();
  expect(store.getState().text).toBe(TEXT);
});

it('two rows that are added are two, in their order', async () => {
  const { append, edit, result } = await open();
  append(['list'], 'two');
  append(['list'], 'three');
  append(['more'], 'a');
  append(['more'], 'b');
  const add = (data: unknown) => {
    const name = freeName('x', Object.keys(recordOf(recordOf(data).values)), '_');
    return [{ op: 'set' as const, path: ['values', name], value: name }];
  };
  edit(add);
  edit(add);
  expect(await result()).toMatchObject({
    list: ['one', 'two', 'three'],
    more: ['a', 'b'],
    values: { x: { from: 1 }, x_2: 'x_2', x_3: 'x_3' },
  });
});

it('a row that moved is still the one that is meant, and one that is gone is not made anew', async () => {
  const { put, drop, result } = await open();
  drop(['rows', 0], 0);
  put(['rows', 0, 'on'], 2);
  put(['rows', 1, 'on'], 3);
  drop(['rows', 0], 0);
  drop(['rows', 2], 0);
  expect((await result()).rows).toEqual([{ at: 'b', on: 3 }]);
});

it('the last of several stays, whatever was to go', async () => {
  const { editAt, result } = await open();
  for (const index of [0, 1, 2]) editAt(['rows', index], removeOneOfMany);
  expect((await result()).rows).toEqual([{ at: 'c', on: 1 }]);
});

it('a thing with another name is still the one that is meant', async () => {
  const { rename, put, result } = await open();
  rename(['values', 'x'], 'y');
  put(['values', 'x', 'from'], 2);
  rename(['values', 'x'], 'y');
  rename(['values', 'x'], 'z');
  expect((await result()).values).toEqual({ z: { from: 2 } });
});

it('an edit after typing is made of what was typed', async () => {
  const { append, result, store } = await open();
  store.getState().type(TEXT.replace('[one]', '[one, typed]'));
  append(['list'], 'two');
  expect((await result()).list).toEqual(['one', 'typed', 'two']);
});

it('what is typed while an edit is on its way is what it is made of', async () => {
  const { append, result, store } = await open();
  append(['list'], 'two');
  store.getState().type(TEXT.replace('[one]', '[one, typed]'));
  expect((await result()).list).toEqual(['one', 'typed', 'two']);
});

it('one that throws holds up none behind it', async () => {
  const { put, result, store } = await open();
  const thrown = store.getState().edit(() => {
    throw new Error('a bug');
  });
  put(['level'], 5);
  await expect(thrown).rejects.toThrow('a bug');
  expect((await result()).level).toBe(5);
});

it('is not called saved while an edit is on its way, and is again where it changes nothing', async () => {
  const row = { planId: 'p1', name: 'p' };
  host.answers['plans.get'] = () => succeed({ row, text: TEXT, revision: 0 });
  const store = createPlanEditorStore(host, { kind: 'stored', planId: 'p1' });
  store.getState().open();
  await store.getState().recheck();
  expect(store.getState().keep).toBe('saved');
  const edited = store.getState().edit(() => [{ op: 'set', path: ['level'], value: 4 }]);
  expect(store.getState().keep).toBe('waiting');
  answer();
  await edited;
  expect(store.getState()).toMatchObject({ keep: 'saved', text: TEXT });
});
