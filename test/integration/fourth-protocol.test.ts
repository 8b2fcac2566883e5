import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { runnerImport } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatPercent } from '../../src/contract/format.ts';
import { type Summary, summarySchema } from '../../src/contract/summary.ts';
import type { RunRow } from '../../src/contract/wire.ts';
import { type Ended, runCommand } from '../support/child.ts';
import { loadReportText } from '../support/load-report-text.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { createTempDir, type TempDir } from '../support/temp-dir.ts';

/**
 * What another protocol costs: a made-up one, lines that are sent over TCP and come back, is added to a copy of the program
 * by files of its own (test/fixtures/fourth-protocol) and one line in the list of each room. There it is checked, run,
 * graded, stored, shown and exported.
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FILES = join(ROOT, 'test/fixtures/fourth-protocol');
/** All that the program, its types and its generated files are made of. */
const COPIED = ['src', 'resources', 'docs', 'test/support', 'package.json', 'report.vite.config.ts'];

/** The list of each room: behind which line the new one goes, and what it is imported from. */
const LISTS = [
  { path: 'src/contract/protocols/protocols.ts', after: '  sse,', line: '  line,', from: './line.ts' },
  {
    path: 'src/workers/threads/protocols.ts',
    after: '  sse: sseProtocol(),',
    line: '  line: lineProtocol,',
    from: '../protocols/line/protocol.ts',
  },
  { path: 'src/main/protocols/protocols.ts', after: '  sse,', line: '  line,', from: './line.ts' },
  { path: 'src/renderer/protocols/protocols.ts', after: '  sse,', line: '  line,', from: './line.ts' },
];

const PLAN = (port: number) => `plimsoll: 1
name: Lines
services: { echo: { url: "http://127.0.0.1:${port}" } }
values: { who: world }
classes:
  Talker:
    service: echo
    users: 2
    thinkTime: 50ms
    tasks:
      talk:
        steps:
          - { name: hello, line: "/hello {{ who }}", checks: [{ contains: world }] }
          - { name: bye, line: /bye, lineEnd: crlf }
          - { name: odd, line: /odd }
load: { duration: 2s }
thresholds:
  - { service: echo, endpoint: hello, metric: latency, statistic: p50, acceptable: 5000 }
  - { service: echo, endpoint: hello, metric: errorRate, acceptable: 1 }
  - { service: echo, endpoint: bye, metric: latency, statistic: p50, acceptable: 0.001 }
gate: none
`;

let tree: TempDir;
let data: TempDir;
let server: Server;
let heard = 0;
let types: Promise<Ended[]>;
const inTree = (path: string) => join(tree.path, path);
/** What was compiled for one command is not compiled again for the next. */
const node = (...args: string[]) =>
  runCommand(
    { command: process.execPath, args, cwd: tree.path, env: { NODE_COMPILE_CACHE: inTree('compiled') } },
    60_000,
  );
const plimsoll = (...args: string[]) => node('src/main/hosts/cli/index.ts', ...args, '--data-dir', data.path);
const read = (name: string) => readFileSync(join(data.path, name), 'utf8');
/** A module of the copy, as the build would read it. */
async function ofTree<Module>(path: string): Promise<Module> {
  const { module } = await runnerImport<Module>(inTree(path), { configFile: false, logLevel: 'warn' });
  return module;
}

beforeAll(async () => {
  tree = createTempDir('plimsoll-fourth-');
  data = createTempDir();
  const configs = readdirSync(ROOT).filter((name) => /^tsconfig.*\.json$/.test(name));
  for (const path of [...COPIED, ...configs]) cpSync(join(ROOT, path), inTree(path), { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), inTree('node_modules'));
  cpSync(FILES, tree.path, { recursive: true });
  for (const { path, after, line, from } of LISTS) {
    const written = readFileSync(inTree(path), 'utf8').split('\n');
    written.splice(written.indexOf(after) + 1, 0, line);
    writeFileSync(
      inTree(path),
      [`import { ${/(\w+),$/.exec(line)?.[1]} } from '${from}';`, ...written].join('\n'),
    );
  }
  // What load threads run is reached from main, too.
  types = Promise.all(
    ['main', 'renderer'].map((room) => node('node_modules/.bin/tsc', '-p', `tsconfig.${room}.json`)),
  );
  server = createServer((socket) => {
    socket.on('data', (bytes) => {
      heard += bytes.toString().split('\n').length - 1;
      socket.write(bytes.toString().replace('odd', 'even'));
    });
    socket.on('error', () => undefined);
  });
  await listenOnLoopback(server);
});

afterAll(async () => {
  await types;
  server.close();
  tree.remove();
  data.remove();
});

/** Files of a folder by their path from the root of the checkout. */
function filesOf(root: string, folder: string): Map<string, string> {
  return new Map(
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }).flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      return entry.isFile() ? [[relative(root, path), readFileSync(path, 'utf8')] as const] : [];
    }),
  );
}

/** What is not the same in the copy. */
function changedIn(folder: string): string[] {
  const before = filesOf(ROOT, folder);
  const now = filesOf(tree.path, folder);
  expect(now.size).toBeGreaterThanOrEqual(before.size);
  return [...now].flatMap(([path, text]) => (before.get(path) === text ? [] : [path])).sort();
}

