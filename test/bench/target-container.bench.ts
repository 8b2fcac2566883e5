/**
 * A run that watches a container of a real Docker engine: what its document says against the script of the container, and against
 * what the kernel counted for it. The engine is Debian's, with one socket of its own and no network; where it is missing it is
 * fetched by apt, unpacked into a folder of this user's and never installed.
 * Run as root on Linux: `npm run bench target-container` (half a minute). Bounds: within 5 points of the kernel's count, not above
 * the limit, the restart in its second, its log lines around it.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { logsAround } from '../../src/workers/target-watch/containers/container-logs.ts';
import { EngineApi } from '../../src/workers/target-watch/containers/engine-api.ts';
import { openApp } from '../support/opened-app.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { type DockerEngine, startDockerEngine } from '../support/real-peers/docker-engine.ts';
import { proveWithPeer } from '../support/real-peers/prove-with-peer.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { TruthReport } from '../support/truth-report.ts';

const SECONDS = 20;
const LIMIT_CORES = 0.6;
const LIMIT_MIB = 128;
const HELD_MIB = 40;
const BURNS_FROM_SECOND = 5;
const RESTART_AT_SECOND = 13;
/** Behind the end of a second. */
const AMID_MS = 400;
/** Holds memory, says so, and burns what it is let from the fifth second on. */
const SCRIPT = `dd if=/dev/zero of=/dev/shm/held bs=1M count=${HELD_MIB} 2>/dev/null
echo started; while [ ! -f /tmp/burn ]; do /bin/busybox sleep 0.1; done; echo burning >&2; while :; do :; done`;

const report = new TruthReport('a container of a real engine on the timeline of a run');
await proveWithPeer(report, 'a container engine', await startDockerEngine(true), prove);

async function prove({ docker, socket }: DockerEngine): Promise<void> {
  process.env.DOCKER_HOST = `unix://${socket}`;
  report.note('engine', docker('version', '--format', '{{.Server.Version}}, API {{.Server.APIVersion}}'));
  const limits = ['--cpus', String(LIMIT_CORES), '--memory', `${LIMIT_MIB}m`, '--shm-size', '64m'];
  const id = docker(
    'run',
    '-d',
    '--name',
    'shop-db',
    '--network',
    'none',
    ...limits,
    'busybox',
    '/bin/busybox',
    'sh',
    '-c',
    script(),
  );
  const service = createServer((_, response) => response.end('ok'));
  const url = `http://127.0.0.1:${await listenOnLoopback(service)}`;
  using folder = createTempDir();
  const app = openApp(folder.path);
  const text = `
plimsoll: 1
name: container
services: { pages: { url: ${url} } }
watch: { database: docker:shop-db, nobody: docker:shop }
classes: { reader: { service: pages, tasks: { root: { get: / } } } }
load: { rate: 20, duration: ${SECONDS}s }
`;
  const started = await app.runs.start({ plan: { kind: 'text', text } });
  if (!started.ok) throw new Error(JSON.stringify(started.failure));
  const kernel = new Map<number, number>();
  let restartedMs = 0;
  app.on('run.second', ({ second: { second } }) => {
    kernel.set(second, kernelSeconds(id));
    if (second === BURNS_FROM_SECOND - 1) docker('exec', 'shop-db', '/bin/busybox', 'touch', '/tmp/burn');
    if (second !== RESTART_AT_SECOND - 1) return;
    setTimeout(() => {
      docker('restart', '-t', '0', 'shop-db');
      restartedMs = Date.now();
    }, AMID_MS);
  });
  await started.value.done;
  const read = await app.handlers['runs.get']({ runId: started.value.runId });
  await app.close();
  service.close();
  if (!read.ok) throw new Error(read.failure.message);
  compare(read.value.summary, kernel);
  await compareLogs(restartedMs);
}

function script(): string {
  return SCRIPT.replaceAll('\n', '; ').replace('dd ', '/bin/busybox dd ');
}

