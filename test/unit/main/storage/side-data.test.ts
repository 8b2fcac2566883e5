import { describe, expect, it } from 'vitest';
import { readGauge } from '../../../../src/contract/gauges.ts';
import { keysOf } from '../../../../src/contract/keys.ts';
import { TARGET_GAUGES } from '../../../../src/contract/target-gauges.ts';
import { type KeptRequest, MAX_EXEMPLARS } from '../../../../src/contract/tick.ts';
import type { WatchedSecond } from '../../../../src/contract/watch.ts';
import { decodeSideData, encodeSideData } from '../../../../src/main/storage/side-data.ts';
import { madeSecond } from './made-run.ts';

function exemplar(index: number, code: string | null): KeptRequest {
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
    endedUs: index,
    reused: true,
    status: 200,
    method: 'GET',
    url: `/${index}`,
    code,
  };
}

describe('examples of a second', () => {
  it('are kept in order up to the cap', () => {
    const exemplars = Array.from({ length: MAX_EXEMPLARS }, (_, index) => exemplar(index, null));
    expect(decodeSideData(encodeSideData({ ...madeSecond(0), exemplars })).exemplars).toEqual(exemplars);
  });

  it('beyond the cap are the failures and the longest', () => {
    const failed = exemplar(0, 'http.5xx');
    const exemplars = [failed, ...Array.from({ length: 250 }, (_, index) => exemplar(index + 1, null))];
    const kept = decodeSideData(encodeSideData({ ...madeSecond(0), exemplars })).exemplars;
    expect(kept.map((example) => example.endedUs)).toEqual([
      0,
      ...Array.from({ length: 199 }, (_, i) => i + 52),
    ]);
  });
});

describe('rejections of a second', () => {
  const failure = {
    code: 'auth.rejected',
    side: 'test',
    message: 'Not accepted: status 401.',
    hint: 'h',
  } as const;
  const rows = Array.from({ length: 200 }, (_, index) => ({
    series: index % 2,
    failure,
    credential: `key-${index}`,
    count: 1,
    firstUs: 0,
    lastUs: 0,
  }));

  it('come back with their credentials, and with what was accepted', () => {
    const accepted = [{ service: 'gateway', credential: 'key-1' }];
    const redirected = [{ series: 1, count: 7 }];
    const irregular = [{ series: 1, kind: 'bare_lf' as const, count: 3 }];
    const said = { failures: rows, accepted, redirected, irregular };
    expect(decodeSideData(encodeSideData({ ...madeSecond(0), ...said }))).toMatchObject(said);
  });

  it('share their sentence: hundreds of credentials are no hundreds of sentences', () => {
    const text = encodeSideData({ ...madeSecond(0), failures: rows });
    expect(text.split('Not accepted')).toHaveLength(2);
  });

  it('of a second stored before there were credentials are as they were', () => {
    const before = JSON.stringify({
      failures: [
        { series: 0, failure, count: 3, firstUs: 1, lastUs: 2 },
        { series: 1, failure, count: 1, firstUs: 1, lastUs: 1 },
      ],
      exemplars: [],
      streams: [],
      generators: [],
      machine: { processCpu: 0.2, machineCpu: 0.4, rssBytes: 90_000_000, sleptUs: 0 },
    });
    const second = decodeSideData(before);
    expect(second.failures).toEqual([
      { series: 0, failure, count: 3, firstUs: 1, lastUs: 2 },
      { series: 1, failure, count: 1, firstUs: 1, lastUs: 1 },
    ]);
    expect([second.accepted, second.redirected]).toEqual([undefined, undefined]);
    expect(readGauge(second, 'machine.cpu')).toBe(0.4);
    expect(readGauge(second, 'machine.stolen')).toBe(null);
  });
});

describe('a second of a search', () => {
  it('comes back with the caps that something waited for, and why an order was refused', () => {
    const refusedOrder = {
      code: 'steer.cap',
      side: 'guard',
      message: 'Too much.',
      hint: 'Raise it.',
    } as const;
    const waitedFor = ['maxRate', 'maxInFlight'] as const;
    expect(decodeSideData(encodeSideData({ ...madeSecond(0), waitedFor, refusedOrder }))).toMatchObject({
      waitedFor,
      refusedOrder,
    });
  });
});

describe('what was watched in a second', () => {
  const watched: WatchedSecond[] = [
    {
      second: 6,
      watch: 0,
      gauges: [
        { name: 'target_cpu_usage_cores', unit: 'cores', value: 0.6 },
        { name: 'pg_stat_activity_count', unit: 'count', value: 12 },
      ],
      found: 'process 4711 (node server.js)',
      remarks: ['This system does not count network bytes per process.'],
    },
    { second: 7, watch: 0, gauges: [], gap: 'Restarted at 0:07.' },
    { second: 7, watch: 1, gauges: [] },
  ];

  it('comes back as it was', () => {
    expect(decodeSideData(encodeSideData({ ...madeSecond(7), watched })).watched).toStrictEqual(watched);
  });

  it('is written by number where the name is one of ours, for files for ever', () => {
    expect(JSON.parse(encodeSideData({ ...madeSecond(7), watched })).watched).toEqual([
      [
        6,
        0,
        [
          [0, 0.6],
          ['pg_stat_activity_count', 'count', 12],
        ],
        0,
        watched[0]?.found,
        watched[0]?.remarks,
      ],
      [7, 0, [], 'Restarted at 0:07.'],
      [7, 1, []],
    ]);
    const gauges = keysOf(TARGET_GAUGES).map((name) => ({ name, unit: TARGET_GAUGES[name].unit, value: 1 }));
    const written = encodeSideData({ ...madeSecond(7), watched: [{ second: 7, watch: 0, gauges }] });
    // Numbers of files that there are never change: what came later has a later one.
    const later = 'target_cpu_busiest_cores';
    const numbered = [...keysOf(TARGET_GAUGES).filter((name) => name !== later), later];
    expect(JSON.parse(written).watched).toEqual([
      [7, 0, gauges.map(({ name }) => [numbered.indexOf(name), 1])],
    ]);
  });

  it('that is no gauge of ours makes no second', () => {
    const written = JSON.parse(encodeSideData(madeSecond(7)));
    const read = () => decodeSideData(JSON.stringify({ ...written, watched: [[7, 0, [[99, 1]]]] }));
    expect(read).toThrow(TypeError);
  });

  it('is nothing in a second of before anything was watched', () => {
    const before = {
      failures: [],
      exemplars: [],
      streams: [],
      gauges: [['machine.cpu', 'share', 'last', 0.4]],
      blocks: [],
    };
    const second = decodeSideData(JSON.stringify(before));
    expect('watched' in second).toBe(false);
    expect(readGauge(second, 'machine.cpu')).toBe(0.4);
    expect(Object.keys(JSON.parse(encodeSideData(second))).sort()).toEqual(Object.keys(before).sort());
  });
});
