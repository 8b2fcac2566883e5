import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fail, type Result, succeed } from '../../../../src/contract/failure.ts';
import type { OpenedPlan } from '../../../../src/contract/plan-editing.ts';
import type { ArgumentOf, PlanCheck } from '../../../../src/contract/wire.ts';
import { createPlanEditorStore, type LeftPlan } from '../../../../src/renderer/stores/plan-editor.ts';
import { ScriptedHost, settled } from '../scripted-host.ts';

const ROW = {
  planId: 'p',
  name: 'Plan',
  purpose: null,
  load: '',
  durationMs: null,
  problems: 0,
  createdAt: '',
  updatedAt: '',
  damage: null,
};
const SOURCE = { kind: 'stored', planId: 'p' } as const;

/** Data of a text is the text itself; one with `!` in it cannot be read. */
const checkOf = (text: string): PlanCheck => ({
  readable: !text.includes('!'),
  data: text.includes('!') ? null : { text },
  problems: text.includes('!') ? [{ line: 1, column: 1, path: [], code: 'plan.yaml', message: 'no' }] : [],
  preview: null,
  suite: null,
  needs: [],
});
const opened = (text: string, revision: number): Result<OpenedPlan> => succeed({ row: ROW, text, revision });

const FULL = { code: 'storage.disk_full', side: 'client', message: 'full', hint: '' } as const;

/** Lets time pass, and what is due happen. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settled();
}

let host: ScriptedHost;
let saved: ArgumentOf<'plans.save'>[];
let left: LeftPlan[];
let answerSave: (argument: ArgumentOf<'plans.save'>) => Result<OpenedPlan>;

beforeEach(() => {
  host = new ScriptedHost();
  vi.useFakeTimers();
  saved = [];
  left = [];
  answerSave = (argument) => opened(argument.text, ('revision' in argument ? argument.revision : 0) + 1);
  host.answers['plans.get'] = () => opened('one', 1);
  host.answers['plans.check'] = ({ text }: { text: string }) => succeed(checkOf(text));
  /** An edit writes its values behind the text. */
  host.answers['plans.edit'] = ({ text, edits }: ArgumentOf<'plans.edit'>) => {
    const added = edits.map((edit) => ('value' in edit ? String(edit.value) : '')).join('');
    return succeed({ ...checkOf(text + added), text: text + added });
  };
  host.answers['plans.save'] = (argument: ArgumentOf<'plans.save'>) => {
    saved.push(argument);
    return answerSave(argument);
  };
});

afterEach(() => {
  vi.useRealTimers();
});

const set = (value: unknown) => () => [{ op: 'set' as const, path: ['x'], value }];

/** Leaving takes several answers of the host, one after the other. */
async function allSettled() {
  for (let turn = 0; turn < 5; turn++) await settled();
}

async function open() {
  const store = createPlanEditorStore(host, SOURCE, { onLeft: (one) => left.push(one) });
  const leave = store.getState().open();
  await settled();
  return { store, leave, state: () => store.getState() };
}

