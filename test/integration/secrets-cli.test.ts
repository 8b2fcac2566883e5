import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { buildProgram } from '../../src/main/hosts/cli/program.ts';
import type { Terminal } from '../../src/main/hosts/cli/terminal.ts';
import { findPlaces } from '../../src/main/hosts/places.ts';
import { type Canary, CanaryScanner, FORMS, makeCanaries, printLeaks } from '../support/canaries.ts';
import { addressesOf, envOf, feedOf, planOf, setsOf, typedWatchesOf } from '../support/canary-runs.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/** The command line and real load threads, against a target that gives back every secret it may have been sent. */
const canaries = makeCanaries(7).filter(({ way }) => way !== 'import' && way !== 'console');
/** The one that a bare address carries, and all that its target can know. */
const inAddress = canaries.filter(({ way }) => way === 'address').slice(0, 1);
/** Only answers tell them, and they are echoed to whoever was told. */
const given = canaries.filter(({ way }) => way === 'answer');
const scanner = new CanaryScanner(canaries);
const places = findPlaces(new URL('../../src/main/hosts/cli/index.ts', import.meta.url).href);
const before = { ...process.env };

let dir: TempDir;
let port: number;
let answered = 0;
const said: string[] = [];

/** The next canary in the next form: of what a second keeps of its failures, each has its turn. */
function next(address = ''): string {
  const known = address.startsWith('/items')
    ? inAddress
    : (givenAt(address) ?? canaries.filter(({ way }) => way !== 'answer'));
  const forms = Object.values(FORMS);
  const { text } = known[answered % known.length] as Canary;
  const write = forms[Math.floor(answered / 3) % forms.length] as (text: string) => string;
  answered += 1;
  return write(text);
}

/** What a login gave whoever asks here: the orders of a user, under the number of the task. */
function givenAt(address: string): Canary[] | null {
  const [, kind, index] = address.split('/');
  return kind === 'orders' ? given.slice(Number(index), Number(index) + 1) : null;
}

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  if (url.startsWith('/login')) {
    const { text } = given[Number(url.split('/')[2])] ?? {};
    return void response.writeHead(200).end(JSON.stringify({ given: text }));
  }
  const form = next(url);
  const header = encodeURIComponent(form).slice(0, 2_000);
  switch (answered % 5) {
    case 0:
      return void response.writeHead(302, { location: `http://127.0.0.1:1:1/${header}` }).end();
    case 1:
      return void response
        .writeHead(401, { 'set-cookie': `sid=${header}` })
        .end(JSON.stringify({ error: form }));
    case 2:
      return void response.writeHead(500).end(`unknown ${form}`);
    case 3:
      return void response.writeHead(200).end(JSON.stringify({ ok: form }));
    default:
      return void response.writeHead(200).end(`<p>${form}</p>`);
  }
}

function greet(socket: WebSocket, { url }: IncomingMessage): void {
  socket.send(JSON.stringify({ error: next(url) }));
  socket.on('message', () =>
    socket.close(
      4_001,
      next(url)
        .slice(0, 100)
        .replace(/[^\x20-\x7e]/g, ''),
    ),
  );
}

const server = createServer(answer);
const sockets = new WebSocketServer({ server });

