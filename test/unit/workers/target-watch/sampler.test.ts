import { describe, expect, it } from 'vitest';
import type { WatchedSecond } from '../../../../src/contract/watch.ts';
import { Sampler } from '../../../../src/workers/target-watch/sampler.ts';
import type { Reading, ReadMoment, WatchReader } from '../../../../src/workers/target-watch/watch-reader.ts';
import { VirtualClock } from '../../../support/virtual-clock.ts';

const START = 3_000_000;
const SLOW = 'Slower than a second.';
const BEGINS = 'Its rates begin with this reading.';
const late = (ms: number) => `This machine was busy: read ${ms} ms late.`;

type Answer = Partial<Reading>;
/** What a reader answers beside the number of its reading, which is counted from 0. */
type Script = (reading: number, clock: VirtualClock) => Answer | Promise<Answer>;
const PLAIN: Script = () => ({});

function readerOf(clock: VirtualClock, script: Script) {
  const moments: ReadMoment[] = [];
  let closed = 0;
  const whole = (reading: number, part: Answer): Reading => ({
    gauges: [{ name: 'target_cpu_usage_cores', unit: 'cores', value: reading }],
    ...part,
  });
  const reader: WatchReader = {
    read(moment) {
      const reading = moments.push(moment) - 1;
      expect(moment.atUs).toBe(clock.nowUs());
      const part = script(reading, clock);
      return part instanceof Promise ? part.then((one) => whole(reading, one)) : whole(reading, part);
    },
    close: () => {
      closed += 1;
    },
  };
  return { reader, moments, closed: () => closed };
}

function sampling(...scripts: Script[]) {
  return samplingWith({}, ...scripts);
}

/** @param delays of timers, by their time */
function samplingWith(
  { delays = {}, ...parts }: { readonly cpuUs?: () => number; readonly delays?: Record<number, number> },
  ...scripts: Script[]
) {
  const clock = new VirtualClock();
  const readers = scripts.map((script) => readerOf(clock, script));
  const told: { atMs: number; entries: readonly WatchedSecond[] }[] = [];
  const sampler = new Sampler({
    readers: readers.map(({ reader }) => reader),
    clock: {
      nowUs: () => clock.nowUs(),
      setTimer: (atUs, fn) => clock.setTimer(atUs + (delays[atUs] ?? 0), fn),
      clearTimer: (timer) => clock.clearTimer(timer),
    },
    ...parts,
    report: (entries) => told.push({ atMs: (clock.nowUs() - START) / 1_000, entries }),
  });
  /** Second, and what is known of it. */
  const rows = (watch = 0) =>
    told
      .flatMap(({ entries }) => entries)
      .filter((one) => one.watch === watch)
      .map(({ second, gauges, gap }) => [second, gap ?? gauges[0]?.value]);
  return { clock, sampler, readers, told, rows };
}

/** After so many milliseconds of the virtual clock. */
function answerIn(clock: VirtualClock, ms: number, answer: Answer): Promise<Answer> {
  return new Promise((resolve) => clock.setTimer(clock.nowUs() + ms * 1_000, () => resolve(answer)));
}

/** Answers at once, which takes so long: nothing else goes on meanwhile. */
function busy(clock: VirtualClock, ms: number): Answer {
  clock.advanceBy(ms * 1_000);
  return {};
}