describe('the plan editor', () => {
  it('opens a plan with its data', async () => {
    const { state } = await open();
    expect([state().text, state().data, state().keep]).toEqual(['one', { text: 'one' }, 'saved']);
  });

  it('looks at what is typed when the hands rest, and keeps it a little later', async () => {
    const { state } = await open();
    state().type('one two');
    await pass(100);
    state().type('one two three');
    await pass(179);
    expect([state().data, state().keep]).toEqual([{ text: 'one' }, 'waiting']);
    await pass(1);
    expect(state().data).toEqual({ text: 'one two three' });
    expect(saved).toEqual([]);
    await pass(520);
    expect(saved).toEqual([{ text: 'one two three', planId: 'p', revision: 1 }]);
    expect(state().keep).toBe('saved');
  });

  it('keeps the data of the last text that could be read, and the text as it is', async () => {
    const { state } = await open();
    state().type('one!');
    await pass(1_000);
    expect([state().text, state().data, state().check?.readable]).toEqual(['one!', { text: 'one' }, false]);
    expect(saved.map(({ text }) => text)).toEqual(['one!']);
  });

  it('does edits one after the other, each on what is there then', async () => {
    const { state } = await open();
    void state().edit(set('A'));
    void state().edit(set('B'));
    await state().edit(set('C'));
    expect(state().text).toBe('oneABC');
  });

  it('loses neither what was typed while an edit was on its way nor the edit', async () => {
    const { state } = await open();
    const edit = state().edit(set('A'));
    state().type('one, typed');
    await edit;
    expect(state().text).toBe('one, typedA');
    await pass(1_000);
    expect(saved.at(-1)?.text).toBe('one, typedA');
  });

  it('takes back the changes of both sides in the order they were made', async () => {
    const { state } = await open();
    state().type('one two');
    await state().edit(set('A'), 'x');
    vi.setSystemTime(Date.now() + 100);
    await state().edit(set('B'), 'x');
    expect(state().text).toBe('one twoAB');
    state().undo();
    expect(state().text).toBe('one two');
    state().undo();
    expect(state().text).toBe('one');
    state().redo();
    state().redo();
    expect(state().text).toBe('one twoAB');
    await pass(1_000);
    expect(state().data).toEqual({ text: 'one twoAB' });
  });

  it('says what the program says of an edit it cannot make, and changes nothing', async () => {
    const { state } = await open();
    const failure = { code: 'plan.edit', side: 'test', message: 'no', hint: '' } as const;
    host.answers['plans.edit'] = () => fail(failure);
    expect(await state().edit(set('A'))).toEqual(failure);
    expect([state().text, state().failure, state().keep]).toEqual(['one', failure, 'saved']);
  });

  it('tells an edit of its own end, whatever else could not be done', async () => {
    const { state } = await open();
    answerSave = () => fail(FULL);
    state().type('more');
    await state().flush();
    // Nothing to change, so nothing to store: the failure there is stays.
    expect(await state().edit(set(''))).toBe(null);
    expect([state().text, state().failure]).toEqual(['more', FULL]);
  });

  it('sends no text that is too long, says so, and keeps on when it is shorter', async () => {
    const { state } = await open();
    const asked = host.asked.length;
    state().type('x'.repeat(1_000_001));
    await pass(1_000);
    expect(host.asked.length).toBe(asked);
    expect([state().keep, state().failure?.code]).toEqual(['failed', 'plan.too_big']);
    expect((await state().edit(set('A')))?.code).toBe('plan.too_big');
    state().type('x'.repeat(1_000_000));
    await pass(1_000);
    expect([state().keep, state().failure, saved.length]).toEqual(['saved', null, 1]);
  });

  it('keeps at once what is still to be kept when it is left', async () => {
    const { state, leave } = await open();
    state().type('last words');
    leave();
    await settled();
    expect(saved).toEqual([{ text: 'last words', planId: 'p', revision: 1 }]);
  });

  it('says nothing of a plan that was left with everything stored', async () => {
    const { state, leave } = await open();
    state().type('last words');
    leave();
    await allSettled();
    expect(left).toEqual([]);
  });

  it('keeps what the fields hand over when it is left', async () => {
    const { state, leave } = await open();
    leave();
    void state().edit(set('A'));
    await allSettled();
    expect(saved).toEqual([{ text: 'oneA', planId: 'p', revision: 1 }]);
  });

  it('keeps a text as a plan of its own where its plan does not take it', async () => {
    const { state, leave } = await open();
    answerSave = (argument) =>
      'planId' in argument ? fail(FULL) : succeed({ row: { ...ROW, planId: 'q' }, text: '', revision: 1 });
    state().type('last words');
    leave();
    await allSettled();
    expect(saved.at(-1)).toEqual({ text: 'last words' });
    expect(left).toEqual([{ name: 'Plan', text: 'last words', outcome: 'copied', planId: 'q' }]);
    host.becomes('lost');
    host.becomes('connected');
    await allSettled();
    expect(saved.length).toBe(2);
  });

  it('hands a text out that nothing takes, and keeps it when the program is back', async () => {
    const { state, leave } = await open();
    answerSave = () => fail(FULL);
    state().type('last words');
    leave();
    await allSettled();
    const stuck = { name: 'Plan', text: 'last words', outcome: 'stuck', failure: FULL };
    expect(left).toEqual([stuck]);
    host.becomes('lost');
    host.becomes('connected');
    await allSettled();
    expect(left).toEqual([stuck]);
    answerSave = (argument) => opened(argument.text, 2);
    host.becomes('lost');
    host.becomes('connected');
    await allSettled();
    expect(left).toEqual([stuck, { name: 'Plan', text: 'last words', outcome: 'kept' }]);
    expect(saved.at(-1)).toEqual({ text: 'last words', planId: 'p', revision: 1 });
    const tries = saved.length;
    host.becomes('lost');
    host.becomes('connected');
    await allSettled();
    expect(saved.length).toBe(tries);
  });

  it('keeps what was typed while it was keeping', async () => {
    const { state } = await open();
    answerSave = (argument) => {
      if (argument.text === 'first') state().type('second');
      return opened(argument.text, argument.text === 'first' ? 2 : 3);
    };
    state().type('first');
    expect(await state().flush()).toBe(false);
    expect(await state().flush()).toBe(true);
    expect(saved.map((one) => [one.text, 'revision' in one && one.revision])).toEqual([
      ['first', 1],
      ['second', 2],
    ]);
  });

  it('says that it could not keep it, and tries again when asked or joined again', async () => {
    const { state } = await open();
    answerSave = () => fail(FULL);
    state().type('more');
    expect(await state().flush()).toBe(false);
    expect([state().keep, state().failure]).toEqual(['failed', FULL]);
    answerSave = (argument) => opened(argument.text, 2);
    host.becomes('lost');
    host.becomes('connected');
    await settled();
    expect([state().keep, state().failure, saved.length]).toEqual(['saved', null, 2]);
  });

  it('a preset is never kept', async () => {
    const store = createPlanEditorStore(host, { kind: 'preset', name: 'smoke' });
    store.getState().open();
    await settled();
    store.getState().type('changed');
    await pass(5_000);
    expect(saved).toEqual([]);
  });
});

