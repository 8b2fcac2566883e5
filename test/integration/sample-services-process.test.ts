import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { startSampleServices } from '../../src/workers/sample-services/start.ts';
import { freeBasePort, isFree } from '../support/ports.ts';

const ENTRY = fileURLToPath(new URL('../../src/workers/sample-services/process.ts', import.meta.url));

interface Ready {
  readonly plimsollServices: number;
  readonly pid: number;
  readonly profile: string;
  readonly services: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();

afterEach(() => {
  for (const child of running) child.kill('SIGKILL');
  running.clear();
});

/** The process under test, with all it has written. */
class Started {
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly exited: Promise<{ code: number | null; stdout: string; stderr: string }>;

  constructor(args: readonly string[], stdin: 'pipe' | 'ignore' = 'pipe') {
    this.child = spawn(process.execPath, [ENTRY, ...args], { stdio: [stdin, 'pipe', 'pipe'] });
    running.add(this.child);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.exited = once(this.child, 'close').then(([code]) => {
      running.delete(this.child);
      return { code: code as number | null, stdout: this.stdout, stderr: this.stderr };
    });
  }

  async ready(): Promise<Ready> {
    await expect.poll(() => this.stdout, { timeout: 10_000 }).toMatch(/\n$/);
    return JSON.parse(this.stdout) as Ready;
  }
}

async function occupy(port: number): Promise<Server> {
  const server = createServer();
  server.listen({ port, host: '127.0.0.1' });
  await once(server, 'listening');
  return server;
}

describe('the services process', () => {
  it('says once where its five services are, and stops with 0 on SIGINT', async () => {
    const base = await freeBasePort();
    const started = new Started(['--base-port', String(base), '--profile', 'slow'], 'ignore');
    const ready = await started.ready();
    expect(ready).toEqual({
      plimsollServices: 1,
      pid: started.child.pid,
      profile: 'slow',
      services: {
        gateway: `http://127.0.0.1:${base}`,
        streaming: `http://127.0.0.1:${base + 1}`,
        auth: `http://127.0.0.1:${base + 10}`,
        entitlements: `http://127.0.0.1:${base + 11}`,
        metrics: `http://127.0.0.1:${base + 12}`,
      },
    });
    for (const [service, url] of Object.entries(ready.services)) {
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ status: 'healthy', service });
    }
    started.child.kill('SIGINT');
    const { code, stdout, stderr } = await started.exited;
    expect({ code, lines: stdout.split('\n').length, stderr }).toEqual({ code: 0, lines: 2, stderr: '' });
  });

  it('takes a profile from standard input, and says what is wrong with any other line', async () => {
    const started = new Started(['--base-port', '0']);
    const { services } = await started.ready();
    const profile = async () =>
      ((await (await fetch(`${services.auth}/__plimsoll/state`)).json()) as { profile: string }).profile;
    expect(await profile()).toBe('healthy');
    started.child.stdin?.write('{"profile":"overloaded"}\n{"profile":"fast"}\nnonsense\n');
    await expect.poll(profile).toBe('overloaded');
    started.child.kill('SIGTERM');
    const { code, stderr } = await started.exited;
    const complaint =
      'plimsoll services: A line on standard input is {"profile":"…"} with one of healthy, slow, flaky, overloaded, leaking, pooled.\n';
    expect({ code, stderr }).toEqual({ code: 0, stderr: complaint.repeat(2) });
  });

  it('ends with its parent when told to watch it, and only then', async () => {
    const watching = new Started(['--base-port', '0', '--parent-watch']);
    const not = new Started(['--base-port', '0']);
    const [, { services }] = await Promise.all([watching.ready(), not.ready()]);
    watching.child.stdin?.end();
    not.child.stdin?.end();
    expect((await watching.exited).code).toBe(0);
    expect((await fetch(`${services.auth}/health`)).status).toBe(200);
    not.child.kill('SIGTERM');
    expect((await not.exited).code).toBe(0);
  });

  it('ends with a parent that forked it without a standard input', async () => {
    const child = fork(ENTRY, ['--base-port', '0', '--parent-watch'], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    running.add(child);
    const [line] = (await once(child.stdout?.setEncoding('utf8') ?? child, 'data')) as [string];
    const { services } = JSON.parse(line) as Ready;
    expect((await fetch(`${services.gateway}/health`)).status).toBe(200);
    child.disconnect();
    const [code] = (await once(child, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it.each([
    [['--base-port', 'x'], '--base-port is a number from 1 to 65523, or 0 for five free ports; it was "x".'],
    [
      ['--base-port', '65524'],
      '--base-port is a number from 1 to 65523, or 0 for five free ports; it was "65524".',
    ],
    [
      ['--profile', 'fast'],
      '--profile is one of healthy, slow, flaky, overloaded, leaking, pooled; it was "fast".',
    ],
    [['--seed', '-1'], '--seed'],
    [['--colour'], 'usage: process.ts'],
    [['extra'], 'usage: process.ts'],
  ])('%j: exit 2 and one sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await new Started(args).exited;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
  });

  it('names a port that is in use: exit 2, one sentence, nothing on standard output', async () => {
    const base = await freeBasePort();
    const other = await occupy(base + 11);
    const { code, stdout, stderr } = await new Started(['--base-port', String(base)]).exited;
    other.close();
    expect({ code, stdout, stderr }).toEqual({
      code: 2,
      stdout: '',
      stderr:
        `plimsoll services: Port ${base + 11} is already in use on this machine. ` +
        'Stop what uses it, or choose other ports with --base-port N (--base-port 0 takes free ones).\n',
    });
  });
});

describe('starting in process', () => {
  it('names the port that is in use, and leaves nothing listening', async () => {
    const base = await freeBasePort();
    const other = await occupy(base + 12);
    const start = startSampleServices({ basePort: base });
    await expect(start).rejects.toMatchObject({ code: 'services.port_in_use', side: 'client' });
    expect(await Promise.all([0, 1, 10, 11].map((offset) => isFree(base + offset)))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    other.close();
  });
});
