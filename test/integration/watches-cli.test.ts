import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../../src/contract/comparison.ts';
import type { Summary } from '../../src/contract/summary.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { createTempDir } from '../support/temp-dir.ts';
import { closeServer, TrackedSockets } from '../support/tracked-sockets.ts';
import { runPlimsoll } from '../support/workbench.ts';

/** A run of the command line that watches its target: a process by its port, and pages of metrics behind credentials. */
const TYPED = 'p@ss/4711-typed';
const IN_ENV = 'Tok3n-of-the-environment';
/** Typed into labels of queries: of a name that says what they are. */
const IN_LABELS = ['qtok9swordfish', 'b4d"label', 'x7y'];
const QUERIES = [
  'up{apikey="qtok9swordfish"}',
  String.raw`bad{token="b4d\"label"}`,
  'up{password="x7y"}',
] as const;
const queries = new Set<string>();
const dir = createTempDir();
const out = join(dir.path, 'out');
const data = join(dir.path, 'data');
const server = createServer(answer);
const sockets = new TrackedSockets(server);
const authorizations = new Set<string>();
let port = 0;
let result: Awaited<ReturnType<typeof runPlimsoll>>;

/** The page is told to those with a password or a token alone; it echoes both where nobody asked for it. */
function answer({ url = '', headers }: IncomingMessage, response: ServerResponse): void {
  if (url.startsWith('/api/v1/query')) return void answerQuery(url, response);
  if (url !== '/metrics') return void response.writeHead(200).end('ok');
  const { authorization = '' } = headers;
  authorizations.add(authorization);
  const basic = `Basic ${Buffer.from(`mon:${TYPED}`).toString('base64')}`;
  if (authorization !== basic && authorization !== `Bearer ${IN_ENV}`)
    return void response.writeHead(401).end();
  const echo = `# HELP pool_in_use Held for ${TYPED} and ${IN_ENV}.\n`;
  response
    .writeHead(200, { 'content-type': 'text/plain' })
    .end(`${echo}# TYPE pool_in_use gauge\npool_in_use{who="${IN_ENV}"} 7\n`);
}

/** As a Prometheus does; what it refuses it repeats. */
function answerQuery(url: string, response: ServerResponse): void {
  const query = new URL(url, 'http://h').searchParams.get('query') ?? '';
  queries.add(query);
  const isBad = query.includes('bad');
  const result = [{ metric: {}, value: [Date.now() / 1_000, '3'] }];
  const answered = isBad
    ? { status: 'error', errorType: 'execution', error: `cannot select ${query} here` }
    : { status: 'success', data: { resultType: 'vector', result } };
  response.writeHead(isBad ? 422 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(answered));
}

const plimsoll = (...args: string[]) =>
  runPlimsoll([...args, '--data-dir', data], { env: { PAGE_TOKEN: IN_ENV } });
const planFile = join(dir.path, 'plan.yaml');

beforeAll(async () => {
  port = await listenOnLoopback(server, {});
  writeFileSync(
    planFile,
    `plimsoll: 1
name: watched
services: { shop: { url: "http://127.0.0.1:${port}" } }
classes: { caller: { service: shop, users: 1, thinkTime: 50ms, tasks: { home: { get: / } } } }
load: { duration: 2s }
watch:
  shop: pid:1
  page: { prometheus: "http://127.0.0.1:${port}/metrics", metrics: [pool_in_use], headers: { Authorization: "Bearer {{ env.PAGE_TOKEN }}" } }
`,
  );
  const watches = [
    `shop=port:${port}`,
    `typed=prometheus:http://mon:${encodeURIComponent(TYPED)}@127.0.0.1:${port}/metrics#pool_in_use`,
    'gone=docker:no-such-thing',
    ...QUERIES.map((query) => `asked=prometheus:http://127.0.0.1:${port}?query=${query}`),
  ];
  result = await plimsoll(
    ...['run', planFile, '--quiet', '--force', '--csv', out, '--json', join(out, 'run.json')],
    ...watches.flatMap((watch) => ['--watch', watch]),
  );
}, 60_000);

afterAll(async () => {
  await closeServer(server, sockets);
  dir.remove();
});

const documentOf = () => JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')) as Summary;
const rowsOf = (name: string): Record<string, string>[] =>
  parse(readFileSync(join(out, name), 'utf8'), { columns: true, record_delimiter: '\r\n' });