describe('the schedule of what is watched', () => {
  it('reads at the start, tells nothing of that, and then every second on the run’s own boundaries', async () => {
    const { clock, sampler, readers, told, rows } = sampling(PLAIN);
    clock.advanceTo(START - 50_000);
    sampler.begin(START);
    await clock.settleTo(START + 3_400_000);
    expect(readers[0]?.moments.map(({ second, atUs }) => [second, atUs - START])).toEqual([
      [-1, 0],
      [0, 1_000_000],
      [1, 2_000_000],
      [2, 3_000_000],
    ]);
    expect(told.map(({ atMs }) => atMs)).toEqual([1_000, 2_000, 3_000]);
    expect(rows()).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  it('keeps to the boundaries where each reading takes its time, and tells those of one moment together', async () => {
    const { clock, sampler, readers, told } = sampling((_, time) => busy(time, 40), PLAIN);
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 2_100_000);
    expect(readers.map(({ moments }) => moments.map(({ atUs }) => atUs - START))).toEqual([
      [0, 1_000_000, 2_000_000],
      // What takes no time is read first, once that is known.
      [40_000, 1_000_000, 2_000_000],
    ]);
    expect(told.map(({ entries }) => entries.length)).toEqual([2, 2]);
  });

  it('tells no signs that a terminal obeys, whatever a reader says and whenever', async () => {
    const odd = { gap: 'a\u001b[2Jb', gauges: [] };
    const { clock, sampler, rows } = sampling(
      () => odd,
      (_, time) => answerIn(time, 10, odd),
    );
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 1_100_000);
    expect([rows(0), rows(1)]).toEqual([[[0, 'a[2Jb']], [[0, 'a[2Jb']]]);
  });

  it('sleeps between the boundaries', async () => {
    const { clock, sampler } = sampling(PLAIN);
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 5_000_000);
    expect(clock.pending).toBe(1);
  });

  it('hears late that the run has begun: what is past of it is a gap', async () => {
    const { clock, sampler, rows } = sampling(PLAIN);
    clock.advanceTo(START + 2_300_000);
    sampler.begin(START);
    await clock.settleTo(START + 4_000_000);
    expect(rows()).toEqual([
      [0, late(1_300)],
      [1, late(300)],
      [2, 1],
      [3, 2],
    ]);
  });
});

describe('a reading that comes too late', () => {
  it('is no figure of its second beyond 200 ms, for what is read at once too', async () => {
    const lateBy: Record<number, number> = { 2: 200, 3: 201 };
    const { clock, sampler, rows } = sampling((reading, time) => busy(time, lateBy[reading] ?? 0));
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 4_000_000);
    expect(rows()).toEqual([
      [0, 1],
      [1, 2],
      [2, late(201)],
      [3, 4],
    ]);
  });

  describe('was kept waiting by', () => {
    const own = (ms: number) => `The sampler was busy with other watches: read ${ms} ms late.`;
    /** The first reads for so long in the third reading, of which so much is its work; the second is read behind it. */
    async function rowsWhere(busyMs: number, workMs: number) {
      let cpuUs = 5_000_000;
      const first: Script = (reading, time) => {
        if (reading !== 2) return {};
        cpuUs += workMs * 1_000;
        return busy(time, busyMs);
      };
      const { clock, sampler, rows } = samplingWith({ cpuUs: () => cpuUs }, first, PLAIN);
      clock.advanceTo(START);
      sampler.begin(START);
      await clock.settleTo(START + 4_000_000);
      return [rows(0)[1], rows(1)[1]];
    }

    it('the reading of another watch: that one is not late itself', async () => {
      expect(await rowsWhere(250, 250)).toEqual([
        [1, 2],
        [1, own(250)],
      ]);
    });

    it('the machine, which gave the thread no time', async () => {
      expect(await rowsWhere(250, 20)).toEqual([
        [1, late(230)],
        [1, late(250)],
      ]);
    });

    it('a page that was parsed when the second ended', async () => {
      let cpuUs = 0;
      const parsed: Script = (reading, time) =>
        answerIn(time, 900, {}).then((answer) => {
          if (reading === 1) cpuUs += 320_000;
          return answer;
        });
      const delays = { [START + 2_000_000]: 220_000 };
      const { clock, sampler, rows } = samplingWith({ cpuUs: () => cpuUs, delays }, parsed, PLAIN);
      clock.advanceTo(START);
      sampler.begin(START);
      await clock.settleTo(START + 3_000_000);
      expect(rows(1)).toEqual([
        [0, 1],
        [1, own(220)],
        [2, 3],
      ]);
    });

    it('a reading that lasted beyond the next second', async () => {
      let cpuUs = 0;
      const first: Script = (reading, time) => {
        if (reading !== 2) return {};
        cpuUs += 2_300_000;
        return busy(time, 2_300);
      };
      const { clock, sampler, rows } = samplingWith({ cpuUs: () => cpuUs }, first, PLAIN);
      clock.advanceTo(START);
      sampler.begin(START);
      await clock.settleTo(START + 6_000_000);
      expect(rows(1)).toEqual([
        [0, 1],
        [1, own(2_300)],
        [2, own(1_300)],
        [3, own(300)],
        [4, 4],
        [5, 5],
      ]);
    });
  });

  it('leaves too little of the next second beyond half of it', async () => {
    const { clock, sampler, rows } = sampling((reading, time) => busy(time, reading === 2 ? 501 : 0));
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 4_000_000);
    expect(rows()).toEqual([
      [0, 1],
      [1, late(501)],
      [2, BEGINS],
      [3, 4],
    ]);
  });

  it('gives no figures to the seconds that were slept through, nor to the one after them', async () => {
    const { clock, sampler, readers, rows } = sampling((reading, time) =>
      busy(time, reading === 2 ? 2_100 : 0),
    );
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 6_000_000);
    expect(rows()).toEqual([
      [0, 1],
      [1, late(2_100)],
      [2, late(1_100)],
      [3, BEGINS],
      [4, 4],
      [5, 5],
    ]);
    expect(readers[0]?.moments.map(({ second }) => second)).toEqual([-1, 0, 1, 3, 4, 5]);
  });
});

