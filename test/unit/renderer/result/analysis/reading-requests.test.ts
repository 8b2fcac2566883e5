import { describe, expect, test } from 'vitest';
import { momentText } from '../../../../../src/contract/moment-text.ts';
import { MAIN_PERCENTILES } from '../../../../../src/contract/percentiles.ts';
import type { RequestRow } from '../../../../../src/contract/request-rows.ts';
import { hadBody } from '../../../../../src/contract/sent-head.ts';
import { foldHeatmap } from '../../../../../src/renderer/result/analysis/heatmap/heat-grid.ts';
import { heatLines } from '../../../../../src/renderer/result/analysis/heatmap/heat-lines.ts';
import { filledCurl, variablesOf } from '../../../../../src/renderer/result/analysis/panels/again.ts';
import { waterfallOf } from '../../../../../src/renderer/result/analysis/panels/waterfall.ts';
import { madeHeatmap } from './made-heatmap.ts';

/** Queued, name lookup, connect, TLS, send, wait, receive, in milliseconds. */
const phases = (...ms: readonly number[]) => ms.map((one) => one * 1_000);
const row = (change: Partial<RequestRow>): RequestRow => ({
  id: '603.1',
  service: 'gateway',
  endpoint: 'historical',
  thread: 0,
  startedUs: 603_725_000,
  phasesUs: phases(0.05, 0, 0, 0, 0, 984, 0.6),
  status: 200,
  code: null,
  address: null,
  connection: '0.32',
  isNew: false,
  uses: 315,
  ageMs: 9_000,
  bytesIn: 2_100,
  bytesOut: 200,
  weight: 1,
  durationUs: 984_650,
  hasExchange: false,
  ...change,
});

describe('one request beside the median', () => {
  test('each phase where it came, with what is more, alike, or not there on a connection that stood', () => {
    const { lines, scaleUs } = waterfallOf({
      row: row({}),
      medianPhasesUs: phases(0.06, 0, 0, 0, 0, 26, 0.6),
    });
    expect(scaleUs).toBe(984_650);
    expect(lines.map(({ phase, difference }) => [phase, difference])).toEqual([
      ['queued', 'alike'],
      ['dns', 'reused'],
      ['connect', 'reused'],
      ['tls', 'reused'],
      ['wait', { us: 958_000 }],
      ['receive', 'alike'],
    ]);
    const [receive] = lines.slice(-1);
    expect([receive?.fromUs, receive?.medianFromUs]).toEqual([984_050, 26_060]);
  });

  test('a request that opened its connection is compared in that too; a phase that neither had is none', () => {
    const { lines } = waterfallOf({
      row: row({ isNew: true, phasesUs: phases(0, 0, 240, 0, 12, 20, 1) }),
      medianPhasesUs: phases(0, 0, 0, 0, 0, 30, 1),
    });
    expect(lines.map(({ phase, difference }) => [phase, difference])).toEqual([
      ['queued', 'none'],
      ['dns', 'none'],
      ['connect', { us: 240_000 }],
      ['tls', 'none'],
      ['send', { us: 12_000 }],
      ['wait', { us: -10_000 }],
      ['receive', 'alike'],
    ]);
  });

  test('a moment of a run to the millisecond', () => {
    expect([603_725_400, 59_999_600, 3_600_000_000].map(momentText)).toEqual([
      '10:03.725',
      // Within the second that it belongs to.
      '0:59.999',
      '1:00:00.000',
    ]);
  });
});

describe('lines over a heatmap', () => {
  const heatmap = madeHeatmap({
    seconds: 2,
    fromBand: 40,
    toBand: 41,
    // A thousand requests, then five.
    cells: [980, 20, 5, 0],
    p50Ms: [70, 70],
    p95Ms: [75, 75],
    p99Ms: [80, 80],
  });

  test('of a second are what was computed, where a request lies beyond; dimmed below ten of those', () => {
    const [p50, p95, p99] = heatLines(heatmap, foldHeatmap(heatmap, 1), MAIN_PERCENTILES);
    expect(p99?.places[0]).toBeCloseTo(41.29, 2);
    expect([...(p99?.isEstimate ?? [])]).toEqual([0, 0]);
    expect([p95?.places[1], p99?.places[1]]).toEqual([Number.NaN, Number.NaN]);
    expect([...(p50?.isEstimate ?? [])]).toEqual([0, 1]);
  });

  test('of several seconds are in the cell in which that many of them lie below', () => {
    const [p50, , p99] = heatLines(heatmap, foldHeatmap(heatmap, 2), MAIN_PERCENTILES);
    expect(p50?.places).toHaveLength(1);
    expect(p50?.places[0]).toBeCloseTo(40 + 502.5 / 985, 6);
    expect(p99?.places[0]).toBeCloseTo(41 + (994.95 - 985) / 20, 6);
  });
});

describe('a command that sends a request again', () => {
  const curl = [
    "curl -X 'GET'",
    `-H 'Authorization: Bearer '"$TOKEN"`,
    String.raw`-H 'X-It: it'\''s "$NO"'`,
    `--url 'http://x/'"$KEY"`,
  ].join(' ');

  test('needs its secrets, which are put there as text that nothing is run of', () => {
    expect(variablesOf(curl)).toEqual(['TOKEN', 'KEY']);
    const filled = filledCurl(curl, { TOKEN: "it's; rm -rf /", NO: 'x' });
    expect(filled).toContain(String.raw`'Authorization: Bearer ''it'\''s; rm -rf /'`);
    expect(filled).toContain(String.raw`'X-It: it'\''s "$NO"'`);
    expect(filled).toContain('"$KEY"');
  });

  test('has no body where the request had one', () => {
    expect(hadBody('POST /a HTTP/1.1\r\nContent-Length: 12\r\n')).toBe(true);
    expect(hadBody('POST /a HTTP/1.1\r\nTransfer-Encoding: chunked\r\n')).toBe(true);
    expect(hadBody('POST /a HTTP/1.1\r\nContent-Length: 0\r\n')).toBe(false);
    expect(hadBody('GET /a HTTP/1.1\r\nHost: x\r\n')).toBe(false);
  });
});
