import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeReader } from '../../src/workers/target-watch/make-reader.ts';
import type { Reading, WatchReader } from '../../src/workers/target-watch/watch-reader.ts';
import type { PostgresSession } from '../support/real-peers/postgres-session.ts';
import { startWatchedDatabase, type WatchedDatabase } from '../support/real-peers/watched-database.ts';

/**
 * The readers against real peers: PostgreSQL, its exporter, the exporter of the machine and Prometheus. Where they are not
 * installed, `npm run bench target-database` fetches them, and this runs from then on.
 */
const limits = { allowedHosts: [], verifyTls: true };
const COUNT = 'SELECT count(*) FROM pg_stat_activity WHERE datname IS NOT NULL';
const SESSIONS = [12, 4];
/** It may be asked twice at once. */
const EXPORTERS_OWN = 2;

const nowUs = () => Math.round(performance.now() * 1_000);

describe('the sessions of a real PostgreSQL', () => {
  let database: WatchedDatabase | string = 'not started';
  beforeAll(async () => {
    database = await startWatchedDatabase(false);
  });
  afterAll(async () => {
    if (typeof database !== 'string') await database.close();
  });

  it('are told as pg_stat_activity has them, by its exporter and by Prometheus', async ({ skip }) => {
    if (typeof database === 'string') return skip(database);
    const byPage = makeReader(
      {
        kind: 'metrics',
        url: database.postgresExporter,
        metrics: [{ name: 'pg_stat_activity_count', labels: {} }],
      },
      limits,
    );
    const queries = { sessions: 'sum(pg_stat_activity_count)' };
    const byServer = makeReader({ kind: 'promql', url: database.prometheus, queries }, limits);
    const asking = await database.open();
    await byPage.read({ second: -1, atUs: 0 });
    for (const wanted of SESSIONS) {
      const held = await openAll(database, wanted);
      // The one that asks is another, and the exporter and its reader keep one or two of their own.
      const counted = async () => Number((await asking.ask(COUNT))[0]);
      expect(await counted()).toBeGreaterThan(wanted);
      const told = async (reader: WatchReader, name: string) => {
        const before = await counted();
        const figure = figureOf(await reader.read({ second: 0, atUs: 0 }), name);
        return before === (await counted()) && figure === before;
      };
      await expect.poll(() => told(byPage, 'pg_stat_activity_count'), POLL).toBe(true);
      await expect.poll(() => told(byServer, 'sessions'), POLL).toBe(true);
      for (const session of held) session.close();
      await expect.poll(counted, POLL).toBeLessThanOrEqual(1 + EXPORTERS_OWN);
    }
    asking.close();
    byPage.close();
    byServer.close();
  });

  it('stand beside their limit and the work done among the usual metrics, without the exporter’s own', async ({
    skip,
  }) => {
    if (typeof database === 'string') return skip(database);
    const asking = await database.open();
    const reader = makeReader({ kind: 'metrics', url: database.postgresExporter }, limits);
    const { found } = await reader.read({ second: -1, atUs: nowUs() });
    expect(found).toMatch(/^page of metrics, \d+ watched$/);
    let second = 0;
    const busySecond = async () => {
      for (let count = 0; count < 20; count += 1) await asking.ask('SELECT 1');
      const reading = await reader.read({ second, atUs: nowUs() });
      second += 1;
      return reading;
    };
    const { gauges, gap } = await busySecond();
    expect(gap).toBeUndefined();
    const names = gauges.map(({ name }) => name);
    expect(names).toContain('pg_stat_activity_count');
    expect(names.filter((name) => /^(?:process|go)_/.test(name))).toEqual([]);
    expect(figureOf({ gauges }, 'pg_settings_max_connections')).toBe(60);
    // PostgreSQL tells what its sessions did about once a second.
    const commits = async () => figureOf(await busySecond(), 'pg_stat_database_xact_commit_per_second');
    await expect.poll(commits, POLL).toBeGreaterThan(20);
    asking.close();
    reader.close();
  });
});

const POLL = { timeout: 15_000, interval: 200 };

function openAll(database: WatchedDatabase, count: number): Promise<PostgresSession[]> {
  return Promise.all(Array.from({ length: count }, () => database.open()));
}

function figureOf({ gauges }: Pick<Reading, 'gauges'>, name: string): number | undefined {
  return gauges.find((gauge) => gauge.name === name)?.value;
}
