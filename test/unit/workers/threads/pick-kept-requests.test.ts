import { expect, test } from 'vitest';
import { type KeptRequest, MAX_ANSWER_BYTES, MAX_EXEMPLARS } from '../../../../src/contract/tick.ts';
import { ThreadMeter } from '../../../../src/workers/engine/measure/meter.ts';
import { emptySample } from '../../../../src/workers/engine/measure/sample.ts';
import { KeptRequestPicker } from '../../../../src/workers/threads/pick-kept-requests.ts';
import { makeSeries } from '../../../support/made-plan.ts';

function exemplar(change: Partial<KeptRequest>): KeptRequest {
  return {
    series: 0,
    thread: 0,
    intendedUs: null,
    startedUs: 0,
    dnsUs: null,
    connectUs: null,
    tlsUs: null,
    sentUs: null,
    firstByteUs: null,
    endedUs: 100,
    reused: true,
    status: 500,
    method: 'GET',
    url: '/',
    code: 'http.5xx',
    ...change,
  };
}

const answer = { head: 'HTTP/1.1 500', body: 'x', note: '' };
const success = (change: Partial<KeptRequest> = {}) => exemplar({ status: 200, code: null, ...change });

test('keeps one failure of each series and code, and not only those of the first threads', () => {
  const parts = [
    ...Array.from({ length: 16 }, () => success()),
    exemplar({ thread: 1 }),
    exemplar({ thread: 2, endedUs: 50 }),
    exemplar({ thread: 3, code: 'http.4xx' }),
    exemplar({ series: 1, thread: 3 }),
  ];
  const picked = new KeptRequestPicker().pick(parts);
  expect(picked.map(({ series, thread, code }) => [series, thread, code])).toEqual([
    [0, 2, 'http.5xx'],
    [0, 3, 'http.4xx'],
    [1, 3, 'http.5xx'],
    [0, 0, null],
  ]);
});

/** What four threads give of a series: the slowest of each octave, the fastest octave first, as keepers have them. */
function ofFourThreads(series: number, octaves: number): KeptRequest[] {
  return [0, 1, 2, 3].flatMap((thread) => {
    const meter = new ThreadMeter(
      Array.from({ length: series + 1 }, () => makeSeries({})),
      thread,
      1,
    );
    meter.begin(0);
    for (let octave = 0; octave < octaves; octave += 1) {
      // Late by a third: it was due before it was sent.
      const us = 1_000 * 2 ** octave + 100 * ((thread + octave) % 4);
      const times = { intendedUs: 1_000, startedUs: 1_000 + Math.round(us / 3), endedUs: 1_000 + us };
      meter.ended({ ...emptySample(), ...times, series, status: 200 });
    }
    return meter.flush(true).exemplars;
  });
}
const tookUs = ({ intendedUs, endedUs }: KeptRequest) => endedUs - (intendedUs ?? 0);

test('keeps of each octave the slowest success of all threads', () => {
  const parts = ofFourThreads(0, 14);
  expect(parts).toHaveLength(4 * 14);
  const slowest = Array.from({ length: 14 }, (_, octave) => 1_000 * 2 ** octave + 300).reverse();
  expect(new KeptRequestPicker().pick(parts).map(tookUs)).toEqual(slowest);
});

test('keeps the slowest of each series where there is no room for more', () => {
  const endpoints = 60;
  const parts = Array.from({ length: endpoints }, (_, series) => ofFourThreads(series, 14)).flat();
  const picked = new KeptRequestPicker().pick(parts);
  expect(picked).toHaveLength(MAX_EXEMPLARS);
  const bySeries = Map.groupBy(picked, ({ series }) => series);
  expect(bySeries.size).toBe(endpoints);
  const most = 1_000 * 2 ** 13 + 300;
  for (const own of bySeries.values()) expect(own.map(tookUs).slice(0, 2)).toEqual([most, most / 2 + 150]);
});

test('prefers the failure that tells what came back', () => {
  const [picked] = new KeptRequestPicker().pick([
    exemplar({ endedUs: 10 }),
    exemplar({ endedUs: 20, answer }),
    exemplar({ endedUs: 15, answer: { ...answer, body: 'earlier' } }),
  ]);
  expect(picked).toMatchObject({ endedUs: 15, answer: { body: 'earlier' } });
});

test('gives out no more than the bounds of a second, and the others in the next', () => {
  const large = { head: 'h'.repeat(2_048), body: 'b'.repeat(2_048), note: '' };
  const endpoints = 300;
  const parts = Array.from({ length: endpoints }, (_, series) => exemplar({ series, answer: large }));
  const picker = new KeptRequestPicker();
  const shown = new Set<number>();
  for (let second = 0; second < 5; second += 1) {
    const picked = picker.pick(parts);
    const bytes = picked.reduce((sum, one) => sum + JSON.stringify(one.answer ?? '').length, 0);
    expect(picked).toHaveLength(MAX_EXEMPLARS);
    expect(bytes).toBeLessThan(MAX_ANSWER_BYTES * 1.05);
    for (const { series, answer: told } of picked) if (told !== undefined) shown.add(series);
  }
  expect(shown.size).toBe(endpoints);
});
