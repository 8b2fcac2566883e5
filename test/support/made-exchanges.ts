import { BANDS_PER_OCTAVE, bandOf } from '../../src/contract/latency-bands.ts';
import { decodeLightRequests, type LightRequest } from '../../src/contract/light-requests.ts';
import type { KeptRequest, RunSecond } from '../../src/contract/tick.ts';

/** As `KeptRequestKeeper` has it: a series gives its successes once in so many seconds. */
const WINDOW_SECONDS = 10;

/**
 * The same seconds with requests kept with their exchange, as a load thread chooses them: of each series every ten seconds the slowest
 * success of each octave, the slowest of all with its answer; in every second the first failure of each code.
 */
export function* withExchanges(seconds: Iterable<RunSecond>): Generator<RunSecond> {
  for (const second of seconds) {
    const light = second.light === undefined ? [] : decodeLightRequests(second.light);
    const failed = light.filter((one, place) => {
      const isFirst =
        light.findIndex(({ series, code }) => series === one.series && code === one.code) === place;
      return one.code !== null && isFirst;
    });
    const exemplars = [...failed.map((one) => keptOf(one, true)), ...slowestOf(light, second.second)];
    yield { ...second, exemplars };
  }
}

function slowestOf(light: readonly LightRequest[], second: number): KeptRequest[] {
  const due = light.filter(({ series, code }) => code === null && (second + series) % WINDOW_SECONDS === 0);
  return [...Map.groupBy(due, ({ series }) => series).values()].flatMap((own) => {
    const slowestFirst = own.toSorted((a, b) => durationUs(b) - durationUs(a));
    const octaves = Map.groupBy(slowestFirst, (one) =>
      Math.floor(bandOf(durationUs(one)) / BANDS_PER_OCTAVE),
    );
    return [...octaves.values()].flatMap(([one], octave) =>
      one === undefined ? [] : keptOf(one, octave === 0),
    );
  });
}

function durationUs({ phasesUs }: LightRequest): number {
  return phasesUs.reduce((sum, us) => sum + us, 0);
}

function keptOf(one: LightRequest, hasAnswer: boolean): KeptRequest {
  const [, , connect = 0, , , wait = 0] = one.phasesUs;
  const id = (one.startedUs * 7 + one.series).toString(16).padStart(32, '0');
  const url = `http://127.0.0.1:8000/api/v1/endpoint_${one.series}/instruments?from=2026-01-01&page=${one.uses}`;
  return {
    series: one.series,
    thread: one.thread,
    intendedUs: null,
    startedUs: one.startedUs,
    dnsUs: null,
    connectUs: connect === 0 ? null : one.startedUs + connect,
    tlsUs: null,
    sentUs: one.startedUs + connect,
    firstByteUs: one.startedUs + connect + wait,
    endedUs: one.startedUs + durationUs(one),
    reused: !one.isNew,
    status: one.status,
    method: 'GET',
    url,
    code: one.code,
    connection: one.connection,
    asked: `GET ${url.slice(21)} HTTP/1.1\r\nhost: 127.0.0.1:8000\r\nuser-agent: plimsoll\r\naccept: application/json\r\nauthorization: [secret token]\r\ntraceparent: 00-${id}-00f067aa0ba902b7-01\r\n`,
    ...(hasAnswer && { answer: { head: headOf(one, id), body: bodyOf(one, id), note: '' } }),
  };
}

function headOf({ status, bytesIn }: LightRequest, id: string): string {
  return `HTTP/1.1 ${status ?? 0}\r\ncontent-type: application/json\r\ncontent-length: ${bytesIn}\r\nx-request-id: ${id}\r\ncache-control: no-store\r\ndate: Mon, 23 Nov 2026 15:52:01 GMT\r\n`;
}

function bodyOf({ bytesIn, startedUs }: LightRequest, id: string): string {
  const row = (nth: number) =>
    `{"id":"${id}-${nth}","name":"instrument ${nth}","price":${startedUs % 9_973},"open":true},`;
  return `[${Array.from({ length: 25 }, (_, nth) => row(nth)).join('')}`.slice(0, Math.min(2_048, bytesIn));
}
