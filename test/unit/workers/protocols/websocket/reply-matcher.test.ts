import { describe, expect, test } from 'vitest';
import { failureFor } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import { ThreadMeter } from '../../../../../src/workers/engine/measure/meter.ts';
import { AttemptMeter } from '../../../../../src/workers/engine/streams/attempt-meter.ts';
import { StreamCounters } from '../../../../../src/workers/engine/streams/stream-counters.ts';
import { TrackedConnection } from '../../../../../src/workers/engine/streams/tracked-connection.ts';
import { TimerHeap } from '../../../../../src/workers/engine/time/timer-heap.ts';
import { ReplyMatcher, RoundTrips } from '../../../../../src/workers/protocols/websocket/reply-matcher.ts';
import { makeSeries } from '../../../../support/made-plan.ts';

function make(mostUnderWay = 100) {
  const meter = new ThreadMeter([makeSeries({ clock: 'intended' })], 0, 1);
  const timers = new TimerHeap();
  const trips = new RoundTrips({
    attempts: new AttemptMeter(meter, 0, { method: 'WS', url: 'ws://x/' }),
    timers,
    timeoutUs: 1_000,
    lateAs: 'timeout.reply',
    mostUnderWay,
  });
  const life = new TrackedConnection(new StreamCounters('s'), 0);
  const counts = () => meter.flush().series[0]?.counts;
  return {
    timers,
    trips,
    counts,
    messageExchange: () =>
      new ReplyMatcher(trips, { life, holder: { secrets: () => [] }, source: null, times: null }),
  };
}

describe('a conversation', () => {
  test('gives answers to the oldest question first', () => {
    const { messageExchange, counts, timers } = make();
    const replies = messageExchange();
    replies.ask(0, 0, undefined);
    replies.ask(100, 100, undefined);
    expect(replies.answerOldest(500)).toBe(true);
    timers.run(1_050);
    expect(replies.size).toBe(1);
    timers.run(1_100);
    expect(replies.size).toBe(0);
    expect(replies.answerOldest(1_200)).toBe(false);
    expect(counts()).toMatchObject({ sent: 2, ok: 1, errors: 1, inFlight: 0 });
  });

  test('knows questions by their keys, wherever they stand', () => {
    const { messageExchange } = make();
    const replies = messageExchange();
    for (const key of ['a', 'b', 'c', 'd']) replies.ask(0, 0, key);
    expect(replies.answerKey('c', 1)).toBe(true);
    expect(replies.answerKey('c', 2)).toBe(false);
    expect(replies.answerKey('x', 2)).toBe(false);
    expect(replies.answerKey('a', 2)).toBe(true);
    expect(replies.answerUpTo('d', 3)).toBe(true);
    expect(replies.size).toBe(0);
  });

  test('a key used twice belongs to the later question; the earlier one can only time out', () => {
    const { messageExchange, counts, timers } = make();
    const replies = messageExchange();
    replies.ask(0, 0, 'k');
    replies.ask(0, 500, 'k');
    expect(replies.answerKey('k', 600)).toBe(true);
    expect(replies.answerKey('k', 700)).toBe(false);
    timers.run(2_000);
    expect(counts()).toMatchObject({ ok: 1, errors: 1, inFlight: 0 });
  });

  test('ends with its connection: by a failure, or open', () => {
    const { messageExchange, counts, timers } = make();
    const [broken, stopped] = [messageExchange(), messageExchange()];
    for (let n = 0; n < 3; n += 1) {
      broken.ask(0, 0, n);
      stopped.ask(0, 0, n);
    }
    broken.end(10, failureFor('ws.abnormal_close'));
    stopped.end(10, null);
    expect(timers.size).toBe(0);
    expect(counts()).toMatchObject({ sent: 6, errors: 3, inFlight: 3 });
  });

  test('takes no more than its thread can hold', () => {
    const { trips, messageExchange } = make(2);
    const replies = messageExchange();
    replies.ask(0, 0, undefined);
    expect(trips.isFull).toBe(false);
    replies.ask(0, 0, undefined);
    expect(trips.isFull).toBe(true);
    replies.answerOldest(1);
    expect(trips.isFull).toBe(false);
  });

  test('uses its records again', () => {
    const { trips, messageExchange } = make();
    const replies = messageExchange();
    const before = trips.begin(0, 0);
    trips.forget(before);
    replies.ask(0, 0, 'k');
    replies.answerKey('k', 1);
    expect(trips.begin(0, 0)).toBe(before);
  });
});
