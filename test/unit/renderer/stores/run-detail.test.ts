import { expect, test } from 'vitest';
import { succeed } from '../../../../src/contract/failure.ts';
import type { RunDetail } from '../../../../src/contract/wire.ts';
import { valueIn } from '../../../../src/renderer/stores/loadable.ts';
import { createRunDetailStore } from '../../../../src/renderer/stores/run-detail.ts';
import { row, runId, summary } from '../demo.ts';
import { ScriptedHost, settled } from '../scripted-host.ts';
import { gauges, watched } from '../watched.ts';

const detail: RunDetail = { row: row({}), summary, planName: 'made', planText: '', overrides: {} };

test('recomputes without the disturbed seconds, and drops an answer a newer wish has overtaken', async () => {
  const host = new ScriptedHost();
  host.answers['runs.get'] = (argument: { excludeBadSeconds?: boolean }) =>
    succeed({ ...detail, planText: argument.excludeBadSeconds === true ? 'without' : 'with' });
  const store = createRunDetailStore(host, runId);
  const slow = store.getState().setExcludeBadSeconds(true);
  const fast = store.getState().setExcludeBadSeconds(false);
  await Promise.all([slow, fast]);
  expect(valueIn(store.getState().detail)?.planText).toBe('with');
  await store.getState().setExcludeBadSeconds(true);
  expect(valueIn(store.getState().detail)?.planText).toBe('without');
  expect(store.getState().recomputing).toBe(false);
});

test('takes over a changed row of this run and of no other', async () => {
  const host = new ScriptedHost();
  host.answers['runs.get'] = () => succeed(detail);
  const store = createRunDetailStore(host, runId);
  const close = store.getState().open();
  await settled();
  host.emit('run.changed', row({ runId: 'other', name: 'Other' }));
  host.emit('run.changed', row({ name: 'Renamed' }));
  expect(valueIn(store.getState().detail)?.row.name).toBe('Renamed');
  close();
  host.emit('run.changed', row({ name: 'Too late' }));
  expect(valueIn(store.getState().detail)?.row.name).toBe('Renamed');
});

test('a run whose causes are being searched for is read again once they are known', async () => {
  const host = new ScriptedHost();
  host.answers['runs.get'] = ({ withCauses }: { withCauses: boolean }) =>
    succeed({ ...detail, ...(withCauses ? {} : { isSearching: true }) });
  const store = createRunDetailStore(host, runId);
  const close = store.getState().open();
  await settled();
  expect(store.getState().whole?.isSearching).toBe(true);
  host.emit('run.changed', row({}));
  await settled();
  expect(store.getState().whole?.isSearching).toBeUndefined();
  close();
});

test('causes that are found while a range is looked at reach the whole run', async () => {
  const host = new ScriptedHost();
  host.answers['runs.get'] = (argument: { withCauses: boolean; fromSecond?: number }) =>
    succeed({
      ...detail,
      planText: argument.fromSecond === undefined ? 'whole' : 'part',
      ...(argument.withCauses ? {} : { isSearching: true }),
    });
  const store = createRunDetailStore(host, runId);
  const close = store.getState().open();
  await settled();
  await store.getState().setRange({ fromSecond: 2, toSecond: 4 });
  expect(store.getState().whole?.isSearching).toBe(true);
  host.emit('run.changed', row({}));
  await settled();
  expect(store.getState().whole).toMatchObject({ planText: 'whole' });
  expect(store.getState().whole?.isSearching).toBeUndefined();
  expect(valueIn(store.getState().detail)?.planText).toBe('part');
  close();
});

test('figures of a range are asked for, and those of the whole run kept beside them', async () => {
  const host = new ScriptedHost();
  const asked: unknown[] = [];
  host.answers['runs.get'] = (argument: { fromSecond?: number }) => {
    asked.push(argument);
    return succeed({ ...detail, planText: argument.fromSecond === undefined ? 'whole' : 'part' });
  };
  const store = createRunDetailStore(host, runId);
  await store.getState().load();
  await store.getState().setRange({ fromSecond: 3, toSecond: 5 });
  await store.getState().setRange({ fromSecond: 3, toSecond: 5 });
  const figures = { runId, withSeconds: false };
  expect(asked).toEqual([
    { ...figures, withCauses: false },
    { ...figures, withCauses: true, fromSecond: 3, toSecond: 5 },
  ]);
  expect(valueIn(store.getState().detail)?.planText).toBe('part');
  expect(store.getState().whole?.planText).toBe('whole');
  await store.getState().setRange(null);
  expect(valueIn(store.getState().detail)?.planText).toBe('whole');
});

test('shows figures before the seconds, which it reads once, whatever figures it asks for', async () => {
  const host = new ScriptedHost();
  host.answers['runs.get'] = () => succeed({ ...detail, summary: { ...summary, perSecond: [] } });
  host.answers['runs.seconds'] = ({ fromSecond, count }: { fromSecond: number; count: number }) =>
    succeed(summary.perSecond.slice(fromSecond, fromSecond + count));
  const store = createRunDetailStore(host, runId);
  const loaded = store.getState().load();
  await settled();
  expect(store.getState().detail.state).toBe('ready');
  await loaded;
  expect(store.getState().hasSeconds).toBe(true);
  expect(valueIn(store.getState().detail)?.summary.perSecond).toEqual(summary.perSecond);
  const slices = host.asked.filter(({ name }) => name === 'runs.seconds').length;
  await store.getState().setRange({ fromSecond: 2, toSecond: 4 });
  expect(valueIn(store.getState().detail)?.summary.perSecond).toEqual(summary.perSecond);
  expect(host.asked.filter(({ name }) => name === 'runs.seconds')).toHaveLength(slices);
});

test('reads the columns of what was watched with the seconds, and keeps them beside the figures of a range', async () => {
  const host = new ScriptedHost();
  const figures = gauges.map((one) => ({ ...one, perSecond: [] }));
  host.answers['runs.get'] = () =>
    succeed({ ...detail, summary: { ...watched, gauges: figures, perSecond: [] } });
  host.answers['runs.seconds'] = () => succeed(summary.perSecond);
  host.answers['runs.gauges'] = () => succeed(gauges);
  const store = createRunDetailStore(host, runId);
  await store.getState().load();
  expect(valueIn(store.getState().detail)?.summary.gauges).toEqual(gauges);
  await store.getState().setRange({ fromSecond: 2, toSecond: 4 });
  expect(valueIn(store.getState().detail)?.summary.gauges).toEqual(gauges);
  expect(host.asked.filter(({ name }) => name === 'runs.gauges')).toHaveLength(1);
});