describe('a reader that is slow', () => {
  it('names its own second, and holds up no other', async () => {
    const { clock, sampler, told } = sampling((_, time) => answerIn(time, 700, {}), PLAIN);
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 2_900_000);
    expect(
      told.map(({ atMs, entries }) => [atMs, entries.map(({ watch, second }) => [watch, second])]),
    ).toEqual([
      [1_000, [[1, 0]]],
      [1_700, [[0, 0]]],
      [2_000, [[1, 1]]],
      [2_700, [[0, 1]]],
    ]);
  });

  it('is not asked again while it reads, and begins anew once it is there', async () => {
    const takes: Record<number, number> = { 2: 1_300 };
    const { clock, sampler, readers, rows } = sampling((reading, time) =>
      answerIn(time, takes[reading] ?? 10, { found: `reading ${reading}` }),
    );
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 5_500_000);
    expect(rows()).toEqual([
      [0, 1],
      [1, SLOW],
      [2, SLOW],
      [3, BEGINS],
      [4, 4],
    ]);
    expect(readers[0]?.moments.map(({ second }) => second)).toEqual([-1, 0, 1, 3, 4]);
  });

  it('loses nothing of what it found', async () => {
    const { clock, sampler, told } = sampling((reading, time) =>
      reading === 0
        ? { found: 'process 1', remarks: ['No network.'] }
        : answerIn(
            time,
            reading === 1 ? 1_500 : 10,
            reading === 1 ? { found: 'process 2', remarks: ['No disk.'] } : {},
          ),
    );
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 4_500_000);
    expect(
      told.flatMap(({ entries }) => entries).map(({ second, found, remarks }) => [second, found, remarks]),
    ).toEqual([
      [0, 'process 1', ['No network.']],
      [1, undefined, undefined],
      [2, 'process 2', ['No disk.']],
      [3, undefined, undefined],
    ]);
  });

  it.each([
    [1_300, [SLOW, SLOW, 'Restarted at 0:01.', undefined]],
    [2_600, [SLOW, SLOW, SLOW, 'Restarted at 0:01.']],
  ])('loses no restart that it was told after %d ms', async (ms, gaps) => {
    const { clock, sampler, told } = sampling((reading, time) =>
      answerIn(time, reading === 2 ? ms : 10, reading === 2 ? { gap: 'Restarted at 0:01.' } : {}),
    );
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 6_500_000);
    const entries = told.flatMap(({ entries }) => entries);
    expect(entries.map(({ gap }) => gap).slice(1, 5)).toEqual(gaps);
    // With levels as soon as there are any, for these are the new one's; its rates begin with the reading after.
    const first = entries.find(({ gap }) => gap === 'Restarted at 0:01.');
    expect(entries[(first?.second ?? 0) + 1]?.gauges).not.toEqual([]);
  });

  it('does not tell a restart of one that is gone again', async () => {
    const gone = 'Container shop is not running (exited, code 1).';
    const { clock, sampler, told } = sampling((reading, time) => {
      const gap = reading === 2 ? 'Restarted at 0:01.' : gone;
      return answerIn(time, reading === 2 ? 1_300 : 10, reading < 2 ? {} : { gauges: [], gap });
    });
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 5_500_000);
    const gaps = told.flatMap(({ entries }) => entries).map(({ gap }) => gap);
    expect(gaps).toEqual([undefined, SLOW, SLOW, gone, gone]);
  });

  it('tells each second once where it never answers', async () => {
    const { clock, sampler, rows } = sampling(() => new Promise(() => undefined));
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 3_000_000);
    const ended = sampler.end(START + 3_000_000);
    await clock.settleTo(START + 4_000_000);
    await ended;
    expect(rows()).toEqual([
      [0, SLOW],
      [1, SLOW],
      [2, SLOW],
    ]);
  });
});

