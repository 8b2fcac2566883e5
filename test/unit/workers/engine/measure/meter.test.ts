import { describe, expect, test } from 'vitest';
import type { Failure } from '../../../../../src/contract/failure.ts';
import { decodeLightRequests } from '../../../../../src/contract/light-requests.ts';
import { PHASES, type SeriesSecond } from '../../../../../src/contract/tick.ts';
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
      wait: 750,
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
    expect(recorded(second)).toEqual({ response: 50, service: 50, wait: 40, receive: 10 });
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

describe('phases', () => {
  const link = { address: '127.0.0.1', openedUs: T0, uses: 9, number: 0 };
  const failed = (code: string) => ({ failure: { ...refused, code } });
  const NONE = [0, 0, 0, 0, 0, 0, 0];
  const onReused = { reused: true, link, sentUs: T0 + 20, endedUs: T0 + 1_000 };
  const onNew = {
    dnsUs: T0 + 10,
    connectUs: T0 + 30,
    tlsUs: T0 + 60,
    link,
    sentUs: T0 + 70,
    endedUs: T0 + 1_000,
  };
  const opening = { link: { ...link, openedUs: -1 }, endedUs: T0 + 1_000 };
  const long = { isLong: true, bytesOut: 90_000 };

  test.each<[string, Partial<Sample>, number[]]>([
    [
      'one write on a reused connection is waited for',
      { ...onReused, firstByteUs: T0 + 900 },
      [0, 0, 0, 0, 0, 900, 100],
    ],
    ['a new connection', { ...onNew, firstByteUs: T0 + 900 }, [0, 10, 20, 30, 0, 840, 100]],
    ['a large body', { ...onNew, ...long, firstByteUs: T0 + 900 }, [0, 10, 20, 30, 10, 830, 100]],
    [
      'an answer amid a large body',
      { ...onReused, ...long, sentUs: -1, firstByteUs: T0 + 400 },
      [0, 0, 0, 0, 400, 0, 600],
    ],
    [
      'many headers before a small body',
      { ...onReused, bytesOut: 90_000, firstByteUs: T0 + 900 },
      [0, 0, 0, 0, 0, 900, 100],
    ],
    [
      'hops are waited for',
      { ...onReused, hopUs: T0 + 300, sentUs: T0 + 310, firstByteUs: T0 + 900 },
      [0, 0, 0, 0, 0, 900, 100],
    ],
    [
      'hops before a new connection',
      { ...onNew, startedUs: T0 - 500, hopUs: T0, firstByteUs: T0 + 900 },
      [0, 10, 20, 30, 0, 1_340, 100],
    ],
    ['queued', { ...onReused, intendedUs: T0 - 50, firstByteUs: T0 + 900 }, [50, 0, 0, 0, 0, 900, 100]],
    ['no name', { endedUs: T0 + 1_000, ...failed('dns.timeout') }, [0, 1_000, 0, 0, 0, 0, 0]],
    ['no connection', { ...opening, dnsUs: T0 + 10, ...failed('connect.timeout') }, [0, 10, 990, 0, 0, 0, 0]],
    [
      'no TLS',
      { ...opening, connectUs: T0 + 30, ...failed('tls.handshake_timeout') },
      [0, 0, 30, 970, 0, 0, 0],
    ],
    [
      'a body that stalls',
      { ...onReused, ...long, sentUs: -1, ...failed('timeout.headers') },
      [0, 0, 0, 0, 1_000, 0, 0],
    ],
    [
      'a large body, and no answer',
      { ...onReused, ...long, ...failed('timeout.headers') },
      [0, 0, 0, 0, 20, 980, 0],
    ],
    ['no answer', { ...onReused, ...failed('timeout.headers') }, [0, 0, 0, 0, 0, 1_000, 0]],
    [
      'half an answer',
      { ...onReused, firstByteUs: T0 + 400, ...failed('timeout.body_idle') },
      [0, 0, 0, 0, 0, 400, 600],
    ],
  ])('of a row and of the histograms are the same: %s', (_, change, phasesUs) => {
    const meter = meterOf();
    meter.ended(success({ startedUs: T0, ...change }));
    const second = meter.flush();
    const [row] = decodeLightRequests(second.light ?? new Uint8Array());
    expect(row?.phasesUs).toEqual(phasesUs);
    const { failed: _failed, response, service: _service, ...phases } = recorded(second.series[0]);
    if (change.failure !== undefined) expect(phases).toEqual({});
    else {
      expect(PHASES.map((phase) => phases[phase] ?? 0)).toEqual(phasesUs);
      expect(phasesUs.reduce((sum, us) => sum + us, 0)).toBe(response);
    }
  });

  test('what has no answer has none in the histograms, and its row was waiting', () => {
    const meter = meterOf();
    meter.ended(success({ startedUs: T0, endedUs: T0 + 40 }));
    const second = meter.flush();
    expect(decodeLightRequests(second.light ?? new Uint8Array())[0]?.phasesUs).toEqual(NONE.with(5, 40));
    expect(recorded(second.series[0])).toEqual({ response: 40, service: 40 });
  });
});

test('a light request has what is known of its connection', () => {
  const meter = meterOf();
  const link = { address: '127.0.0.1', openedUs: T0 + 30, uses: 9, number: 0 };
  meter.ended(success({ startedUs: T0, connectUs: T0 + 30, endedUs: T0 + 140, link, uses: 8 }));
  meter.ended(success({ startedUs: T0 + 60_000, endedUs: T0 + 60_500, reused: true, link, uses: 9 }));
  meter.ended(success({ startedUs: T0 + 70_000, endedUs: T0 + 70_365, reused: true, link: null }));
  const rows = decodeLightRequests(meter.flush().light ?? new Uint8Array()).sort(
    (a, b) => a.startedUs - b.startedUs,
  );
  expect(rows[0]).toMatchObject({ address: '127.0.0.1', connection: 1, uses: 8, isNew: true, ageMs: 0 });
  expect(rows[1]).toMatchObject({ connection: 1, uses: 9, isNew: false, ageMs: 60 });
  expect(rows[2]).toMatchObject({ address: null, connection: 0 });
});

test('a failure is no slow success: the slowest that follow it are kept with what came back', () => {
  const meter = meterOf();
  const source = { answerOf: () => ({ head: 'HTTP/1.1 200 OK', body: 'x', note: '' }) };
  meter.ended(success({ startedUs: T0, endedUs: T0 + 10_000_000, failure: refused }));
  expect(meter.answerFromUs(0)).toBeLessThan(0);
  meter.ended(success({ startedUs: T0, endedUs: T0 + 2_000, source }));
  expect(meter.answerFromUs(0)).toBe(2_000);
  expect(meter.flush(true).exemplars.map(({ code, answer }) => [code, answer?.body])).toEqual([
    ['connect.refused', undefined],
    [null, 'x'],
  ]);
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
