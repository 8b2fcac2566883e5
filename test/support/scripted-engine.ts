import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { createTempDir } from './temp-dir.ts';

/** A container of the script; a test changes it while it is asked. */
export interface ScriptedContainer {
  readonly name: string;
  id: string;
  state: string;
  startedAt: string;
  exitCode?: number;
  wasOutOfMemory?: boolean;
  isTerminal?: boolean;
  network?: string;
  nanoCpus?: number;
  cpuset?: string;
  memory?: number;
  /** Figures of `/stats`; absent: those that an engine writes of one that does not run. */
  stats?: Readonly<Record<string, unknown>>;
  log?: Buffer;
}

interface ScriptedEngineOptions {
  readonly apiVersion?: string;
  readonly oldest?: string;
  /** Before each answer but that to `/version`. */
  readonly delayMs?: number;
}

/** The Engine API on a socket, as far as a reader of containers asks it, with the answers of Docker. */
export class ScriptedEngine {
  readonly containers: ScriptedContainer[] = [];
  /** Paths as they were asked. */
  readonly asked: string[] = [];
  readonly #options: ScriptedEngineOptions;
  readonly #folder = createTempDir('plimsoll-engine-');
  readonly #sockets = new Set<Socket>();
  readonly #server = createServer((request, response) => this.#answer(request.url ?? '', response));
  connections = 0;

  private constructor(options: ScriptedEngineOptions) {
    this.#options = options;
    this.#server.on('connection', (socket) => {
      this.connections += 1;
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  static async start(options: ScriptedEngineOptions = {}): Promise<ScriptedEngine> {
    const engine = new ScriptedEngine(options);
    engine.#server.listen(engine.socket);
    await once(engine.#server, 'listening');
    return engine;
  }

  get socket(): string {
    return join(this.#folder.path, 'docker.sock');
  }

  /** As a reader is told of it. */
  get host(): { readonly platform: NodeJS.Platform; readonly env: Readonly<Record<string, string>> } {
    return { platform: 'linux', env: { DOCKER_HOST: `unix://${this.socket}` } };
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    if (this.#server.listening) {
      this.#server.close();
      await once(this.#server, 'close');
    }
    this.#folder.remove();
  }

  #answer(url: string, response: ServerResponse): void {
    this.asked.push(url);
    const { apiVersion = '1.41', oldest = '1.12', delayMs = 0 } = this.#options;
    if (url === '/version') {
      json(response, 200, { ApiVersion: apiVersion, MinAPIVersion: oldest, Os: 'linux' });
      return;
    }
    const [, version = '', path = '', query = ''] = /^\/v([\d.]+)(\/[^?]*)\??(.*)$/.exec(url) ?? [];
    if (isNewer(version, apiVersion) || isNewer(oldest, version))
      json(response, 400, { message: `client version ${version} is not supported` });
    // An engine that is busy answers late.
    else setTimeout(() => this.#ask(path, query, response), delayMs);
  }

  #ask(path: string, query: string, response: ServerResponse): void {
    if (path === '/containers/json') {
      json(response, 200, this.containers.map(listed));
      return;
    }
    const [, wanted = '', what] = /^\/containers\/([^/]+)\/(\w+)$/.exec(path) ?? [];
    const found = this.#find(decodeURIComponent(wanted));
    if (found === undefined) json(response, 404, { message: `No such container: ${wanted}` });
    else if (what === 'json') json(response, 200, inspected(found));
    else if (what === 'logs') response.end(found.log ?? Buffer.alloc(0));
    else if (!query.includes('stream=true')) json(response, 200, statsOf(found));
    else streamStats(found, response);
  }

  /** By whole id, by name, or by the beginning of an id, in this order, as Docker does. */
  #find(wanted: string): ScriptedContainer | undefined {
    return (
      this.containers.find(({ id }) => id === wanted) ??
      this.containers.find(({ name }) => name === wanted) ??
      this.containers.find(({ id }) => id.startsWith(wanted))
    );
  }
}

/** Versions before 1.41 write a reading each second, the first at once. */
function streamStats(container: ScriptedContainer, response: ServerResponse): void {
  const write = () => response.write(`${JSON.stringify(statsOf(container))}\n`);
  write();
  const timer = setInterval(write, 1_000);
  response.on('close', () => clearInterval(timer));
}

function statsOf({ stats, name, id }: ScriptedContainer): unknown {
  const none = {
    read: '0001-01-01T00:00:00Z',
    cpu_stats: { cpu_usage: { total_usage: 0 } },
    memory_stats: {},
  };
  return { ...(stats ?? none), name: `/${name}`, id };
}

function listed({ id, name, state }: ScriptedContainer): unknown {
  const ports = [
    { PrivatePort: 5432, PublicPort: 15432, Type: 'tcp', IP: '0.0.0.0' },
    { PrivatePort: 5432, PublicPort: 15432, Type: 'tcp', IP: '::' },
    { PrivatePort: 8080, Type: 'tcp' },
  ];
  return {
    Id: id,
    Names: [`/${name}`],
    Image: 'postgres:16',
    State: state,
    Status: 'Up 2 minutes',
    Ports: ports,
  };
}

function inspected(one: ScriptedContainer): unknown {
  const { id, name, state, startedAt, exitCode = 0, wasOutOfMemory = false } = one;
  return {
    Id: id,
    Name: `/${name}`,
    State: {
      Status: state,
      Running: state !== 'exited' && state !== 'created',
      Restarting: state === 'restarting',
      StartedAt: startedAt,
      ExitCode: exitCode,
      OOMKilled: wasOutOfMemory,
    },
    Config: { Image: 'postgres:16', Tty: one.isTerminal ?? false },
    HostConfig: {
      NetworkMode: one.network ?? 'bridge',
      NanoCpus: one.nanoCpus ?? 0,
      CpusetCpus: one.cpuset ?? '',
      Memory: one.memory ?? 0,
    },
  };
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
}

function isNewer(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major > thanMajor || (major === thanMajor && minor > thanMinor);
}
