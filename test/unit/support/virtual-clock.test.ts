import { expect, test } from 'vitest';
import { VirtualClock } from '../../support/virtual-clock.ts';

test('runs timers by time and, at equal times, in the order they were set', () => {
  const clock = new VirtualClock();
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.nowUs()}`);
  clock.at(300, note('late'));
  clock.at(100, note('first'));
  clock.at(100, note('second'));
  clock.advanceTo(299);
  expect(ran).toEqual(['first@100', 'second@100']);
  expect(clock.nowUs()).toBe(299);
  clock.advanceTo(300);
  expect(ran).toEqual(['first@100', 'second@100', 'late@300']);
  expect(clock.pending).toBe(0);
});

test('runs a timer set for the past at the current time', () => {
  const clock = new VirtualClock({ startUs: 500 });
  let at = -1;
  clock.setTimer(20, () => {
    at = clock.nowUs();
  });
  clock.runUntilIdle();
  expect(at).toBe(500);
});

test('does not run a cleared timer, and clearing twice or after the run does nothing', () => {
  const clock = new VirtualClock();
  let runs = 0;
  const cleared = clock.setTimer(10, () => {
    runs += 1;
  });
  const kept = clock.setTimer(10, () => {
    runs += 10;
  });
  clock.clearTimer(cleared);
  clock.clearTimer(cleared);
  clock.runUntilIdle();
  clock.clearTimer(kept);
  expect(runs).toBe(10);
  expect(clock.pending).toBe(0);
});

test('a million 1 ms ticks of a 1,000 s plan happen at exactly their times', () => {
  const clock = new VirtualClock();
  let ticks = 0;
  let wrong = 0;
  const tick = (): void => {
    ticks += 1;
    if (clock.nowUs() !== ticks * 1_000) wrong += 1;
    if (ticks < 1_000_000) clock.setTimer(clock.nowUs() + 1_000, tick);
  };
  clock.setTimer(1_000, tick);
  clock.runUntilIdle();
  expect([ticks, wrong, clock.nowUs()]).toEqual([1_000_000, 0, 1_000_000_000]);
});

test('an immediate runs after what is already due and before later timers', () => {
  const clock = new VirtualClock();
  const ran: string[] = [];
  clock.at(10, () => {
    clock.setImmediate(() => ran.push('immediate'));
    ran.push('due');
  });
  clock.at(10, () => ran.push('also due'));
  clock.at(11, () => ran.push('later'));
  clock.runUntilIdle();
  expect(ran).toEqual(['due', 'also due', 'immediate', 'later']);
});

test('with a cost per immediate, a poller sees time pass', () => {
  const clock = new VirtualClock({ immediateCostUs: 5 });
  let polls = 0;
  const poll = (): void => {
    polls += 1;
    if (clock.nowUs() < 1_000) clock.setImmediate(poll);
  };
  poll();
  clock.runUntilIdle();
  expect([polls, clock.nowUs()]).toEqual([201, 1_000]);
});

test('names a livelock instead of hanging', () => {
  const clock = new VirtualClock();
  const spin = (): void => clock.setImmediate(spin);
  spin();
  expect(() => clock.runUntilIdle()).toThrow(/livelock at 0 µs/);
});

test('runUntilIdle refuses a timer that never ends', () => {
  const clock = new VirtualClock();
  const again = (): void => void clock.setTimer(clock.nowUs() + 1_000_000, again);
  again();
  expect(() => clock.runUntilIdle(10_000_000)).toThrow('1 timers are still set at 10000000 µs');
});

test('settleTo lets awaited steps finish before the next timer', async () => {
  const clock = new VirtualClock();
  const ran: string[] = [];
  clock.at(10, () => {
    void (async () => {
      await Promise.resolve();
      await Promise.resolve();
      ran.push(`awaited@${clock.nowUs()}`);
    })();
  });
  clock.at(20, () => ran.push(`next@${clock.nowUs()}`));
  await clock.settleTo(30);
  expect(ran).toEqual(['awaited@10', 'next@20']);
  expect(clock.nowUs()).toBe(30);
});
