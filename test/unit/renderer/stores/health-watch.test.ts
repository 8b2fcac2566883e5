import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { succeed } from '../../../../src/contract/failure.ts';
import type { RunRow } from '../../../../src/contract/wire.ts';
import { watchHealth } from '../../../../src/renderer/stores/health-watch.ts';
import { createRunsStore } from '../../../../src/renderer/stores/runs.ts';
import { createServicesStore } from '../../../../src/renderer/stores/services.ts';
import { ScriptedHost } from '../scripted-host.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function watched() {
  const host = new ScriptedHost();
  host.answers['services.check'] = () => succeed([]);
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const window = new EventTarget();
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', window);
  const runs = createRunsStore(host);
  watchHealth({ host, runs, services: createServicesStore(host) });
  const asked = () => host.asked.splice(0).map(({ name, argument }) => [name, argument]);
  return {
    host,
    page,
    runs,
    asked,
    look: () => page.dispatchEvent(new Event('visibilitychange')),
    focus: () => window.dispatchEvent(new Event('focus')),
  };
}
const quietly = ['services.check', { olderThanMs: 30_000 }];

test('asks again every so often, only what is that old, and sooner when the window is looked at', () => {
  const { asked, look, focus } = watched();
  vi.advanceTimersByTime(14_999);
  expect(asked()).toEqual([]);
  vi.advanceTimersByTime(15_001);
  expect(asked()).toEqual([quietly, quietly]);
  look();
  expect(asked()).toEqual([['services.check', { olderThanMs: 5_000 }]]);
  focus();
  expect(asked()).toEqual([['services.check', { olderThanMs: 5_000 }]]);
});

test('asks nobody while the window is out of sight, the program is gone, or a run is on', () => {
  const { asked, look, page, host, runs } = watched();
  const nothingAsked = () => {
    look();
    vi.advanceTimersByTime(60_000);
    expect(asked()).toEqual([]);
  };
  page.visibilityState = 'hidden';
  nothingAsked();
  page.visibilityState = 'visible';
  host.becomes('lost');
  nothingAsked();
  host.becomes('connected');
  runs.setState({ rows: { state: 'ready', value: [{ state: 'running' } as RunRow] } });
  nothingAsked();
  runs.setState({ rows: { state: 'ready', value: [{ state: 'completed' } as RunRow] } });
  look();
  expect(asked()).toHaveLength(1);
});