describe('a plan changed in another window', () => {
  beforeEach(() => {
    answerSave = (argument) =>
      'revision' in argument && argument.revision < 7
        ? fail({ code: 'plan.changed_elsewhere', side: 'test', message: 'elsewhere', hint: '' })
        : opened(argument.text, 8);
  });

  it('is not run over: nothing more is kept until it is settled', async () => {
    const { state } = await open();
    state().type('mine');
    await pass(1_000);
    expect(state().keep).toBe('conflict');
    state().type('mine too');
    await pass(5_000);
    expect(saved.length).toBe(1);
    expect([state().keep, state().failure?.code]).toEqual(['conflict', 'plan.changed_elsewhere']);
  });

  it('is taken over, and even that can be undone', async () => {
    const { state } = await open();
    state().type('mine');
    await pass(1_000);
    host.answers['plans.get'] = () => opened('theirs', 7);
    await state().settleConflict('theirs');
    expect([state().text, state().keep, state().failure]).toEqual(['theirs', 'saved', null]);
    state().undo();
    await pass(1_000);
    expect(saved.at(-1)).toEqual({ text: 'mine', planId: 'p', revision: 7 });
  });

  it('is replaced by this one where that is wanted', async () => {
    const { state } = await open();
    state().type('mine');
    await pass(1_000);
    host.answers['plans.get'] = () => opened('theirs', 7);
    await state().settleConflict('mine');
    expect(saved.at(-1)).toEqual({ text: 'mine', planId: 'p', revision: 7 });
    expect([state().text, state().keep]).toEqual(['mine', 'saved']);
  });

  it('takes back nothing that is typed while that is settled', async () => {
    const { state } = await open();
    state().type('mine');
    await pass(1_000);
    host.answers['plans.get'] = () => opened('theirs', 7);
    const settling = state().settleConflict('mine');
    state().type('mine, and more');
    await settling;
    expect(saved.at(-1)).toEqual({ text: 'mine, and more', planId: 'p', revision: 7 });
    expect([state().text, state().keep]).toEqual(['mine, and more', 'saved']);

    state().type('again');
    answerSave = () => fail({ code: 'plan.changed_elsewhere', side: 'test', message: 'elsewhere', hint: '' });
    await pass(1_000);
    const taking = state().settleConflict('theirs');
    state().type('again, and more');
    await taking;
    expect(state().text).toBe('theirs');
    state().undo();
    expect(state().text).toBe('again, and more');
  });

  it('is left: what was written here is kept as a plan of its own', async () => {
    const { state, leave } = await open();
    state().type('mine');
    await pass(1_000);
    leave();
    await allSettled();
    expect(saved.at(-1)).toEqual({ text: 'mine' });
    expect(left).toEqual([{ name: 'Plan', text: 'mine', outcome: 'copied', planId: 'p' }]);
  });
});
