/** A Docker engine of its own, on a socket in a temporary folder, with no network and a root of one program (busybox). */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { createTempDir } from '../temp-dir.ts';
import { havePrograms } from './programs.ts';

const PACKAGES = {
  dockerd: 'docker.io',
  docker: 'docker.io',
  containerd: 'containerd',
  runc: 'runc',
  busybox: 'busybox-static',
};
const WAIT_MS = 20_000;
const TURN_MS = 100;

export interface DockerEngine {
  readonly socket: string;
  /** Runs the command line of Docker; what it printed. */
  docker(...args: readonly string[]): string;
  close(): Promise<void>;
}

/** @returns why there is none */
export async function startDockerEngine(isFetched: boolean): Promise<DockerEngine | string> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    return 'a container engine is started by root on Linux';
  const programs = havePrograms(PACKAGES, isFetched);
  if (typeof programs === 'string') return programs;
  const folder = createTempDir('plimsoll-docker-');
  const socket = join(folder.path, 'docker.sock');
  const { command = 'dockerd', env = {} } = programs.dockerd ?? {};
  const at = (name: string) => join(folder.path, name);
  const daemon = spawn(
    command,
    [
      '-H',
      `unix://${socket}`,
      '--data-root',
      at('data'),
      '--exec-root',
      at('exec'),
      '--pidfile',
      at('pid'),
      ...APART,
    ],
    { stdio: 'ignore', env: { ...process.env, ...env } },
  );
  const docker = (...args: readonly string[]) =>
    execFileSync(programs.docker?.command ?? 'docker', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, DOCKER_HOST: `unix://${socket}` },
    }).trim();
  const close = async () => {
    await ended(daemon);
    folder.remove();
  };
  const refusal = await untilAnswers(daemon, socket, docker);
  if (refusal !== null) {
    await close();
    return refusal;
  }
  importBusybox(programs.busybox?.command ?? 'busybox', folder.path, docker);
  return { socket, docker, close };
}

/** It changes nothing of this machine's network. */
const APART = [
  '--bridge=none',
  '--iptables=false',
  '--ip6tables=false',
  '--storage-driver=vfs',
  '--log-level=error',
];

async function untilAnswers(
  daemon: ChildProcess,
  socket: string,
  docker: (word: string) => string,
): Promise<string | null> {
  for (let waited = 0; waited < WAIT_MS; waited += TURN_MS) {
    if (daemon.exitCode !== null) return `dockerd ended with ${daemon.exitCode}: it may not run here`;
    try {
      if (existsSync(socket)) {
        docker('version');
        return null;
      }
    } catch {
      // It listens before it answers.
    }
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
  return `dockerd does not answer after ${WAIT_MS} ms`;
}

function importBusybox(busybox: string, folder: string, docker: (...args: string[]) => string): void {
  const root = join(folder, 'image');
  mkdirSync(join(root, 'bin'), { recursive: true });
  mkdirSync(join(root, 'tmp'));
  copyFileSync(busybox, join(root, 'bin/busybox'));
  symlinkSync('busybox', join(root, 'bin/sh'));
  execFileSync('tar', ['-C', root, '-cf', join(folder, 'image.tar'), '.']);
  docker('import', join(folder, 'image.tar'), 'busybox');
}

/** SIGTERM ends its containers and its containerd as well. */
async function ended(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const exit = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  const timer = setTimeout(() => daemon.kill('SIGKILL'), 15_000);
  await exit;
  clearTimeout(timer);
}