function compare(
  summary: {
    readonly gauges?:
      | readonly { watch: string; name: string; perSecond: readonly (number | null)[] }[]
      | undefined;
    readonly watches?:
      | readonly {
          watch: string;
          gaps: readonly { fromSecond: number; toSecond: number; reason: string }[];
        }[]
      | undefined;
  },
  kernel: ReadonlyMap<number, number>,
): void {
  const column = (name: string) =>
    summary.gauges?.find((one) => one.watch === 'database' && one.name === name)?.perSecond ?? [];
  const cores = column('target_cpu_usage_cores');
  const burning = cores.slice(BURNS_FROM_SECOND + 1, RESTART_AT_SECOND - 1).flatMap((value) => value ?? []);
  // A machine that has other things to do gives it less than its limit; the kernel's count says what it had.
  report.check('cores while it burns', figures(burning), {
    bound: `0.1 to ${LIMIT_CORES + 0.05}`,
    met: burning.length >= 5 && Math.min(...burning) >= 0.1 && Math.max(...burning) <= LIMIT_CORES + 0.05,
  });
  const idle = cores.slice(1, BURNS_FROM_SECOND - 1).flatMap((value) => value ?? []);
  report.check('cores before', figures(idle), { bound: '≤ 0.05', met: Math.max(...idle) <= 0.05 });
  const from = BURNS_FROM_SECOND + 1;
  const to = RESTART_AT_SECOND - 2;
  const counted = ((kernel.get(to) ?? 0) - (kernel.get(from) ?? 0)) / (to - from);
  const told =
    cores.slice(from + 1, to + 1).reduce<number>((sum, value) => sum + (value ?? 0), 0) / (to - from);
  if (kernel.get(to) === 0)
    report.unproven('cores, as the kernel counted them', 'no cgroup file of the container was found');
  else
    report.check(
      'mean cores, and as the kernel counted them',
      `${told.toFixed(3)} and ${counted.toFixed(3)}`,
      { bound: '± 0.05', met: Math.abs(told - counted) <= 0.05 },
    );
  const memory = column('target_memory_resident_bytes').flatMap((value) => value ?? []);
  const mib = Math.max(...memory) / 1_048_576;
  report.check('MiB held', mib.toFixed(1), {
    bound: `${HELD_MIB} to ${HELD_MIB + 6}`,
    met: mib >= HELD_MIB && mib <= HELD_MIB + 6,
  });
  const limits = [
    column('target_cpu_limit_cores')[3],
    (column('target_memory_limit_bytes')[3] ?? 0) / 1_048_576,
  ];
  report.check('limits, cores and MiB', limits.join(', '), {
    bound: `${LIMIT_CORES}, ${LIMIT_MIB}`,
    met: limits.join() === [LIMIT_CORES, LIMIT_MIB].join(),
  });
  const gaps = (watch: string) => summary.watches?.find((one) => one.watch === watch)?.gaps ?? [];
  const reasons = gaps('database').map(({ fromSecond, reason }) => `${fromSecond}: ${reason}`);
  const restarts = reasons.filter((reason) => /Restarted at 0:(?:12|13|14)\./.test(reason));
  report.check('restarted in second 13', reasons.join(' '), {
    bound: 'one, ± 1',
    met: restarts.length === 1,
  });
  const nobody = gaps('nobody').map(({ reason }) => reason);
  report.check('a name that is the beginning of another', nobody.join(' '), {
    bound: 'is not there',
    met: nobody.join() === 'No container named shop.',
  });
}

async function compareLogs(atMs: number): Promise<void> {
  const api = new EngineApi({ timeoutMs: 3_000 });
  const logs = await logsAround(api, 'shop-db', { atMs, beforeMs: 60_000, afterMs: 5_000 });
  api.close();
  const lines = logs.ok ? logs.value.lines.map(({ stream, text }) => `${stream} ${text}`) : [];
  const wanted = ['stdout started', 'stderr burning'];
  // Started anew it burns at once: an engine reads two streams that are written in one moment in either order.
  const isMet =
    lines.slice(0, 2).join() === wanted.join() && lines.slice(2).sort().reverse().join() === wanted.join();
  report.check('log lines around the restart', lines.join(', '), {
    bound: `${wanted.join(', ')}, and both again`,
    met: isMet,
  });
}

function figures(values: readonly number[]): string {
  return values.map((value) => value.toFixed(2)).join(' ');
}

/** Processor time of its cgroup, by v1 or v2 with either driver; 0: not found. */
function kernelSeconds(id: string): number {
  const v1 = `/sys/fs/cgroup/cpuacct/docker/${id}/cpuacct.usage`;
  if (existsSync(v1)) return Number(readFileSync(v1, 'utf8')) / 1e9;
  for (const folder of [`/sys/fs/cgroup/system.slice/docker-${id}.scope`, `/sys/fs/cgroup/docker/${id}`])
    if (existsSync(`${folder}/cpu.stat`))
      return Number(/usage_usec (\d+)/.exec(readFileSync(`${folder}/cpu.stat`, 'utf8'))?.[1] ?? 0) / 1e6;
  return 0;
}
