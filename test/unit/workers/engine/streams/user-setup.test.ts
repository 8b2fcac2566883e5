import { expect, test } from 'vitest';
import type { Failure } from '../../../../../src/contract/failure.ts';
import { UserSetup } from '../../../../../src/workers/engine/streams/user-setup.ts';
import { ScenarioSetup } from '../../../../../src/workers/engine/users/scenario-setup.ts';
import { makeStep, makeWebSocket } from '../../../../support/made-plan.ts';
import { streamThread } from '../../../../support/stream-run.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

const FAILURE: Failure = { code: 'http.5xx', side: 'target', message: '', hint: '' };

test('a shared setup that another thread does: its values and its failure are heard, nothing is sent', async () => {
  const scenario = makeWebSocket(0, {
    setup: [makeStep(5, { path: '/login', extract: [{ to: 'token', json: '/token' }] })],
    setupPolicy: { shared: true, everyMs: 1_000 },
  });
  const tellSetup = () => {
    throw new Error('told of a setup it does not do');
  };
  const made = streamThread(new VirtualClock(), scenario, { share: { index: 1, count: 2 }, tellSetup });
  const { values } = made.thread;
  const scope = values.openScope(3, 0);
  const shared = new ScenarioSetup(made.thread, scenario, 'http://127.0.0.1:1');
  const setup = new UserSetup(made.thread, shared, scope);
  const outcomes: (string | null)[] = [];
  const ask = () => setup.run((failure) => outcomes.push(failure?.code ?? null));

  made.thread.hearSetup({ scenario: 0, values: [['token', 'first']], failure: null });
  ask();
  expect(scope.get('token')).toBe('first');
  made.thread.hearSetup({ scenario: 0, values: [], failure: FAILURE });
  ask();
  made.thread.hearSetup({ scenario: 1, values: [['token', 'of another class']], failure: null });
  ask();
  made.thread.hearSetup({ scenario: 0, values: [['token', 'second']], failure: null });
  ask();
  expect(outcomes).toEqual([null, 'http.5xx', 'http.5xx', null]);
  expect(scope.get('token')).toBe('second');
  expect(made.meter.flush().series).toEqual([]);
});
