import { describe, expect, it } from 'vitest';
import { noCounts, noHistograms } from '../../../../src/contract/counts.ts';
import { gaugesOf } from '../../../../src/contract/gauges.ts';
import type { RunSecond, ThreadTick } from '../../../../src/contract/tick.ts';
import { Histogram } from '../../../../src/workers/engine/measure/histogram.ts';
import { SecondCounters } from '../../../../src/workers/threads/second-counters.ts';
import { makeTick } from '../../../support/made-tick.ts';

const MACHINE = gaugesOf({ 'machine.cpu': 0 });
const NO_COUNTS = noCounts();
const NO_HISTOGRAMS = noHistograms();

function histogramOf(...values: number[]): Uint8Array {
  const histogram = new Histogram();
  for (const value of values) histogram.record(value);
  return histogram.encode();
}

function tick(
  thread: number,
  second: number,
  change: Partial<ThreadTick> & { ok?: number; times?: number[] } = {},
): ThreadTick {
  const { ok = 1, times = [], ...rest } = change;
  const service = times.length > 0 ? histogramOf(...times) : null;
  return makeTick(thread, second, {
    series:
      ok > 0
        ? [
            {
              series: 0,
              counts: { ...NO_COUNTS, ok, inFlight: 1 },
              histograms: { ...NO_HISTOGRAMS, service },
            },
          ]
        : [],
    ...rest,
  });
}

function secondCounters(threads: number[]) {
  const seconds: RunSecond[] = [];
  return {
    seconds,
    book: new SecondCounters(
      { threads, seconds: 10 },
      () => MACHINE,
      (second) => seconds.push(second),
    ),
  };
}

