import { expect, test } from 'vitest';
import { succeed } from '../../../../../src/contract/failure.ts';
import type { LiveLoad } from '../../../../../src/contract/live-load.ts';
import type { LiveUpdate } from '../../../../../src/contract/wire.ts';
import { startRunKeys } from '../../../../../src/main/hosts/cli/run-keys.ts';
import { KEYS_HINT } from '../../../../../src/main/hosts/cli/steer-keys.ts';
import type { App } from '../../../../../src/main/services/app-port.ts';
import { FakeKeys, FakeOwner } from '../../../../support/fake-keys.ts';

const LOAD: LiveLoad = {
  levels: [{ unit: 'users', level: 20, planned: 20, peak: 20 }],
  isSteered: false,
  refusal: '',
};

/** Keys of run `r` on a terminal that may have none; what was asked of the run, and what was said. */
function started({
  keys,
  owner = new FakeOwner(),
}: {
  readonly keys: FakeKeys | null;
  readonly owner?: FakeOwner;
}) {
  const heard: string[] = [];
  const listeners = new Set<(live: LiveUpdate) => void>();
  const app = {
    handlers: {
      'runs.steer': async ({ act }: { act: { kind: string } }) => {
        heard.push(act.kind);
        return succeed({ atMs: 0, act, by: 'hand', sentence: 'Done.' });
      },
    },
    on: (_: string, listener: (live: LiveUpdate) => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  } as unknown as App;
  const release = startRunKeys(
    {
      terminal: { openKeys: () => keys },
      app,
      runId: 'r',
      note: (sentence) => heard.push(sentence),
      isQuiet: false,
      onInterrupt: () => heard.push('interrupt'),
    },
    owner,
  );
  const tell = (runId: string) => {
    for (const listener of listeners) listener({ runId, load: LOAD } as LiveUpdate);
  };
  return { heard, listeners, release, tell };
}

test('keys steer the run once its load is known, and Ctrl-C interrupts it', async () => {
  const keys = new FakeKeys();
  const { heard, listeners, release, tell } = started({ keys });
  tell('another');
  expect(heard).toEqual([]);
  tell('r');
  keys.type('h\u0003');
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual([KEYS_HINT, 'interrupt', 'hold', 'Done.']);
  release();
  expect([keys.isRaw, listeners.size]).toEqual([false, 0]);
});

test('where nobody can press a key, or another job has the terminal, nothing listens', () => {
  const { listeners, release } = started({ keys: null });
  expect(listeners.size).toBe(0);
  release();
  const keys = new FakeKeys();
  const owner = new FakeOwner();
  owner.foreground = false;
  expect(started({ keys, owner }).listeners.size).toBe(0);
  expect(keys.asked).toEqual([]);
});
