import { describe, expect, test } from 'vitest';
import { failureFor } from '../../../../../src/workers/engine/drivers/failure-codes.ts';
import { ThreadMeter } from '../../../../../src/workers/engine/measure/meter.ts';
import { StreamTally } from '../../../../../src/workers/engine/streams/stream-counters.ts';
import { Agenda } from '../../../../../src/workers/engine/time/timer-heap.ts';
import { Conversation, RoundTrips } from '../../../../../src/workers/protocols/websocket/message-exchange.ts';
import { makeSeries } from '../../../../support/made-plan.ts';

function make(mostUnderWay = 100) {
  const meter = new ThreadMeter([makeSeries({ clock: 'intended' })], 0, 1);
  const agenda = new Agenda();
  const trips = new RoundTrips({
    series: 0,
    agenda,
    meter,
    timeoutUs: 1_000,
    lateAs: 'timeout.reply',
    mostUnderWay,
    method: 'WS',
    url: 'ws://x/',
  });
  const life = new StreamTally('s').lifeline(0);
  const counts = () => meter.flush().series[0]?.counts;
  return { agenda, trips, counts, talk: () => new Conversation(trips, life, { secrets: () => [] }) };
}

describe('a conversation', () => {
  test('gives answers to the oldest question first', () => {
    const { talk, counts, agenda } = make();
    const conversation = talk();
    conversation.ask(0, 0, undefined);
    conversation.ask(100, 100, undefined);
    expect(conversation.answerOldest(500)).toBe(true);
    agenda.run(1_050);
    expect(conversation.size).toBe(1);
    agenda.run(1_100);
    expect(conversation.size).toBe(0);
    expect(conversation.answerOldest(1_200)).toBe(false);
    expect(counts()).toMatchObject({ sent: 2, ok: 1, errors: 1, inFlight: 0 });
  });

  test('knows questions by their keys, wherever they stand', () => {
    const { talk } = make();
    const conversation = talk();
    for (const key of ['a', 'b', 'c', 'd']) conversation.ask(0, 0, key);
    expect(conversation.answerKey('c', 1)).toBe(true);
    expect(conversation.answerKey('c', 2)).toBe(false);
    expect(conversation.answerKey('x', 2)).toBe(false);
    expect(conversation.answerKey('a', 2)).toBe(true);
    expect(conversation.answerUpTo('d', 3)).toBe(true);
    expect(conversation.size).toBe(0);
  });

  test('a key used twice belongs to the later question; the earlier one can only time out', () => {
    const { talk, counts, agenda } = make();
    const conversation = talk();
    conversation.ask(0, 0, 'k');
    conversation.ask(0, 500, 'k');
    expect(conversation.answerKey('k', 600)).toBe(true);
    expect(conversation.answerKey('k', 700)).toBe(false);
    agenda.run(2_000);
    expect(counts()).toMatchObject({ ok: 1, errors: 1, inFlight: 0 });
  });

  test('ends with its connection: by a failure, or open', () => {
    const { talk, counts, agenda } = make();
    const [broken, stopped] = [talk(), talk()];
    for (let n = 0; n < 3; n += 1) {
      broken.ask(0, 0, n);
      stopped.ask(0, 0, n);
    }
    broken.end(10, failureFor('ws.abnormal_close'));
    stopped.end(10, null);
    expect(agenda.size).toBe(0);
    expect(counts()).toMatchObject({ sent: 6, errors: 3, inFlight: 3 });
  });

  test('takes no more than its thread can hold', () => {
    const { trips, talk } = make(2);
    const conversation = talk();
    conversation.ask(0, 0, undefined);
    expect(trips.isFull).toBe(false);
    conversation.ask(0, 0, undefined);
    expect(trips.isFull).toBe(true);
    conversation.answerOldest(1);
    expect(trips.isFull).toBe(false);
  });

  test('uses its records again', () => {
    const { trips, talk } = make();
    const conversation = talk();
    const before = trips.begin(0, 0);
    trips.forget(before);
    conversation.ask(0, 0, 'k');
    conversation.answerKey('k', 1);
    expect(trips.begin(0, 0)).toBe(before);
  });
});