describe('a second that begins with no sound reading', () => {
  const gauge = (name: string) => ({ name, unit: 'number' as const, value: 1 });
  const levels = ['target_cpu_limit_cores', 'target_memory_resident_bytes', 'a_mean_of_means', 'b_total'].map(
    gauge,
  );
  const rates = [
    'target_cpu_usage_cores',
    'target_cpu_throttled_ratio',
    'target_disk_read_bytes_per_second',
    'c_per_second{zone="eu"}',
    '{"d.e_per_second",zone="eu"}',
    'f_mean',
  ].map(gauge);
  async function thirdSecond(answer: Answer, change: Partial<WatchReader> = {}) {
    const made = sampling((reading, time) => answerIn(time, reading === 1 ? 1_300 : 10, answer));
    Object.assign(made.readers[0]?.reader ?? {}, change);
    made.clock.advanceTo(START);
    made.sampler.begin(START);
    await made.clock.settleTo(START + 3_500_000);
    const entry = made.told.flatMap(({ entries }) => entries).find(({ second }) => second === 2);
    return [entry?.gauges, entry?.gap];
  }

  it('has its levels, and no rates', async () => {
    expect(await thirdSecond({ gauges: [...rates, ...levels] })).toEqual([levels, BEGINS]);
  });

  it('has all where nothing in it is a rate, whatever the reader calls its figures', async () => {
    expect(await thirdSecond({ gauges: levels })).toEqual([levels, undefined]);
    expect(await thirdSecond({ gauges: rates }, { readsLevelsOnly: true })).toEqual([rates, undefined]);
  });

  it('keeps the reason that the reader has for what is missing besides', async () => {
    const gap = 'Metric g repeats what it said before.';
    expect(await thirdSecond({ gauges: [...rates, ...levels], gap })).toEqual([levels, gap]);
  });
});

describe('a reader that does what it never should', () => {
  it('is a gap where it throws, and the others go on', async () => {
    const { clock, sampler, rows } = sampling(
      (reading) => {
        if (reading === 2) throw new Error('no such thing');
        return {};
      },
      (reading) => (reading === 1 ? Promise.reject(new Error('nor this')) : {}),
    );
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 3_000_000);
    expect(rows(0)).toEqual([
      [0, 1],
      [1, 'Not read: no such thing'],
      [2, 3],
    ]);
    expect(rows(1)).toEqual([
      [0, 'Not read: nor this'],
      [1, 2],
      [2, 3],
    ]);
  });

  it('gives no figure that is none, and no more than fifty', async () => {
    const gauges = Array.from({ length: 60 }, (_, index) => ({
      name: `metric_${index}`,
      unit: 'number' as const,
      value: index === 3 ? Number.NaN : index,
    }));
    const { clock, sampler, told } = sampling(() => ({ gauges }));
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 1_000_000);
    const names = told[0]?.entries[0]?.gauges.map(({ name }) => name) ?? [];
    expect([names.length, names.includes('metric_3'), names.at(-1)]).toEqual([49, false, 'metric_49']);
  });
});