describe('a run that watches its target', () => {
  it('says so before, and ends by its grades, whatever could not be watched', () => {
    expect(result.err).toContain(
      `Watches page (127.0.0.1:${port}/metrics), shop (port ${port}), typed (127.0.0.1:${port}/metrics), gone (docker:no-such-thing), asked (prometheus:127.0.0.1:${port}), asked prometheus:127.0.0.1:${port} and asked prometheus:127.0.0.1:${port} 2, once a second.`,
    );
    expect(result.code).toBe(0);
  });

  it('finds the process that listens on the port, in place of what the plan watched under that name', () => {
    const { watches = [], gauges = [] } = documentOf();
    expect(watches.slice(0, 4).map(({ watch, service, source }) => [watch, service, source])).toEqual([
      ['page', null, `prometheus:http://127.0.0.1:${port}/metrics#pool_in_use`],
      ['shop', 'shop', `port:${port}`],
      ['typed', null, expect.stringContaining('{{ secret.watch-typed-password }}')],
      ['gone', null, 'docker:no-such-thing'],
    ]);
    expect(watches[1]?.found[0]?.text).toContain(`process ${process.pid}`);
    const memory = gauges.find(
      ({ watch, name }) => watch === 'shop' && name === 'target_memory_resident_bytes',
    );
    expect(memory?.statistics?.min).toBeGreaterThan(10_000_000);
    expect(watches[3]?.gaps.map(({ fromSecond, toSecond }) => [fromSecond, toSecond])).toEqual([[0, 1]]);
  });

  it('reads pages with the credentials of its environment and those that were typed', () => {
    const pools = documentOf().gauges?.filter(({ watch }) => watch === 'page' || watch === 'typed') ?? [];
    expect(pools.map(({ watch, statistics }) => [watch, statistics?.last])).toEqual([
      ['page', 7],
      ['typed', 7],
    ]);
    expect(authorizations.size).toBe(2);
  });

  it('asks with the texts of labels, and tells their references', () => {
    const { gauges = [], watches = [] } = documentOf();
    expect(QUERIES.filter((query) => !queries.has(query))).toEqual([]);
    const asked = gauges.filter(({ watch }) => watch.startsWith('asked'));
    expect(asked.map(({ name, statistics }) => [name, statistics?.last])).toEqual([
      ['up{apikey="{{ secret.watch-asked-apikey }}"}', 3],
      ['up{password="{{ secret.watch-asked-password }}"}', 3],
    ]);
    const [gap] = watches.find(({ watch }) => watch.startsWith('asked p'))?.gaps ?? [];
    expect(gap?.reason).toContain('cannot select bad{token="[secret watch-asked-token]"} here');
  });

  it('is told in tables and in the terminal, after it and again', async () => {
    const rows = rowsOf('gauges.csv').filter(({ watch }) => watch === 'page');
    expect(rows.map(({ second }) => second)).toEqual(['0', '1']);
    expect(rowsOf('watches.csv').map(({ watch, kind }) => `${watch} ${kind}`)).toEqual(
      expect.arrayContaining(['shop found', 'gone gap']),
    );
    const shown = await plimsoll('show', 'last');
    const section = (text: string) => text.slice(text.indexOf('\nTarget\n'), text.indexOf('\nFindings'));
    expect(section(result.out)).toContain('gone, no figures 0:00 to 0:02: ');
    expect(section(shown.out)).toBe(section(result.out));
  });

  it('differs from one that watches nothing by that, in a comparison', async () => {
    const bare = await plimsoll(
      'run',
      `http://127.0.0.1:${port}/`,
      '--users',
      '1',
      '--duration',
      '1s',
      '--quiet',
      '--force',
    );
    expect(bare.out).not.toContain('\nTarget\n');
    const compared = await plimsoll('compare', 'last~1', 'last', '--json', '-');
    const { context } = JSON.parse(compared.out) as Comparison;
    expect(context.find(({ aspect }) => aspect === 'Watched')).toMatchObject({
      b: 'nothing',
      severity: 'note',
    });
  });

  it('writes none of the credentials anywhere', async () => {
    const again = await plimsoll(
      'export',
      'last~1',
      '--html',
      join(out, 'r.html'),
      '--markdown',
      join(out, 'r.md'),
      '--plan',
      join(out, 'plan.yaml'),
    );
    const files = [out, data].flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .map((name) => join(folder, name))
        .filter((file) => statSync(file).isFile()),
    );
    expect(files.length).toBeGreaterThan(8);
    const texts = [
      result.out,
      result.err,
      again.out,
      again.err,
      ...files.map((file) => readFileSync(file, 'latin1')),
    ];
    const forms = [TYPED, IN_ENV].flatMap((text) => [
      text,
      encodeURIComponent(text),
      Buffer.from(text).toString('base64').slice(0, -4),
    ]);
    // With its quote: a short one stands in bytes by chance.
    for (const text of IN_LABELS)
      forms.push(`"${text}`, `%22${encodeURIComponent(text)}`, JSON.stringify(`"${text}`).slice(1, -1));
    forms.push(Buffer.from(`mon:${TYPED}`).toString('base64'));
    expect(forms.filter((form) => texts.some((text) => text.includes(form)))).toEqual([]);
    expect(readFileSync(join(out, 'plan.yaml'), 'utf8')).toContain('{{ secret.watch-typed-password }}');
  });
});

describe('a watch that makes no sense', () => {
  it.each([
    ['db=port:99999', '"99999" is not a port'],
    ['gatway=none', 'nothing of that name is watched'],
    ['db=prometheus:http://{{ nothing }}/m', '{{ nothing }} is undefined'],
    ['db=prometheus:http://192.0.2.7/m', 'Watch db: The address is not on this machine'],
  ])('ends with exit code 2 before anything is sent: %s', async (watch, why) => {
    const { code, err } = await plimsoll('run', planFile, '--watch', watch);
    expect([code, err]).toEqual([2, expect.stringContaining(why)]);
    expect(err).not.toContain('once a second');
  });
});
