import { describe, expect, it } from 'vitest';
import { eventText, Feed, type Frame } from '../../../../src/workers/sample-services/feed.ts';
import { seededRandom } from '../../../../src/workers/sample-services/latency.ts';
import { DelayWheel } from '../../../../src/workers/sample-services/wheel.ts';

interface Push {
  readonly topic: string;
  readonly seq: number;
  readonly sent_at: number;
  readonly data: { readonly commodity?: string; readonly message?: string };
}

/** A wheel on a clock that moves when told. */
function fakeTime() {
  let now = 0;
  let timer: { run: () => void; at: number } | undefined;
  const wheel = new DelayWheel(
    () => now,
    (run, delayMs) => {
      const set = { run, at: now + delayMs };
      timer = set;
      return () => {
        if (timer === set) timer = undefined;
      };
    },
  );
  const advanceTo = (at: number): void => {
    while (timer !== undefined && timer.at <= at) {
      const due = timer;
      timer = undefined;
      now = Math.max(now, due.at);
      due.run();
    }
    now = at;
  };
  return { wheel, advanceTo, now: () => now, isIdle: () => timer === undefined };
}

function feedOn(time: ReturnType<typeof fakeTime>): Feed {
  return new Feed({ wheel: time.wheel, random: seededRandom(1), wallClock: time.now, lagMs: () => 3 });
}

function listener() {
  const frames: Frame[] = [];
  return {
    frames,
    deliver: (frame: Frame) => void frames.push(frame),
    pushes: () => frames.map((frame) => JSON.parse(frame.text.toString()) as Push),
  };
}

describe('Feed', () => {
  it('pushes at the cadence of the topic, numbered without gaps, stamped when made', () => {
    const time = fakeTime();
    const feed = feedOn(time);
    const all = listener();
    feed.subscribe('pricing.updates', {}, all);
    time.advanceTo(100_000);
    const pushes = all.pushes();
    // A cadence of 500 ms ± 20 %, drawn evenly: 200 pushes, give or take 3 standard errors of the sum.
    expect(Math.abs(pushes.length - 200)).toBeLessThanOrEqual(5);
    expect(pushes.map(({ seq }) => seq)).toEqual(pushes.map((_, index) => index + 1));
    expect(new Set(pushes.map(({ topic }) => topic))).toEqual(new Set(['pricing.updates']));
    expect(pushes[0]?.sent_at).toBeGreaterThanOrEqual(400);
    expect(pushes[0]?.sent_at).toBeLessThanOrEqual(601);
  });

  it('serialises a push once for all who get it', () => {
    const time = fakeTime();
    const feed = feedOn(time);
    const [one, other] = [listener(), listener()];
    feed.subscribe('pricing.updates', {}, one);
    feed.subscribe('pricing.updates', {}, other);
    time.advanceTo(2_000);
    expect(one.frames.length).toBeGreaterThan(0);
    expect(one.frames.every((frame, index) => frame === other.frames[index])).toBe(true);
  });

  it('numbers what passes the filters without gaps', () => {
    const time = fakeTime();
    const feed = feedOn(time);
    const [all, oil] = [listener(), listener()];
    feed.subscribe('pricing.updates', {}, all);
    feed.subscribe('pricing.updates', { commodity: 'oil' }, oil);
    time.advanceTo(60_000);
    const ofOil = all.pushes().filter(({ data }) => data.commodity === 'oil');
    expect(ofOil.length).toBeGreaterThan(10);
    expect(oil.pushes().map(({ data }) => data)).toEqual(ofOil.map(({ data }) => data));
    expect(oil.pushes().map(({ seq }) => seq)).toEqual(ofOil.map((_, index) => index + 1));
  });

  it('lets alerts through every filter', () => {
    const time = fakeTime();
    const feed = feedOn(time);
    const oil = listener();
    feed.subscribe('alerts.user', { commodity: 'oil', region: 'north_sea', instrument_type: 'options' }, oil);
    time.advanceTo(60_000);
    expect(oil.pushes().length).toBeGreaterThanOrEqual(9);
  });

  it('stops when nobody listens, and takes up the numbering where it stopped', () => {
    const time = fakeTime();
    const feed = feedOn(time);
    const first = listener();
    const channel = feed.subscribe('pricing.updates', {}, first);
    time.advanceTo(3_000);
    channel.subscribers.clear();
    time.advanceTo(4_000);
    expect(time.isIdle()).toBe(true);
    const second = listener();
    expect(feed.subscribe('pricing.updates', {}, second)).toBe(channel);
    time.advanceTo(6_000);
    expect(second.pushes()[0]?.seq).toBe(first.frames.length + 1);
  });

  it('writes an event as the event stream format wants it', () => {
    expect(eventText('data', '{"a":1}', 7)).toBe('id: 7\nevent: data\ndata: {"a":1}\n\n');
    expect(eventText('heartbeat', '{}')).toBe('event: heartbeat\ndata: {}\n\n');
  });
});
