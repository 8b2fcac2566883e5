import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../../../src/contract/failure.ts';
import { decodeLightRequests } from '../../../../../src/contract/light-requests.ts';
import type { SeriesSecond } from '../../../../../src/contract/tick.ts';
import { Histogram } from '../../../../../src/workers/engine/measure/histogram.ts';
import { ThreadMeter } from '../../../../../src/workers/engine/measure/meter.ts';
import { emptySample, type Sample } from '../../../../../src/workers/engine/measure/sample.ts';
import { type BareSeries, makeSeries } from '../../../../support/made-plan.ts';

const T0 = 5_000_000_000;
const refused = { code: 'connect.refused', side: 'network', message: 'refused', hint: '' } as const;
const fdLimit = { code: 'client.fd_limit', side: 'client', message: 'too many files', hint: '' } as const;

function series(clock: BareSeries['clock']): BareSeries {
  return makeSeries({ endpoint: clock, clock });
}

function meterOf(): ThreadMeter {
  const meter = new ThreadMeter([series('intended'), series('actual')], 3, 1);
  meter.begin(T0);
  return meter;
}

function success(overrides: Partial<Sample>): Sample {
  return { ...emptySample(), method: 'GET', url: 'http://h/', status: 200, ...overrides };
}

/** min of each recorded histogram, in microseconds; with one sample that is the sample. */
function recorded(second: SeriesSecond | undefined): Record<string, number | null> {
  const entries = Object.entries<Uint8Array | null>(second?.histograms ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, bytes]) => {
      const histogram = new Histogram();
      if (bytes === null) return [];
      histogram.mergeEncoded(bytes);
      return [[name, histogram.min]];
    }),
  );
}

describe('counts', () => {
  test('balance in every second, the gauges carried over', () => {
    const meter = meterOf();
    meter.planned(0, 5);
    meter.sent(0);
    meter.sent(0);
    meter.dropped(0, 1);
    meter.ended(success({ startedUs: T0, intendedUs: T0, endedUs: T0 + 10, bytesIn: 7, bytesOut: 3 }));
    expect(meter.flush().series[0]?.counts).toEqual({
      planned: 5,
      sent: 2,
      ok: 1,
      errors: 0,
      targetErrors: 0,
      dropped: 1,
      cancelled: 0,
      waiting: 2,
      inFlight: 1,
      bytesIn: 7,
      bytesOut: 3,
      newConnections: 0,
      reusedConnections: 0,
    });
    meter.cancelled(0, 2);
    meter.ended(success({ startedUs: T0, endedUs: T0 + 10, failure: refused, reused: true }));
    expect(meter.flush().series[0]?.counts).toMatchObject({
      planned: 0,
      sent: 0,
      errors: 1,
      targetErrors: 1,
      cancelled: 2,
      waiting: 0,
      inFlight: 0,
      reusedConnections: 1,
    });
    expect(meter.flush().series).toEqual([]);
  });

  test('a series with something under way is reported even in a second without events', () => {
    const meter = meterOf();
    meter.planned(1, 1);
    meter.sent(1);
    meter.flush();
    expect(meter.flush().series.map(({ counts }) => counts.inFlight)).toEqual([1]);
  });
});

