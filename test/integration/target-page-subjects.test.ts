import { createServer } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { WatchedMetric } from '../../src/contract/watch.ts';
import { makeReader } from '../../src/workers/target-watch/make-reader.ts';
import { listenOnLoopback } from '../support/ports.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** What is read of these pages, one a second: from the baseline on. */
async function readAll(pages: readonly string[], metrics?: readonly WatchedMetric[]) {
  let second = -1;
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).end(pages[second + 1]);
  });
  const url = `http://127.0.0.1:${await listenOnLoopback(server)}/metrics`;
  const source = { kind: 'metrics' as const, url, ...(metrics === undefined ? {} : { metrics }) };
  const reader = makeReader(source, { allowedHosts: [], verifyTls: true });
  closing.push(() => {
    reader.close();
    server.closeAllConnections();
    server.close();
  });
  const readings = [];
  for (; second < pages.length - 1; second += 1) {
    const { gauges, ...told } = await reader.read({ second, atUs: (second + 1) * 1_000_000 });
    readings.push({ ...told, ...Object.fromEntries(gauges.map(({ name, value }) => [name, value])) });
  }
  return readings;
}
const OWN = 'process_resident_memory_bytes 9\nprocess_cpu_seconds_total 4\ngo_goroutines 4\n';
const memory = { name: 'process_resident_memory_bytes', labels: {} };

describe('a page of an exporter', () => {
  it('tells nothing of its own process once what it tells of is there', async () => {
    const page = `${OWN}pg_stat_activity_count 3\n`;
    expect(await readAll([OWN, OWN, page, page])).toEqual([
      { found: 'page of metrics, 3 watched', process_resident_memory_bytes: 9, go_goroutines: 4 },
      expect.objectContaining({ process_resident_memory_bytes: 9, process_cpu_seconds_total_per_second: 0 }),
      {
        found: 'page of metrics, 1 watched',
        pg_stat_activity_count: 3,
        remarks: ['The page is an exporter’s: figures of its own process are left out from 0:01 on.'],
      },
      { pg_stat_activity_count: 3 },
    ]);
  });

  it.each(['kafka_exporter_build_info', 'elasticsearch_exporter_build_info', 'redis_up'])(
    'is one by its %s, whatever it tells of',
    async (name) => {
      const [reading] = await readAll([`# TYPE ${name} gauge\n${name} 1\n${OWN}`]);
      expect(reading).toMatchObject({ gap: 'It has none of the usual metrics: choose which to watch.' });
    },
  );

  it('is that of the process itself where it is an agent in it, or counts what it exports', async () => {
    for (const name of ['jmx_exporter_build_info', 'otel_sdk_exporter_spans'])
      expect((await readAll([`# TYPE ${name} gauge\n${name} 1\n${OWN}`]))[0]).toMatchObject({
        process_resident_memory_bytes: 9,
      });
  });
});

describe('a page whose process restarts', () => {
  const page = (start: number, more = '') =>
    `${more}process_start_time_seconds ${start}\nprocess_resident_memory_bytes 9\na_total 5\n`;
  const metrics = [memory, { name: 'a_total', labels: {} }];

  it('says so in that second, and goes on with the next', async () => {
    expect(await readAll([page(100), page(101.5), page(160), page(160)], metrics)).toEqual([
      expect.objectContaining({ process_resident_memory_bytes: 9 }),
      { process_resident_memory_bytes: 9, a_total_per_second: 0 },
      { gap: 'Restarted at 0:01.' },
      { process_resident_memory_bytes: 9, a_total_per_second: 0 },
    ]);
  });

  it('does so once where several workers answer in turn', async () => {
    const readings = await readAll(
      [100, 160, 100, 160, 100].map((start) => page(start)),
      metrics,
    );
    expect(readings.map(({ gap }) => gap)).toEqual([
      undefined,
      'Restarted at 0:00.',
      ...Array(3).fill(undefined),
    ]);
  });

  it('is not what an exporter tells of, whose own start is another', async () => {
    const build = '# TYPE redis_exporter_build_info gauge\n';
    const exporter = (own: number, redis: number) => page(own, `${build}redis_start_time_seconds ${redis}\n`);
    const readings = await readAll([exporter(100, 50), exporter(160, 50), exporter(160, 170)], metrics);
    expect(readings.map(({ gap }) => gap)).toEqual([undefined, undefined, 'Restarted at 0:01.']);
  });
});