beforeAll(async () => {
  dir = createTempDir();
  port = await listenOnLoopback(server, {});
  sockets.on('connection', greet);
  Object.assign(process.env, envOf(canaries));
  mkdirSync(join(dir.path, 'out'));
  const url = `http://127.0.0.1:${port}`;
  const plan = join(dir.path, 'plan', 'canaries.yaml');
  mkdirSync(join(dir.path, 'plan'));
  writeFileSync(plan, planOf(url, canaries));
  writeFileSync(join(dir.path, 'plan', 'users.csv'), feedOf(canaries));
  const set = Object.entries(setsOf(canaries)).flatMap(([name, text]) => ['--set', `${name}=${text}`]);
  const [address = ''] = addressesOf(url, canaries);
  const outputs = [
    '--json',
    'r.json',
    '--html',
    'r.html',
    '--junit',
    'r.xml',
    '--markdown',
    'r.md',
    '--csv',
    'csv',
  ];
  const files = outputs.map((word) => (word.startsWith('--') ? word : join(dir.path, 'out', word)));
  await plimsoll('validate', plan);
  const watches = typedWatchesOf(canaries).flatMap(({ of, source }) => ['--watch', `${of}=${source}`]);
  await plimsoll('run', plan, ...set, ...watches, '--log-level', 'debug', '--force', ...files);
  await plimsoll('run', address, '--users', '1', '--duration', '1s', '--log-level', 'debug');
  const socket = address.replace('http', 'ws');
  await plimsoll(
    'run',
    socket,
    '--connections',
    '2',
    '--duration',
    '1s',
    '--message',
    '{"a":1}',
    '--reply',
    '/x=1',
  );
  await plimsoll('run', address, '--sse', '--connections', '2', '--duration', '1s');
  await plimsoll('run', `http://127.0.0.1:1/?token=${encodeURIComponent(canaries[0]?.text ?? '')}`);
  await plimsoll('run', plan, '--set', `nobody=${canaries[0]?.text}`);
  await plimsoll(
    'run',
    plan,
    ...watches.slice(0, 2),
    '--watch',
    `x=prometheus:ftp://u:${canaries[0]?.text}@h/m`,
  );
  await plimsoll('run', plan, '--watch', `prometheus:http://u:${canaries[0]?.text}@h/m?a=b`);
  await plimsoll('run', plan, `--token=${canaries[0]?.text}`);
  await plimsoll('runs');
  await plimsoll('show', 'last');
  await plimsoll('compare', 'last~1', 'last');
  for (const run of ['last', 'last~1', 'last~3']) {
    await plimsoll('why', run, '--against', 'last');
    await plimsoll('requests', run, '--failed', '--slowest', '100', '--json', '-');
    for (let nth = 1; nth <= 15; nth += 2) await plimsoll('requests', run, '--failed', '--curl', String(nth));
  }
  await plimsoll('runs', '--json', '-');
}, 60_000);

afterAll(async () => {
  for (const name of Object.keys(envOf(canaries))) delete process.env[name];
  Object.assign(process.env, before);
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  dir?.remove();
});

async function plimsoll(...words: string[]): Promise<void> {
  const keep = (text: string) => void said.push(text);
  const terminal: Terminal = {
    out: keep,
    err: keep,
    document: keep,
    isInteractive: false,
    columns: 100,
    outColumns: null,
    colors: pc.createColors(false),
    errColors: pc.createColors(false),
  };
  const dataDir = words.includes('--token') ? [] : ['--data-dir', join(dir.path, 'data')];
  said.push(`\n$ ${words[0]}\n`);
  const program = buildProgram({ places, terminal }, () => undefined);
  await program
    .parseAsync(['node', 'plimsoll', ...words, ...dataDir])
    .catch((error: unknown) => expect(String(error)).toContain('unknown option'));
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).flatMap((name) => {
    const file = join(folder, name);
    return statSync(file).isFile() ? [name, readFileSync(file, 'latin1')] : [];
  });
}

describe('after runs of all protocols on a target that echoes what it is sent', () => {
  it('every command did its work', () => {
    expect(answered).toBeGreaterThan(20);
    expect(said.join('')).toContain('is a valid plan');
    expect(filesIn(join(dir.path, 'out')).join('')).toContain('[secret given_by_answer_');
    expect(filesIn(join(dir.path, 'out')).length).toBe(16);
  });

  it.each([
    ['standard output and standard error', () => said],
    ['the files that were written', () => filesIn(join(dir.path, 'out'))],
    ['the data folder', () => filesIn(join(dir.path, 'data'))],
  ])('%s hold no secret', (_, texts) => {
    expect(printLeaks(texts().flatMap((text) => scanner.leaksIn(text)))).toEqual([]);
  });
});