describe('a gap', () => {
  it('keeps its own reason where the reading was late besides', async () => {
    const { clock, sampler, rows } = sampling((reading, time) => {
      busy(time, reading === 2 ? 300 : 0);
      return reading !== 2 ? {} : { gauges: [], gap: 'Nobody listens on port 8000.' };
    });
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 2_500_000);
    expect(rows()).toEqual([
      [0, 1],
      [1, 'Nobody listens on port 8000.'],
    ]);
  });
});

describe('a restart', () => {
  it.each([201, 501])('is told in its second where it was read %d ms late, without figures', async (ms) => {
    const gap = 'Restarted at 0:01.';
    const { clock, sampler, told } = sampling((reading, time) => ({
      ...busy(time, reading === 2 ? ms : 0),
      ...(reading === 2 ? { gap } : {}),
    }));
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 4_000_000);
    const entries = told.flatMap(({ entries }) => entries);
    expect(entries.map((one) => [one.gap, one.gauges.length])).toEqual([
      [undefined, 1],
      [gap, 0],
      ms > 500 ? [BEGINS, 0] : [undefined, 1],
      [undefined, 1],
    ]);
  });
});

describe('the end of the run', () => {
  async function endedAt(ms: number, script: Script = PLAIN) {
    const made = sampling(script, script);
    made.clock.advanceTo(START);
    made.sampler.begin(START);
    await made.clock.settleTo(START + ms * 1_000);
    let isOver = false;
    const ended = made.sampler.end(START + ms * 1_000).then(() => {
      isOver = true;
    });
    await made.clock.settleTo(START + ms * 1_000);
    const wasOver = isOver;
    await made.clock.settleTo(START + ms * 1_000 + 900_000);
    await ended;
    return { ...made, wasOver };
  }

  it('waits for nothing where all is read, and closes every reader once', async () => {
    const { rows, wasOver, readers, clock } = await endedAt(2_000);
    expect(rows()).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect([wasOver, readers[0]?.closed(), clock.pending]).toEqual([true, 1, 0]);
  });

  it.each([
    [2_099, []],
    [2_100, [[2, undefined]]],
    [2_499, [[2, undefined]]],
    [2_500, [[2, 3]]],
  ])('at %d ms reads the rest of a second where that is half of one', async (ms, rest) => {
    const { rows } = await endedAt(ms);
    for (const watch of [0, 1]) expect(rows(watch)).toEqual([[0, 1], [1, 2], ...rest]);
  });

  it.each([
    [800, 2],
    [900, SLOW],
  ])('waits for a last reading of %d ms, but not for ever', async (ms, last) => {
    const { rows, wasOver } = await endedAt(2_000, (reading, time) =>
      answerIn(time, reading === 2 ? ms : 10, {}),
    );
    expect(wasOver).toBe(false);
    expect(rows()).toEqual([
      [0, 1],
      [1, last],
    ]);
  });

  it('amid a second, while a slow page of the second before is under way, is told after that one', async () => {
    const { rows } = await endedAt(3_600, (_, time) => answerIn(time, 700, {}));
    expect(rows()).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
      [3, undefined],
    ]);
  });

  it('leaves a run without a word of its only second no run without a word', async () => {
    const { rows } = await endedAt(400);
    expect(rows()).toEqual([[0, 'The run ended before its first reading.']]);
  });

  it('tells of nothing where the run never began', async () => {
    const { sampler, told, readers } = sampling(PLAIN);
    await sampler.end(START);
    expect([told, readers[0]?.moments, readers[0]?.closed()]).toEqual([[], [], 1]);
  });

  it('reads the last second itself where the boundary was not noticed before the end was told', async () => {
    const { clock, sampler, rows } = sampling(PLAIN);
    clock.advanceTo(START);
    sampler.begin(START);
    await clock.settleTo(START + 999_000);
    await sampler.end(START + 1_000_000);
    expect(rows()).toEqual([[0, 1]]);
  });
});