describe('histograms', () => {
  test('phases of a request on a new TLS connection, from its intended start', () => {
    const meter = meterOf();
    meter.planned(0, 1);
    meter.sent(0, 40, 60);
    const [intendedUs, startedUs, dnsUs, connectUs, tlsUs] = [T0, T0 + 100, T0 + 300, T0 + 600, T0 + 1_000];
    const [sentUs, firstByteUs, endedUs] = [T0 + 1_050, T0 + 1_750, T0 + 2_000];
    meter.ended(
      success({
        intendedUs,
        startedUs,
        dnsUs,
        connectUs,
        tlsUs,
        sentUs,
        firstByteUs,
        endedUs,
        reused: false,
      }),
    );
    const second = meter.flush();
    expect(recorded(second.series[0])).toEqual({
      response: 2_000,
      service: 1_900,
      queued: 100,
      dns: 200,
      connect: 300,
      tls: 400,
      wait: 700,
      receive: 250,
    });
    expect(second.series[0]?.counts.newConnections).toBe(1);
    expect(second).toMatchObject({ latenessMaxUs: 40, latenessP99Us: 40, queuedMaxUs: 60, clientErrors: 0 });
  });

  test('a closed series has one clock: response is service', () => {
    const meter = meterOf();
    meter.sent(1);
    meter.ended(success({ series: 1, startedUs: T0 + 50, firstByteUs: T0 + 90, endedUs: T0 + 100 }));
    const [second] = meter.flush().series;
    expect(recorded(second)).toEqual({ response: 50, service: 50, receive: 10 });
    expect(second?.histograms.response).toBe(second?.histograms.service);
  });

  test('lateness is told in the second of the start and in that of the end', () => {
    const meter = meterOf();
    meter.sent(0, 40_000);
    expect(meter.flush()).toMatchObject({ latenessMaxUs: 40_000, latenessP99Us: 40_000 });
    expect(meter.flush()).toMatchObject({ latenessMaxUs: 0, latenessP99Us: 0 });
    meter.sent(0, 10);
    meter.ended(success({ intendedUs: T0, startedUs: T0 + 40_000, endedUs: T0 + 90_000 }), 40_000);
    expect(meter.flush()).toMatchObject({ latenessMaxUs: 40_000, latenessP99Us: 40_000 });
    expect(meter.flush()).toMatchObject({ latenessMaxUs: 0, latenessP99Us: 0 });
  });

  test('the latency of failures is kept apart', () => {
    const meter = meterOf();
    meter.sent(0);
    meter.ended(success({ intendedUs: T0, startedUs: T0 + 5, endedUs: T0 + 25, failure: refused }));
    expect(recorded(meter.flush().series[0])).toEqual({ failed: 20 });
  });
});

test('failures are counted by code, with their first and last moment, and ours counted apart', () => {
  const meter = meterOf();
  for (const [endedUs, failure] of [
    [T0 + 10, refused],
    [T0 + 20, fdLimit],
    [T0 + 30, refused],
  ] as const) {
    meter.sent(0);
    meter.ended(success({ startedUs: T0, endedUs, failure }));
  }
  const second = meter.flush();
  expect(second.failures).toEqual([
    { series: 0, failure: refused, count: 2, firstUs: 10, lastUs: 30 },
    { series: 0, failure: fdLimit, count: 1, firstUs: 20, lastUs: 20 },
  ]);
  expect(second.clientErrors).toBe(1);
  expect(second.series[0]?.counts).toMatchObject({ errors: 3, targetErrors: 2 });
  expect(meter.flush().failures).toEqual([]);
});

/** A thousand requests of 0 … 999 µs in no order, ten of which fail. */
function meterAThousand(meter: ThreadMeter): void {
  for (let index = 0; index < 1_000; index += 1) {
    meter.sent(0);
    const failure = index % 100 === 7 ? (index === 507 ? fdLimit : refused) : null;
    const endedUs = T0 + index + ((index * 7_919) % 1_000);
    meter.ended(
      success({ intendedUs: T0 + index, startedUs: T0 + index, endedUs, failure, url: `/${index}` }),
    );
  }
}

test('keeps whole the first failure of each code at once, and the slowest of each octave in the end', () => {
  const meter = meterOf();
  meterAThousand(meter);
  const failed = meter.flush().exemplars;
  expect(failed.map(({ url, code }) => [url, code])).toEqual([
    ['/7', 'connect.refused'],
    ['/507', 'client.fd_limit'],
  ]);
  const { exemplars } = meter.flush(true);
  expect(exemplars.map(({ endedUs, intendedUs }) => endedUs - (intendedUs ?? 0))).toEqual([
    124, 249, 499, 999,
  ]);
  expect(exemplars[0]).toMatchObject({ series: 0, thread: 3, method: 'GET', status: 200, dnsUs: null });
  expect(meter.flush(true).exemplars).toEqual([]);
});

test('keeps of what was sent whole lines only', () => {
  const asked = (text: string) => {
    const meter = meterOf();
    const source = { answerOf: () => null, askedOf: () => text };
    meter.sent(0);
    meter.ended(success({ startedUs: T0, endedUs: T0 + 5, source }));
    return meter.flush(true).exemplars[0]?.asked;
  };
  const line = 'GET / HTTP/1.1\r\n';
  expect(asked(line)).toBe(line);
  expect(asked(`${line}authorization: Bearer ${'s'.repeat(3_000)}\r\n\r\n`)).toBe(line);
  expect(asked(`GET /?key=${'s'.repeat(3_000)} HTTP/1.1\r\n\r\n`)).toBeUndefined();
});

