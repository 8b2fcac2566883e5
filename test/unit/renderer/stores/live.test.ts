import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { succeed } from '../../../../src/contract/failure.ts';
import type { ArgumentOf, LiveUpdate, RunDetail } from '../../../../src/contract/wire.ts';
import { createLiveStore, hasGap, mergeSeconds } from '../../../../src/renderer/stores/live.ts';
import { withColumns } from '../../../../src/renderer/stores/watched-columns.ts';
import { row, runId, secondsOf, summary } from '../demo.ts';
import { ScriptedHost, settled } from '../scripted-host.ts';
import { gauges, watches } from '../watched.ts';

const seconds = secondsOf(10);
const running = row({ state: 'running' });

function detail(count: number): RunDetail {
  const run = {
    ...summary.run,
    state: 'running' as const,
    durationMs: count * 1_000,
    plannedDurationMs: 20_000,
  };
  return {
    row: running,
    summary: { ...summary, run, perSecond: [] },
    planName: 'Made',
    planText: '',
    overrides: {},
  };
}

function update(second: number): LiveUpdate {
  const run = { ...summary.run, durationMs: (second + 1) * 1_000 };
  return {
    runId: runId,
    elapsedMs: (second + 1) * 1_000,
    plannedDurationMs: 20_000,
    second: seconds[second] as LiveUpdate['second'],
    summary: { ...summary, run },
  };
}

describe('seconds', () => {
  test('are merged by number, the newer winning', () => {
    const [a, b, c] = seconds as [never, never, never];
    const newer = { ...(b as object), users: 99 } as never;
    expect(mergeSeconds([a, b], [newer, c]).map((s) => s.second)).toEqual([0, 1, 2]);
    expect(mergeSeconds([a, b], [newer])[1]?.users).toBe(99);
    expect(mergeSeconds([a, c], [b]).map((s) => s.second)).toEqual([0, 1, 2]);
  });

  test('with one missing have a gap', () => {
    expect(hasGap([])).toBe(false);
    expect(hasGap(seconds.slice(0, 3))).toBe(false);
    expect(hasGap([...seconds.slice(0, 2), ...seconds.slice(3, 5)])).toBe(true);
  });
});

describe('the live run', () => {
  let host: ScriptedHost;
  let close: () => void;
  beforeEach(() => {
    vi.useFakeTimers();
    host = new ScriptedHost();
  });
  afterEach(() => {
    close();
    vi.useRealTimers();
  });

  /** So many seconds of the run are over. */
  function reaches(count: number): void {
    host.answers['runs.get'] = () => succeed(detail(count));
    host.answers['runs.seconds'] = ({ fromSecond }: ArgumentOf<'runs.seconds'>) =>
      succeed(seconds.slice(fromSecond, count));
  }

  async function opened(count: number) {
    reaches(count);
    const store = createLiveStore(host, runId);
    close = store.getState().open();
    await settled();
    return store;
  }

  test('shows the seconds so far after a reload, then follows the events', async () => {
    const store = await opened(4);
    expect(store.getState().seconds.map((s) => s.second)).toEqual([0, 1, 2, 3]);
    host.emit('run.second', update(4));
    expect(store.getState().seconds.map((s) => s.second)).toEqual([0, 1, 2, 3, 4]);
    expect(store.getState().elapsedMs).toBe(5_000);
  });

  test('keeps an event that came before the answer, and the newer summary', async () => {
    reaches(4);
    const store = createLiveStore(host, runId);
    close = store.getState().open();
    host.emit('run.second', update(4));
    await settled();
    expect(store.getState().seconds.map((s) => s.second)).toEqual([0, 1, 2, 3, 4]);
    expect(store.getState().summary?.run.durationMs).toBe(5_000);
  });

  test('fetches again where an event was lost', async () => {
    const store = await opened(2);
    reaches(6);
    host.emit('run.second', update(5));
    await settled();
    expect(store.getState().seconds.map((s) => s.second)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(host.asked.at(-1)?.argument).toMatchObject({ fromSecond: 2 });
  });

  test('has what was watched after a reload, and what is told since of this second and of earlier ones', async () => {
    const [cpu] = gauges as [(typeof gauges)[number]];
    const told = (second: number, value: number) => ({
      ...{ watch: 'gateway', second },
      gauges: [{ name: cpu.name, unit: cpu.unit, value }],
    });
    host.answers['runs.gauges'] = () => succeed([{ ...cpu, perSecond: [0.1, null, 0.3] }]);
    reaches(3);
    const whole = detail(3);
    host.answers['runs.get'] = () => succeed({ ...whole, summary: { ...whole.summary, watches } });
    const store = createLiveStore(host, runId);
    close = store.getState().open();
    host.emit('run.second', { ...update(3), watched: [told(1, 0.2)] });
    await settled();
    host.emit('run.second', { ...update(4), watched: [told(4, 0.5)] });
    expect(store.getState().columns.map(({ perSecond }) => perSecond)).toEqual([[0.1, 0.2, 0.3, null, 0.5]]);
    const [drawn] = withColumns([{ ...cpu, perSecond: [] }], store.getState().columns, 6);
    expect([drawn?.title, drawn?.perSecond]).toEqual(['CPU', [0.1, 0.2, 0.3, null, 0.5, null]]);
  });

  test('ignores other runs', async () => {
    const store = await opened(2);
    host.emit('run.second', { ...update(2), runId: 'another' });
    expect(store.getState().seconds).toHaveLength(2);
  });

  test('fetches again after a lost connection', async () => {
    await opened(2);
    host.becomes('lost');
    host.becomes('connected');
    await settled();
    expect(host.asked.filter(({ name }) => name === 'runs.get')).toHaveLength(2);
  });

  test('asks a run that has been silent for three seconds', async () => {
    const store = await opened(2);
    reaches(5);
    await vi.advanceTimersByTimeAsync(6_100);
    expect(store.getState().seconds).toHaveLength(5);
  });

  test('stops gracefully first, at once on the second press', async () => {
    const store = await opened(2);
    host.answers['runs.stop'] = () => succeed({ state: 'running' });
    await store.getState().askToStop();
    expect(store.getState().stop).toBe('stopping');
    await store.getState().askToStop();
    expect(store.getState().stop).toBe('cutting');
    expect(host.asked.filter(({ name }) => name === 'runs.stop')).toEqual([
      { name: 'runs.stop', argument: { runId: runId } },
      { name: 'runs.stop', argument: { runId: runId, now: true } },
    ]);
  });

  test('knows that the run has ended, whatever a late answer says', async () => {
    const store = await opened(2);
    host.emit('run.changed', row({ state: 'stopped', durationMs: 2_400 }));
    await store.getState().load();
    expect(store.getState().row?.state).toBe('stopped');
    expect(store.getState().elapsedMs).toBe(2_400);
  });

  test('says why there is nothing to show', async () => {
    const failure = {
      code: 'run.not_found',
      side: 'client',
      message: 'There is no such run.',
      hint: '',
    } as const;
    host.answers['runs.get'] = () => ({ ok: false, failure });
    const store = createLiveStore(host, 'gone');
    close = store.getState().open();
    await settled();
    expect(store.getState().failure).toEqual(failure);
  });
});
