import { beforeEach, describe, expect, test } from 'vitest';
import { fail, succeed } from '../../../../src/contract/failure.ts';
import { valueIn } from '../../../../src/renderer/stores/loadable.ts';
import {
  createRunsStore,
  runningRow,
  sortedRuns,
  trendOf,
  withRow,
} from '../../../../src/renderer/stores/runs.ts';
import { row } from '../demo.ts';
import { ScriptedHost } from '../scripted-host.ts';

const old = row({ runId: 'a', name: 'Light', startedAt: '2026-11-20T10:00:00.000Z', p95Ms: 100 });
const mid = row({ runId: 'b', name: 'Light', startedAt: '2026-11-21T10:00:00.000Z', p95Ms: 120 });
const young = row({ runId: 'c', name: 'Heavy', startedAt: '2026-11-22T10:00:00.000Z', p95Ms: 300 });
const failure = { code: 'storage.busy', side: 'client', message: 'Busy.', hint: '' } as const;

describe('lists of runs', () => {
  test('are newest first, ids breaking ties', () => {
    const twin = { ...young, runId: 'd' };
    expect(sortedRuns([old, young, mid, twin]).map((r) => r.runId)).toEqual(['d', 'c', 'b', 'a']);
  });

  test('take a changed row in place of the old one', () => {
    expect(withRow([young, mid], { ...mid, name: 'Renamed' }).map((r) => r.name)).toEqual([
      'Heavy',
      'Renamed',
    ]);
  });

  test('give the trend of one name, oldest first, without gaps and without running runs', () => {
    const hidden = row({ runId: 'e', name: 'Light', p95Ms: null });
    const running = row({ runId: 'f', name: 'Light', state: 'running', p95Ms: 1 });
    expect(trendOf([young, mid, hidden, old, running], 'Light')).toEqual([100, 120]);
    expect(trendOf([mid, old], 'Light', 1)).toEqual([120]);
  });

  test('name the run in progress', () => {
    const running = { ...mid, state: 'running' as const };
    expect(runningRow({ state: 'ready', value: [young, running] })?.runId).toBe('b');
    expect(runningRow({ state: 'loading' })).toBeNull();
  });
});

describe('the runs store', () => {
  let host: ScriptedHost;
  beforeEach(() => {
    host = new ScriptedHost();
    host.answers['runs.list'] = () => succeed([old, young]);
  });
  const ids = (store: ReturnType<typeof createRunsStore>) =>
    valueIn(store.getState().rows)?.map((r) => r.runId);

  test('loads sorted and follows events', async () => {
    const store = createRunsStore(host);
    await store.getState().load();
    expect(ids(store)).toEqual(['c', 'a']);
    host.emit('run.changed', mid);
    expect(ids(store)).toEqual(['c', 'b', 'a']);
  });

  test('takes a deleted run off at once, and puts it back where the host refuses', async () => {
    const store = createRunsStore(host);
    await store.getState().load();
    host.answers['runs.delete'] = () => fail(failure);
    const removal = store.getState().remove('c');
    expect(ids(store)).toEqual(['a']);
    await removal;
    expect(ids(store)).toEqual(['c', 'a']);
  });

  test('leaves a deleted run off when it is told so, and follows one that another window restores', async () => {
    const store = createRunsStore(host);
    await store.getState().load();
    host.answers['runs.delete'] = () => {
      host.emit('run.changed', { ...young, deleted: true });
      return succeed({ runId: 'c' });
    };
    await store.getState().remove('c');
    expect(ids(store)).toEqual(['a']);
    host.emit('run.changed', young);
    expect(ids(store)).toEqual(['c', 'a']);
  });

  test('brings a deleted run back', async () => {
    const store = createRunsStore(host);
    await store.getState().load();
    host.answers['runs.delete'] = () => succeed({ runId: 'c' });
    host.answers['runs.restore'] = () => succeed(young);
    await store.getState().remove('c');
    await store.getState().restore('c');
    expect(ids(store)).toEqual(['c', 'a']);
  });

  test('shows the failure only where there is nothing to keep', async () => {
    host.answers['runs.list'] = () => fail(failure);
    const store = createRunsStore(host);
    await store.getState().load();
    expect(store.getState().rows).toEqual({ state: 'failed', failure });
    host.answers['runs.list'] = () => succeed([old]);
    await store.getState().load();
    host.answers['runs.list'] = () => fail(failure);
    await store.getState().load();
    expect(ids(store)).toEqual(['a']);
  });
});