test('keeps light the slowest and a fair one of each stretch, standing for all there were', () => {
  const meter = meterOf();
  meterAThousand(meter);
  const rows = decodeLightRequests(meter.flush().light ?? new Uint8Array());
  const sumOf = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
  const good = rows.filter(({ code }) => code === null);
  expect(sumOf(good.map(({ weight }) => weight))).toBe(990);
  const durations = good.map(({ phasesUs }) => sumOf(phasesUs)).sort((a, b) => b - a);
  expect(durations.slice(0, 24)).toEqual(Array.from({ length: 24 }, (_, place) => 999 - place));
  expect(good.length).toBeLessThan(40);
  const bad = rows.filter(({ code }) => code !== null);
  expect(bad).toHaveLength(8);
  expect(sumOf(bad.map(({ weight }) => weight))).toBe(10);
  expect(meter.flush().light).toBeUndefined();
});

test('a light request has its moments as phases that add up, and what is known of its connection', () => {
  const meter = meterOf();
  const link = { address: '127.0.0.1', openedUs: T0 + 30, uses: 9, number: 0 };
  const moments = { intendedUs: T0, startedUs: T0 + 5, connectUs: T0 + 30, sentUs: T0 + 50_030 };
  meter.ended(
    success({ ...moments, firstByteUs: T0 + 50_130, endedUs: T0 + 50_140, bytesOut: 90_000, link, uses: 8 }),
  );
  // Of an answer that begins while its request is being sent, nothing was waited for.
  const early = { startedUs: T0 + 60_000, sentUs: -1, firstByteUs: T0 + 60_400, endedUs: T0 + 60_500 };
  meter.ended(success({ ...early, reused: true, bytesOut: 90_000, link, uses: 9 }));
  // Answers that were followed elsewhere were waited for.
  const hop = { startedUs: T0 + 70_000, hopUs: T0 + 70_300, sentUs: T0 + 70_310 };
  meter.ended(success({ ...hop, firstByteUs: T0 + 70_360, endedUs: T0 + 70_365, reused: true, link: null }));
  const second = meter.flush();
  const rows = decodeLightRequests(second.light ?? new Uint8Array()).sort(
    (a, b) => a.startedUs - b.startedUs,
  );
  expect(rows.map(({ phasesUs }) => phasesUs)).toEqual([
    [5, 0, 25, 0, 50_000, 100, 10],
    [0, 0, 0, 0, 400, 0, 100],
    [0, 0, 0, 0, 10, 350, 5],
  ]);
  expect(rows[0]).toMatchObject({ address: '127.0.0.1', connection: 1, uses: 8, isNew: true, ageMs: 0 });
  expect(rows[1]).toMatchObject({ connection: 1, uses: 9, isNew: false, ageMs: 60 });
  expect(rows[2]).toMatchObject({ address: null, connection: 0 });
  expect(recorded(second.series[0])).toMatchObject({ send: 400 });
});

test('keeps at most sixteen codes of a second', () => {
  const meter = meterOf();
  for (let index = 0; index < 40; index += 1) {
    meter.sent(0);
    meter.ended(
      success({ startedUs: T0, endedUs: T0 + index, failure: { ...refused, code: `ws.closed.${index}` } }),
    );
  }
  expect(meter.flush().exemplars.map(({ code }) => code)).toEqual(
    Array.from({ length: 16 }, (_, index) => `ws.closed.${index}`),
  );
});

test('keeps what came back once in ten seconds per code, and asks for no other', () => {
  const meter = meterOf();
  const asked: number[] = [];
  const fail = (atMs: number, failure: Failure) => {
    const endedUs = T0 + atMs * 1_000;
    const source = {
      answerOf: () => {
        asked.push(atMs);
        return { head: 'HTTP/1.1 500', body: `at ${atMs}`, note: '' };
      },
    };
    meter.sent(0);
    meter.ended(success({ startedUs: T0, endedUs, failure, source }));
    return meter.flush().exemplars.map(({ code, answer }) => [code, answer?.body]);
  };
  expect(fail(10, refused)).toEqual([['connect.refused', 'at 10']]);
  expect(fail(1_010, refused)).toEqual([['connect.refused', undefined]]);
  expect(fail(2_010, fdLimit)).toEqual([['client.fd_limit', 'at 2010']]);
  expect(fail(10_010, refused)).toEqual([['connect.refused', 'at 10010']]);
  expect(asked).toEqual([10, 2_010, 10_010]);
});

test('a series that is not in the plan is a bug and throws', () => {
  expect(() => meterOf().planned(2, 1)).toThrow('no series 2 in this plan');
});