describe('gathering the seconds of several threads', () => {
  it('gives a second on when the last thread has reported it, in order', () => {
    const { seconds, book } = secondCounters([0, 1]);
    book.add(tick(0, 0));
    book.add(tick(0, 1));
    expect(seconds).toEqual([]);
    book.add(tick(1, 0));
    expect(seconds.map(({ second }) => second)).toEqual([0]);
    book.add(tick(1, 1));
    expect(seconds.map(({ second, users, lengthUs }) => [second, users, lengthUs])).toEqual([
      [0, 2, 1_000_000],
      [1, 2, 1_000_000],
    ]);
  });

  it('adds counts and gauges, and merges histograms', () => {
    const { seconds, book } = secondCounters([0, 1]);
    book.add(tick(0, 0, { ok: 2, times: [1_000, 2_000] }));
    book.add(tick(1, 0, { ok: 3, times: [3_000, 4_000, 5_000] }));
    const [series] = seconds[0]?.series ?? [];
    expect(series?.counts).toMatchObject({ ok: 5, inFlight: 2 });
    const merged = new Histogram();
    merged.mergeEncoded(series?.histograms.service ?? new Uint8Array());
    // Above 2,048 µs a bucket is 2 µs wide, and its upper edge is given.
    expect([merged.count, merged.min, merged.percentile(50), merged.max]).toEqual([5, 1_000, 3_001, 5_000]);
  });

  it('does not wait for a thread that ended earlier, or was lost', () => {
    const { seconds, book } = secondCounters([0, 1, 2]);
    book.add(tick(0, 0));
    book.add(tick(1, 0, { last: true }));
    book.add(tick(2, 0));
    book.add(tick(0, 1));
    expect(seconds.map(({ second }) => second)).toEqual([0]);
    book.lose(2);
    expect(seconds.map(({ second }) => second)).toEqual([0, 1]);
  });

  it('keeps open what threads left open that report no more, and cancels what waited on a lost one', () => {
    const { seconds, book } = secondCounters([0, 1, 2]);
    const counts = { ...NO_COUNTS, sent: 3, inFlight: 3, waiting: 2 };
    const part = { series: 0, counts, histograms: NO_HISTOGRAMS };
    book.add(tick(0, 0, { last: true, series: [{ ...part, counts: { ...counts, waiting: 0 } }] }));
    book.add(tick(1, 0, { series: [part] }));
    book.add(tick(2, 0));
    book.lose(1);
    for (const second of [1, 2]) book.add(tick(2, second, { ok: 0 }));
    book.add(tick(2, 3, { last: true }));
    book.close(3_500_000);
    const open = { ...NO_COUNTS, inFlight: 6 };
    expect(seconds.map(({ series }) => series[0]?.counts)).toEqual([
      { ...NO_COUNTS, sent: 6, ok: 1, inFlight: 7, waiting: 2 },
      { ...open, cancelled: 2 },
      open,
      { ...open, ok: 1, inFlight: 7 },
    ]);
  });

  it('gives the last second its real length, and leaves out an end in which nothing happened', () => {
    const busy = secondCounters([0]);
    busy.book.add(tick(0, 0));
    busy.book.add(tick(0, 1, { last: true }));
    expect(busy.seconds).toHaveLength(1);
    busy.book.close(1_250_000);
    expect(busy.seconds.map(({ lengthUs }) => lengthUs)).toEqual([1_000_000, 250_000]);
    const quiet = secondCounters([0]);
    quiet.book.add(tick(0, 0));
    quiet.book.add(tick(0, 1, { last: true, ok: 0 }));
    quiet.book.close(1_000_100);
    expect(quiet.seconds).toHaveLength(1);
    // A second, or a good part of one, in which nothing happened is a part of the run like any other.
    for (const [endUs, lengths] of [
      [2_000_000, [1_000_000, 1_000_000]],
      [1_400_000, [1_000_000, 400_000]],
    ] as const) {
      const calm = secondCounters([0]);
      calm.book.add(tick(0, 0));
      calm.book.add(tick(0, 1, { last: true, ok: 0 }));
      calm.book.close(endUs);
      expect(calm.seconds.map(({ lengthUs }) => lengthUs)).toEqual(lengths);
    }
  });

  it('keeps a short quiet end in which starts became known', () => {
    const slot = { slot: 3, starts: 2, ok: 2, failures: {}, open: 0, beyond: [], latencies: [] };
    const known = [0, 1, 2].map((before) => ({ ...slot, slot: before, starts: 0, ok: 0 }));
    const told = secondCounters([0]);
    told.book.add(tick(0, 0, { starts: known }));
    told.book.add(tick(0, 1, { ok: 0, last: true, starts: [slot] }));
    told.book.close(1_010_000);
    expect(told.seconds.map(({ starts }) => starts)).toEqual([known, [slot]]);
    const empty = secondCounters([0]);
    empty.book.add(tick(0, 0, { starts: known }));
    empty.book.add(tick(0, 1, { ok: 0, last: true, starts: [{ ...slot, starts: 0, ok: 0 }] }));
    empty.book.close(1_010_000);
    expect(empty.seconds).toHaveLength(1);
  });

  it('keeps what a crashed run measured', () => {
    const { seconds, book } = secondCounters([0, 1]);
    book.add(tick(0, 0));
    book.add(tick(0, 1));
    book.lose(1);
    book.close(2_500_000);
    expect(seconds.map(({ second }) => second)).toEqual([0, 1]);
  });

  it('adds failures of the same code on the same series', () => {
    const { seconds, book } = secondCounters([0, 1]);
    const failure = { code: 'http.5xx', side: 'target', message: 'm', hint: '' } as const;
    book.add(tick(0, 0, { failures: [{ series: 0, failure, count: 2, firstUs: 500, lastUs: 900 }] }));
    book.add(tick(1, 0, { failures: [{ series: 0, failure, count: 1, firstUs: 100, lastUs: 300 }] }));
    expect(seconds[0]?.failures).toEqual([{ series: 0, failure, count: 3, firstUs: 100, lastUs: 900 }]);
  });

  it('adds the states and topics of a stream over threads', () => {
    const { seconds, book } = secondCounters([0, 1]);
    const stream = (open: number, topics: Record<string, { count: number; bytes: number }>) => ({
      scenario: 's',
      states: { handshaking: 0, open, subscribed: 0, closing: 0 },
      attempted: open,
      opened: open,
      failed: 0,
      closed: 0,
      reconnects: 0,
      openUs: 0,
      messagesIn: 1,
      messagesOut: 2,
      missed: 0,
      duplicates: 0,
      outOfOrder: 0,
      closedBy: { clean: 1 },
      topics,
      deliveryLag: null,
    });
    book.add(tick(0, 0, { streams: [stream(3, { a: { count: 1, bytes: 10 } })] }));
    book.add(tick(1, 0, { streams: [stream(4, { a: { count: 2, bytes: 5 }, b: { count: 1, bytes: 1 } })] }));
    expect(seconds[0]?.streams).toEqual([
      {
        ...stream(7, { a: { count: 3, bytes: 15 }, b: { count: 1, bytes: 1 } }),
        messagesIn: 2,
        messagesOut: 4,
        closedBy: { clean: 2 },
      },
    ]);
  });

  it('tells a change of the load in the second in which it takes effect', () => {
    const { seconds, book } = secondCounters([0]);
    const change = {
      name: 'users',
      segments: [{ startMs: 1_060, durationMs: 8_940, from: 5, to: 5, cause: 'steered' as const }],
    };
    const entry = { atMs: 1_060, act: { kind: 'hold' as const }, by: 'hand' as const, sentence: 'Held.' };
    book.steer({ changes: [change], entry });
    for (const second of [0, 1, 2]) book.add(tick(0, second));
    expect(seconds.map(({ load, steered }) => [load, steered])).toEqual([
      [undefined, undefined],
      [[change], [entry]],
      [undefined, undefined],
    ]);
  });
});
