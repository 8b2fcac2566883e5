/** PostgreSQL, its exporter, the exporter of the machine, and a Prometheus that reads both each second; all on loopback. */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { LOOPBACK, unusedPort } from '../ports.ts';
import { createTempDir } from '../temp-dir.ts';
import { PostgresSession } from './postgres-session.ts';
import { havePrograms, type Program } from './programs.ts';

/** Program to the package that has it. */
const PACKAGES = {
  postgres: 'postgresql',
  initdb: 'postgresql',
  'prometheus-postgres-exporter': 'prometheus-postgres-exporter',
  'prometheus-node-exporter': 'prometheus-node-exporter',
  prometheus: 'prometheus',
};
const WAIT_MS = 30_000;
const TURN_MS = 50;

export interface WatchedDatabase {
  /** Pages of metrics. */
  readonly postgresExporter: string;
  readonly nodeExporter: string;
  /** Of the server. */
  readonly prometheus: string;
  /** Another session. */
  open(): Promise<PostgresSession>;
  close(): Promise<void>;
}

/** @returns why there is none */
export async function startWatchedDatabase(isFetched: boolean): Promise<WatchedDatabase | string> {
  const programs =
    process.platform === 'linux' ? havePrograms(PACKAGES, isFetched) : 'these are packages of Debian';
  if (typeof programs === 'string') return programs;
  const folder = createTempDir('plimsoll-database-');
  const children: ChildProcess[] = [];
  const start = (name: string, args: readonly string[], options: SpawnOptions = {}) => {
    const { command, env } = programs[name] ?? { command: name, env: {} };
    const child = spawn(command, args, {
      stdio: 'ignore',
      ...options,
      env: { ...process.env, ...env, ...options.env },
    });
    children.push(child);
    return child;
  };
  const close = async () => {
    for (const child of children.reverse()) await ended(child);
    folder.remove();
  };
  try {
    chmodSync(folder.path, 0o755);
    const [database, postgresPage, nodePage, server] = await fourPorts();
    // It looks at its targets some seconds after it was started, whenever they come.
    const config = join(folder.path, 'prometheus.yml');
    const targets = `['${LOOPBACK}:${postgresPage}', '${LOOPBACK}:${nodePage}']`;
    writeFileSync(
      config,
      `global: {scrape_interval: 1s}\nscrape_configs: [{job_name: all, static_configs: [{targets: ${targets}}]}]\n`,
    );
    start('prometheus', [
      `--config.file=${config}`,
      `--storage.tsdb.path=${join(folder.path, 'prometheus')}`,
      `--web.listen-address=${LOOPBACK}:${server}`,
      '--log.level=error',
    ]);
    startPostgres(programs, start, { folder: join(folder.path, 'postgres'), port: database });
    await untilListening(database);
    start(
      'prometheus-postgres-exporter',
      [`--web.listen-address=${LOOPBACK}:${postgresPage}`, '--log.level=error'],
      {
        env: { DATA_SOURCE_NAME: `postgresql://postgres@${LOOPBACK}:${database}/postgres?sslmode=disable` },
      },
    );
    start('prometheus-node-exporter', [`--web.listen-address=${LOOPBACK}:${nodePage}`, '--log.level=error']);
    for (const port of [postgresPage, nodePage, server]) await untilListening(port);
    await untilScraped(`http://${LOOPBACK}:${server}`);
    return {
      postgresExporter: `http://${LOOPBACK}:${postgresPage}/metrics`,
      nodeExporter: `http://${LOOPBACK}:${nodePage}/metrics`,
      prometheus: `http://${LOOPBACK}:${server}`,
      open: () => PostgresSession.open(database, { user: 'postgres', database: 'postgres' }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

type Start = (name: string, args: readonly string[], options?: SpawnOptions) => ChildProcess;

/** As another user where this one is root: PostgreSQL refuses it. */
function startPostgres(
  programs: Readonly<Record<string, Program>>,
  start: Start,
  { folder, port }: { readonly folder: string; readonly port: number },
): void {
  const user = process.getuid?.() === 0 ? { uid: numberOf('-u'), gid: numberOf('-g') } : {};
  mkdirSync(folder, { mode: 0o700 });
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const { command, env } = programs.initdb ?? { command: 'initdb', env: {} };
  const args = ['-D', folder, '-U', 'postgres', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
  execFileSync(command, args, { ...user, cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
  const settings = [
    'fsync=off',
    `listen_addresses=${LOOPBACK}`,
    'unix_socket_directories=',
    'max_connections=60',
  ];
  start('postgres', ['-D', folder, '-p', String(port), ...settings.flatMap((one) => ['-c', one])], {
    ...user,
    cwd: folder,
  });
}

/** Of the user that may own a database here. */
function numberOf(flag: '-u' | '-g'): number {
  for (const name of ['postgres', 'nobody'])
    try {
      return Number(
        execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }),
      );
    } catch {
      // There is no such user.
    }
  throw new Error('no user that may own a database');
}

async function fourPorts(): Promise<[number, number, number, number]> {
  return [await unusedPort(), await unusedPort(), await unusedPort(), await unusedPort()];
}

async function untilListening(port: number): Promise<void> {
  for (let waited = 0; waited < WAIT_MS; waited += TURN_MS) {
    if (await listens(port)) return;
    // A program of another process says nothing when it listens.
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
  throw new Error(`nothing listens on ${port} after ${WAIT_MS} ms`);
}

/** Prometheus begins with its targets some seconds after it listens. */
async function untilScraped(server: string): Promise<void> {
  for (let waited = 0; waited < WAIT_MS; waited += TURN_MS) {
    const answer = await fetch(`${server}/api/v1/query?query=${encodeURIComponent('count(up == 1)')}`);
    if ((await answer.text()).includes('"2"')) return;
    // It says nothing when it has.
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
  throw new Error(`Prometheus has not read its targets after ${WAIT_MS} ms`);
}

function listens(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host: LOOPBACK, port });
  socket.once('connect', () => resolve(true));
  socket.once('error', () => resolve(false));
  return promise.finally(() => socket.destroy());
}

/** Nothing of theirs is kept: SIGQUIT ends PostgreSQL and all its sessions at once. */
async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGQUIT');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exit;
  clearTimeout(timer);
}
