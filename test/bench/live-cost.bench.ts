/**
 * What a second of a long run costs while it goes on, in CPU time: it must not grow with the seconds that came before.
 * A made-up stress run of 20 minutes and 30 endpoints with a stop rule over 5 minutes and five watches of twelve gauges; stop rules over 10 s and 10 min alone;
 * a search of capacity of some ten minutes, by the product's own engine on a virtual clock. Run: `npm run bench live-cost`.
 * Ends with 1 where a bound is missed.
 */
import type { StopRule } from '../../src/contract/stop-rule.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import type { Watch, WatchedGauge, WatchedSecond } from '../../src/contract/watch.ts';
import { createAnalysis } from '../../src/main/services/analysis/analysis.ts';
import { StopRules } from '../../src/main/services/analysis/stop-rules/stop-rules.ts';
import { searchWithEngine } from '../support/capacity-servers/engine-search.ts';
import { FORMULA_SERVERS, HOPELESS_SERVER } from '../support/capacity-servers/servers.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';

const SECONDS = 1_200;
const WATCHES = 5;
/** So much more a second may cost at the end, or in a long window: of it, a part is noise of the machine. */
const MOST_GROWTH = 1.5;
const MOST_WINDOW = 1.3;
let isMissed = false;

function line(what: string, value: number, unit: string, bound: number | null = null): void {
  const isOver = bound !== null && value > bound;
  if (isOver) isMissed = true;
  const limit = bound === null ? '' : `  (at most ${bound}${isOver ? ', MISSED' : ''})`;
  console.log(`${what.padEnd(60)}${value.toFixed(2).padStart(9)} ${unit}${limit}`);
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** Costs of the seconds of a run: of a minute early on, when all code is warm, and of its last. */
function growth(what: string, costs: readonly number[], [early, late]: readonly [number, number]): void {
  const minute = (nth: number) => mean(costs.slice(60 * (nth - 1), 60 * nth));
  line(`${what}: a second of minute ${early}`, minute(early), 'ms');
  line(`${what}: a second of minute ${late}`, minute(late), 'ms');
  line(`${what}: growth`, minute(late) / minute(early), '×', MOST_GROWTH);
}

const slow = (forMs: number): StopRule => ({
  metric: 'latency',
  statistic: 'p95',
  beyond: 'above',
  limit: 60_000,
  forMs,
  action: 'stop',
});
const each = { scope: 'every-endpoint', excellent: 50, good: 100, acceptable: 250 } as const;
const plan = {
  ...requestsPlan({ seconds: SECONDS, endpoints: 30 }),
  purpose: 'stress' as const,
  thresholds: ['gateway', 'auth'].flatMap((service) => [
    { service, metric: 'latency', statistic: 'p95', ...each } as const,
    { service, metric: 'errorRate', ...each, excellent: 0.1, good: 0.5, acceptable: 1 } as const,
  ]),
  stopRules: [slow(300_000)],
  watches: Array.from(
    { length: WATCHES },
    (_, nth): Watch => ({
      label: `watch ${nth}`,
      service: null,
      source: { kind: 'port', port: 8_000 + nth },
    }),
  ),
};

/** What a process and its pools tell: memory that is collected, limits, a cache. */
function watchedIn(second: number): WatchedSecond[] {
  const gauges: WatchedGauge[] = [
    { name: 'target_cpu_usage_cores', unit: 'cores', value: 1 + Math.sin(second) },
    { name: 'target_cpu_limit_cores', unit: 'cores', value: 2 },
    { name: 'target_memory_resident_bytes', unit: 'bytes', value: 1e8 + 1e6 * (second % 30) + 1e4 * second },
    { name: 'target_processes', unit: 'count', value: 1 },
    { name: 'target_threads', unit: 'count', value: 11 },
    { name: 'target_open_fds', unit: 'count', value: 100 + (second % 50) },
    { name: 'target_max_fds', unit: 'count', value: 1_024 },
    { name: 'target_open_sockets', unit: 'count', value: 50 + (second % 40) },
    { name: 'db_pool_connections_in_use', unit: 'count', value: second % 21 },
    { name: 'db_pool_connections_max', unit: 'count', value: 20 },
    { name: 'cache_hits_per_second', unit: 'per second', value: 900 + (second % 90) },
    { name: 'cache_misses_per_second', unit: 'per second', value: 10 + (second % 80) },
  ];
  return Array.from({ length: WATCHES }, (_, watch) => ({ second, watch, gauges }));
}

function stressed(seconds: readonly RunSecond[]): void {
  const analysis = createAnalysis(makeRun(plan));
  const rules = new StopRules(plan);
  const view = { ...COMPLETED, state: 'running' as const, withSeconds: false };
  const costs = seconds.map((second) =>
    cpuMs(() => {
      rules.add(second);
      analysis.add(second);
      analysis.summary(view);
    }),
  );
  growth('stress run', costs, [3, 20]);
}

/** The windows are as full as they get after ten minutes. */
function windows(seconds: readonly RunSecond[]): void {
  const [first, last] = [seconds.slice(0, 600), seconds.slice(600)];
  const costOf = (forMs: number) => {
    const rules = new StopRules({ ...plan, stopRules: [slow(forMs)] });
    for (const second of first) rules.add(second);
    return cpuMs(() => {
      for (const second of last) rules.add(second);
    });
  };
  // Once for the code to be warm.
  costOf(10_000);
  const [short, long] = [costOf(10_000), costOf(600_000)];
  line('a second of a stop rule over 10 s', short / last.length, 'ms');
  line('a second of a stop rule over 10 min', long / last.length, 'ms');
  line('a window of 10 min against one of 10 s', long / short, '×', MOST_WINDOW);
}

async function searched(): Promise<void> {
  const server = FORMULA_SERVERS.find(({ name }) => name === 'D') ?? HOPELESS_SERVER;
  const costs: number[] = [];
  const { seconds } = await searchWithEngine({
    target: server.make(1),
    seed: 1,
    capacity: {
      objectives: server.objectives.map(({ text }) => text),
      by: server.by,
      thoroughness: 'thorough',
      ladder: true,
      recovery: 'after',
    },
    took: (second, ms) => {
      costs[second] = ms;
    },
  });
  line('search: seconds', seconds, 's');
  growth('search', costs, [1, Math.min(9, Math.floor(costs.length / 60))]);
}

const seconds = [...requestSeconds({ seconds: SECONDS, endpoints: 30, rate: 1_000, seed: 1 })];
stressed(seconds.map((second) => ({ ...second, watched: watchedIn(second.second) })));
windows(seconds);
await searched();
process.exit(isMissed ? 1 : 0);