describe('a fourth protocol', () => {
  it('is files of its own, a line in the list of each room, and nothing else', () => {
    const own = [...filesOf(FILES, 'src').keys()];
    expect(own.every((path) => path.includes('/protocols/line'))).toBe(true);
    expect(changedIn('src')).toEqual([...own, ...LISTS.map(({ path }) => path)].sort());
    for (const { path, line } of LISTS) {
      const before = readFileSync(join(ROOT, path), 'utf8').split('\n');
      const added = readFileSync(inTree(path), 'utf8').split('\n');
      expect(added).toHaveLength(before.length + 2);
      expect(added.slice(1).filter((one) => one !== line)).toEqual(before);
    }
  });

  it('stands in the schemas that are generated, and no others change', async () => {
    expect(await node('test/support/write-generated.ts')).toMatchObject({ code: 0 });
    expect([...changedIn('resources'), ...changedIn('docs')]).toEqual([
      'resources/plan.schema.json',
      'resources/summary.schema.json',
    ]);
    expect(readFileSync(inTree('resources/plan.schema.json'), 'utf8')).toContain(
      'Sends this line over TCP and waits until it comes back.',
    );
  });

  it('is checked: what its steps alone have, no request has', async () => {
    const plan = join(data.path, 'wrong.yaml');
    writeFileSync(plan, PLAN(1).replace('line: /bye', 'get: /bye'));
    const { code, stderr } = await plimsoll('validate', plan);
    expect(code).toBe(2);
    expect(stderr).toContain('lineEnd is for a line step');
  });

  it('is run against a server, graded, stored, shown and exported', async () => {
    const { port } = server.address() as { port: number };
    writeFileSync(join(data.path, 'plan.yaml'), PLAN(port));
    const plan = join(data.path, 'plan.yaml');
    const valid = await plimsoll('validate', plan);
    expect(valid.stdout + valid.stderr).toContain('On the way, talk sends 3 lines.');
    const build = await node('node_modules/vite/bin/vite.js', 'build', '--config', 'report.vite.config.ts');
    expect(build).toMatchObject({ code: 0 });
    const outputs = { json: 'run.json', junit: 'junit.xml', csv: 'csv', html: 'report.html' };
    const files = Object.entries(outputs).flatMap(([kind, name]) => [`--${kind}`, join(data.path, name)]);
    const { code, stdout, stderr } = await plimsoll('run', plan, ...files);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining('Wrote') });
    const summary = JSON.parse(read('run.json')) as Summary;
    // A third, or a little less: where the run ends, one may still be open.
    const { ok, errors } = summary.totals;
    expect(errors / (ok + errors)).toBeCloseTo(1 / 3, 1);
    const failed = formatPercent((errors / (ok + errors)) * 100);
    expect(stdout).toContain(`requests went to one service; ${failed} failed`);

    expect(summary.endpoints.map(({ endpoint, protocol, errors }) => [endpoint, protocol, errors])).toEqual([
      ['hello', 'line', 0],
      ['bye', 'line', 0],
      ['odd', 'line', summary.errors[0]?.count],
    ]);
    expect(summary.errors).toMatchObject([
      { code: 'line.changed', category: 'protocol', side: 'target', message: 'The line came back changed.' },
    ]);
    for (const { count, counts, responseTimeMs, definition } of summary.endpoints.slice(0, 2)) {
      expect(count).toBeGreaterThan(20);
      expect(counts.sent).toBe(counts.ok + counts.openAtStop);
      expect(counts.bytesIn).toBe(counts.bytesOut);
      expect(responseTimeMs.p50).toBeGreaterThan(0);
      expect(definition).toBe('from opening the socket to the end of the echoed line');
    }
    expect(heard).toBe(summary.totals.sent);
    expect([summary.webSocket, summary.sse]).toEqual([null, null]);
    expect(summary.grades.map(({ endpoint, metric, grade }) => [endpoint, metric, grade])).toEqual([
      ['hello', 'latency', 'good'],
      ['hello', 'errorRate', 'good'],
      ['bye', 'latency', 'poor'],
    ]);

    // The schema of the copy takes it for valid; this one, which has no such protocol, does not.
    const own = await ofTree<{ summarySchema: typeof summarySchema }>('src/contract/summary.ts');
    expect(own.summarySchema.safeParse(summary).error).toBeUndefined();
    expect(summarySchema.safeParse(summary).error?.issues[0]?.path).toEqual(['endpoints', 0, 'protocol']);
    expect(read('csv/endpoints.csv')).toMatch(/^echo,hello,line,0,/m);
    expect(read('junit.xml')).toContain('hello');

    const shown = await plimsoll('show', 'last', '--json', '-');
    expect((JSON.parse(shown.stdout) as Summary).endpoints).toEqual(summary.endpoints);
    const rows = JSON.parse((await plimsoll('runs', '--json', '-')).stdout) as RunRow[];
    expect(rows.map(({ runId, name }) => [runId, name])).toEqual([[summary.run.id, 'Lines']]);

    expect(read('report.html')).toContain('"protocol":"line"');
    const reportText = await loadReportText(pathToFileURL(inTree('test/support/load-report-text.ts')));
    expect(reportText(summary)).toMatch(/bye.*\n?.*from opening the socket to the end of the echoed line/);
  });

  it('is edited by the fields of its record', async () => {
    type PlanClasses = typeof import('../../src/renderer/screens/plans/requests/plan-classes.ts');
    const { classesOf } = await ofTree<PlanClasses>('src/renderer/screens/plans/requests/plan-classes.ts');
    const spec = { line: 'hello', lineEnd: 'crlf' };
    const classes = { Talker: { service: 'echo', users: 2, tasks: { talk: { steps: [spec] } } } };
    const step = classesOf({ classes }, null)[0]?.tasks[0]?.steps[0];
    expect(step).toMatchObject({ method: 'line', target: 'hello', protocol: { name: 'line' } });
    const fields = step?.protocol.step.parts.flatMap(({ rows }) => rows.flat().map(({ label }) => label));
    expect(fields).toContain('Ends with');
  });

  it('has types that fit', async () => {
    for (const { code, stdout } of await types) expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  });
});
