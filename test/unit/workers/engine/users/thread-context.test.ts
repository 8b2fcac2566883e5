import { expect, test } from 'vitest';
import type { Scenario } from '../../../../../src/contract/run-plan.ts';
import { wholeCaps } from '../../../../../src/workers/engine/load/divide-caps.ts';
import { ThreadMeter } from '../../../../../src/workers/engine/measure/meter.ts';
import { Timer } from '../../../../../src/workers/engine/time/timer-heap.ts';
import { type Protocol, ThreadContext } from '../../../../../src/workers/engine/users/thread-context.ts';
import { makePlan, makeWebSocket } from '../../../../support/made-plan.ts';
import { ScriptedDriver } from '../../../../support/scripted-driver.ts';
import { VirtualClock } from '../../../../support/virtual-clock.ts';

/** A protocol that the engine has never heard of: it says what it is asked, and sets a timer for each turn. */
function spoken(said: string[]): Protocol {
  return (thread) => ({
    warmUp: async () => void said.push('warm'),
    compileStep: () => null,
    createRunner({ name }) {
      if (!name.startsWith('spoken')) return null;
      const timer = new (class extends Timer {
        due(): void {
          said.push(`${name} timer`);
        }
      })();
      return {
        prepare: () => thread.prepare(),
        addresses: () => ({ [name]: '127.0.0.1' }),
        start: (startUs, endUs) => said.push(`${name} ${endUs - startUs}`),
        advance(nowUs) {
          said.push(`${name} advance`);
          thread.timers.set(timer, nowUs);
        },
        conclude: () => said.push(`${name} conclude`),
        settle: (boundaryUs) => said.push(`${name} settle ${boundaryUs}`),
        users: () => 2,
        takeStream: () => null,
        steer: (changes) => said.push(`${name} steer ${changes.length}`),
        stop: (kind) => said.push(`${name} stop ${kind}`),
        done: Promise.resolve(),
      };
    },
  });
}

function threadOf(said: string[], clock = new VirtualClock()): ThreadContext {
  const plan = makePlan();
  return new ThreadContext({
    plan,
    clock,
    meter: new ThreadMeter(plan.series, 0, plan.seed),
    share: { index: 0, count: 1 },
    caps: wholeCaps(plan.limits),
    protocols: { requests: () => new ScriptedDriver(clock, () => ({ afterUs: 1 })), all: [spoken(said)] },
    secrets: {},
    userAgent: 'test',
  });
}

const named = (name: string): Scenario => ({ ...makeWebSocket(0), name });

test('in a turn all scenarios do what is due, then the timers run, then what is over is concluded', async () => {
  const said: string[] = [];
  const thread = threadOf(said);
  thread.addScenario(named('spoken a'));
  thread.addScenario(named('spoken b'));
  expect(await thread.prepareScenarios()).toEqual({ 'spoken a': '127.0.0.1', 'spoken b': '127.0.0.1' });
  expect(said.splice(0)).toEqual(['warm']);
  thread.begin(0, 5);
  thread.tick(3);
  thread.settle(4);
  thread.stop('graceful');
  const ofBoth = (what: string) => [`spoken a ${what}`, `spoken b ${what}`];
  expect(said).toEqual(['5', 'advance', 'timer', 'conclude', 'settle 4', 'stop graceful'].flatMap(ofBoth));
  expect(thread.users()).toBe(4);
});

test('a scenario that no protocol takes for its own is refused', () => {
  expect(() => threadOf([]).addScenario(named('silent'))).toThrow(
    new RangeError('no protocol for websocket'),
  );
});
