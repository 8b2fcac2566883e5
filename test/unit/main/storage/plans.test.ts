import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanFacts } from '../../../../src/contract/plan-editing.ts';
import { connect } from '../../../../src/main/storage/database.ts';
import { openStorage, type Storage } from '../../../../src/main/storage/storage.ts';
import { createTempDir, type TempDir } from '../../../support/temp-dir.ts';

const FACTS: PlanFacts = {
  name: 'Shop',
  purpose: 'benchmark',
  load: '10 users · 30s',
  durationMs: 30_000,
  problems: 0,
};
const TEXT = 'plimsoll: 1 # mine\nname: Shop\n';
const AT = 1_795_449_121_000;

let dir: TempDir;
let storage: Storage;
let clock = AT;
const open = () => {
  const opened = openStorage(dir.path, { now: () => clock });
  if (!opened.ok) throw new Error(opened.failure.message);
  storage = opened.value;
};
beforeEach(() => {
  dir = createTempDir();
  clock = AT;
  open();
});
afterEach(() => {
  storage.close();
  dir.remove();
});

const make = (planId: string, text = TEXT) => storage.plans.create({ planId, text, facts: FACTS });

describe('a plan', () => {
  it('is read back word for word, after a restart too', () => {
    make('a');
    storage.close();
    open();
    const { text: _, ...listing } = storage.plans.get('a') ?? { text: '' };
    expect(storage.plans.get('a')).toEqual({
      planId: 'a',
      text: TEXT,
      facts: FACTS,
      revision: 1,
      createdAt: AT,
      updatedAt: AT,
      deleted: false,
    });
    expect(storage.plans.list()).toEqual([listing]);
    expect(storage.plans.get('b')).toBe(null);
  });

  it('changes from the revision that was read, and from no other', () => {
    make('a');
    clock = AT + 1_000;
    expect(storage.plans.change('a', { text: 'x: 1\n', facts: FACTS, revision: 1 })).toBe(2);
    expect(storage.plans.change('a', { text: 'y: 1\n', facts: FACTS, revision: 1 })).toBe(null);
    const stored = storage.plans.get('a');
    expect([stored?.text, stored?.revision, stored?.createdAt, stored?.updatedAt]).toEqual([
      'x: 1\n',
      2,
      AT,
      AT + 1_000,
    ]);
  });

  it('that was changed last stands first, and none in the bin', () => {
    make('a');
    make('b');
    clock = AT + 1_000;
    storage.plans.change('a', { text: TEXT, facts: FACTS, revision: 1 });
    make('c');
    storage.plans.setDeleted('c', true);
    expect(storage.plans.list().map(({ planId }) => planId)).toEqual(['a', 'b']);
    expect(storage.plans.get('c')?.deleted).toBe(true);
    storage.plans.setDeleted('c', false);
    expect(storage.plans.list().map(({ planId }) => planId)).toEqual(['c', 'a', 'b']);
  });

  it('that was changed on disk is shown as what it is', () => {
    make('a');
    storage.close();
    const connection = connect(`${dir.path}/plimsoll.db`);
    connection.prepare("UPDATE plans SET text = 'plimsoll: 1\nname: Shap\n'").run();
    connection.close();
    open();
    expect(storage.plans.get('a')?.damage).toBe(
      'This plan was changed on disk; what is shown of it may be wrong.',
    );
  });
});

describe('the files of a plan', () => {
  const bytes = new TextEncoder().encode('user\nann\n');

  it('are kept beside it by name, and replaced by name', () => {
    make('a');
    make('b');
    storage.plans.putFile('a', { name: 'users.csv', bytes: new Uint8Array([1]) });
    storage.plans.putFile('a', { name: 'users.csv', bytes });
    storage.plans.putFile('a', { name: 'body.bin', bytes: new Uint8Array([0, 255]) });
    expect(storage.plans.files('a')).toEqual([
      { name: 'body.bin', bytes: new Uint8Array([0, 255]) },
      { name: 'users.csv', bytes },
    ]);
    expect(storage.plans.files('b')).toEqual([]);
    storage.plans.removeFile('a', 'body.bin');
    expect(storage.plans.files('a')).toEqual([{ name: 'users.csv', bytes }]);
  });

  it('that were changed on disk are left out', () => {
    make('a');
    storage.plans.putFile('a', { name: 'users.csv', bytes });
    storage.close();
    const connection = connect(`${dir.path}/plimsoll.db`);
    connection.prepare('UPDATE plan_files SET bytes = ?').run(Buffer.from('user\nbob\n'));
    connection.close();
    open();
    expect(storage.plans.files('a')).toEqual([]);
  });
});
