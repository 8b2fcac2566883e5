import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Summary, summarySchema } from '../../src/contract/summary.ts';
import type { RunRow } from '../../src/contract/wire.ts';
import { listenOnLoopback } from '../support/ports.ts';
import { type RecordingServer, startRecordingServer } from '../support/recording-server.ts';
import { runPlimsoll } from '../support/workbench.ts';

/** The command line as a shell uses it: built, in processes of its own, by its output and exit codes. */
const LAUNCHER = fileURLToPath(new URL('../../src/main/hosts/cli/launch.mjs', import.meta.url));
let dataDir: string;
let server: RecordingServer;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'plimsoll-cli-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
afterEach(async () => {
  await server?.close();
});

const plimsoll = (...args: string[]) => runPlimsoll([...args, '--data-dir', dataDir]);
const planFile = (text: string) => {
  const file = join(dataDir, `plan-${Math.abs(hash(text))}.yaml`);
  writeFileSync(file, text);
  return file;
};
const hash = (text: string) => [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7);

async function serve(): Promise<string> {
  server = await startRecordingServer();
  return `${server.url}/`;
}

/** The newest run, as its document and as a line of the list. */
async function lastRun() {
  const summary = JSON.parse((await plimsoll('show', 'last', '--json', '-')).out) as Summary;
  const rows = JSON.parse((await plimsoll('runs', '--json', '-')).out) as RunRow[];
  return { summary, row: rows.find(({ runId }) => runId === summary.run.id) };
}

describe('a run by address', () => {
  it.each([
    ['--rate', '1000'],
    ['--users', '50'],
  ])('%s %s balances its books to the last request, with the server too', async (option, value) => {
    const url = await serve();
    const { code, out } = await plimsoll(
      'run',
      url,
      option,
      value,
      '--duration',
      '3s',
      '--json',
      '-',
      '--quiet',
    );
    expect(code).toBe(0);
    const summary = summarySchema.parse(JSON.parse(out));
    const { planned, sent, ok, errors, dropped, cancelled, openAtStop } = summary.totals;
    expect(planned).toBe(sent + dropped + cancelled);
    expect(sent).toBe(ok + errors + openAtStop);
    expect(sent).toBe(server.counts().requests);
    if (option === '--rate') expect(Math.abs(planned - 3_000)).toBeLessThanOrEqual(3);
    expect(summary.perSecond.reduce((sum, second) => sum + second.sent, 0)).toBe(sent);
  });

  it.each([[], ['--quiet'], ['--log-level', 'info']])(
    'says on standard error where traffic goes before anything is sent %j',
    async (...flags) => {
      const url = await serve();
      const atTheLine: number[] = [];
      const { code, err } = await runPlimsoll(
        ['run', url, '--rate', '20', '--duration', '1s', ...flags, '--data-dir', dataDir],
        {
          onStart: (child) =>
            child.stderr?.on('data', (text: string) => {
              if (text.includes('Traffic goes to')) atTheLine.push(server.counts().requests);
            }),
        },
      );
      expect(code).toBe(0);
      expect(atTheLine).toEqual([0]);
      expect(err).toContain(`Traffic goes to target ${server.url}\n`);
      expect(server.counts().requests).toBeGreaterThan(10);
    },
  );

  it('names the addresses that a plan is targeted at by hand, each in its place', async () => {
    await serve();
    const { err } = await plimsoll('run', 'gateway', '--target', `gateway=${server.url}`, '--only', 'nobody');
    expect(err).not.toContain('Traffic goes to');
    const text = `
plimsoll: 1
name: two
services: { a: { url: "http://127.0.0.1:9" }, b: { url: "${server.url}" } }
classes:
  one: { service: a, users: 1, thinkTime: 100ms, tasks: { page: { get: / } } }
  two: { service: b, users: 1, thinkTime: 100ms, tasks: { page: { get: / } } }
load: { duration: 1s }
`;
    const both = await plimsoll('run', planFile(text), '--target', `a=${server.url}/base`);
    expect(both.err).toContain(`Traffic goes to a ${server.url}/base, b ${server.url}\n`);
  });

  it('keeps standard output for the document alone', async () => {
    const { out, err } = await plimsoll(
      'run',
      await serve(),
      '--rate',
      '20',
      '--duration',
      '1s',
      '--json',
      '-',
    );
    expect(JSON.parse(out).schema).toBe('plimsoll.summary/1');
    expect(err).not.toContain('\u001b');
  });

  it('stops within a second on Ctrl-C, ends with 130, and keeps the partial run', async () => {
    const url = await serve();
    let pressedAt = 0;
    const { code } = await runPlimsoll(
      ['run', url, '--rate', '50', '--duration', '60s', '--data-dir', dataDir, '--name', 'cut short'],
      {
        onStart: (child) => {
          void server.received(60).then(() => {
            pressedAt = performance.now();
            child.kill('SIGINT');
          });
        },
      },
    );
    expect(code).toBe(130);
    // The bound of the requirement is one second to the last byte; the process also prints and closes its files.
    expect(performance.now() - pressedAt).toBeLessThan(5_000);
    const shown = JSON.parse((await plimsoll('show', 'last', '--json', '-')).out) as Summary;
    expect(shown.run).toMatchObject({ name: 'cut short', state: 'stopped' });
    expect(shown.totals.sent).toBe(server.counts().requests);
    expect(shown.totals.planned).toBe(shown.totals.sent + shown.totals.dropped + shown.totals.cancelled);
  });

  it('says everywhere the same of a run that Ctrl-C ended while its requests hung', async () => {
    let connections = 0;
    let interrupt: () => void = () => undefined;
    const silent = createServer(() => {
      connections += 1;
      if (connections === 20) interrupt();
    });
    const port = await listenOnLoopback(silent);
    const [junit, markdown] = [join(dataDir, 'hung.xml'), join(dataDir, 'hung.md')];
    const { code, out } = await runPlimsoll(
      [
        ...['run', `http://127.0.0.1:${port}/`, '--rate', '20', '--duration', '60s', '--warmup', '0s'],
        ...['--junit', junit, '--markdown', markdown, '--data-dir', dataDir, '--name', 'hung', '--force'],
      ],
      {
        onStart: (child) => {
          interrupt = () => void child.kill('SIGINT');
        },
      },
    );
    silent.close();
    expect(code).toBe(130);
    const { summary: shown, row } = await lastRun();
    expect(shown.totals).toMatchObject({ ok: 0, errors: 0 });
    expect(shown.totals.openAtStop).toBe(shown.totals.sent);
    expect(shown.overall).toMatchObject({ outcome: 'not gradable', passed: false });
    expect(shown.overall.sentence).toMatch(/The run was stopped after [\d.]+ s of 60 s\./);
    expect(row).toMatchObject({ state: 'stopped', outcome: 'not gradable', passed: false });
    expect(out).toMatch(/Until it was stopped: in [\d.]+ s, \d+ requests went to one service; none finished/);
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^Not gradable /);
    expect(readFileSync(markdown, 'utf8')).toMatch(/^# hung: (Not gradable|No data)/m);
    expect(readFileSync(junit, 'utf8')).toMatch(/failures="1"[\s\S]*<failure [^>]*message="Not gradable/);
  });

  it('is no pass anywhere where it had to be trusted and is too short for that', async () => {
    const junit = join(dataDir, 'trust.xml');
    const short = planFile(`
plimsoll: 1
name: three requests
services: { api: { url: ${await serve()} } }
classes: { visitor: { service: api, users: 1, iterations: 3, tasks: { page: { get: / } } } }
load: { duration: 5s }
`);
    expect((await plimsoll('run', short, '--quiet')).code).toBe(0);
    const { code } = await plimsoll('run', short, '--quiet', '--require-trust', '--junit', junit);
    expect(code).toBe(6);
    const { summary: shown, row } = await lastRun();
    // On a busy machine three requests may take a second, and then there is something to judge.
    expect(['not judged', 'degraded', 'untrustworthy']).toContain(shown.trust.verdict);
    expect(shown.run.overrides).toContainEqual({ name: 'Trust required', text: 'true' });
    expect([shown.overall.outcome, row?.outcome]).toEqual(['not gradable', 'not gradable']);
    expect(readFileSync(junit, 'utf8')).toMatch(
      new RegExp(`<failure [^>]*required a trusted load generator, and it is ${shown.trust.verdict}`),
    );
  });

  it('survives kill -9 up to its last second, and is then listed as interrupted', async () => {
    const url = await serve();
    await runPlimsoll(
      ['run', url, '--rate', '40', '--duration', '60s', '--data-dir', dataDir, '--name', 'killed'],
      {
        onStart: (child) => void server.received(110).then(() => child.kill('SIGKILL')),
      },
    );
    const rows = JSON.parse((await plimsoll('runs', '--json', '-')).out) as {
      name: string;
      state: string;
      requests: number;
    }[];
    const killed = rows.find(({ name }) => name === 'killed');
    expect(killed?.state).toBe('interrupted');
    expect(killed?.requests).toBeGreaterThanOrEqual(40);
    const shown = JSON.parse((await plimsoll('show', 'last', '--json', '-')).out) as Summary;
    expect(shown.perSecond.length).toBeGreaterThanOrEqual(1);
  });

  it('is no pass where most requests failed, thresholds or not', async () => {
    server = await startRecordingServer({ status: 500 });
    const { code } = await plimsoll('run', `${server.url}/`, '--rate', '20', '--duration', '1s', '--quiet');
    expect(code).toBe(4);
  });

  it('says before it sends what no threshold will grade, and grades an address by its error rate', async () => {
    const url = await serve();
    const plan = (thresholds: string) => `
plimsoll: 1
name: ungraded
services: { auth: { url: ${url} } }
classes: { visitor: { service: auth, users: 1, thinkTime: 50ms, tasks: { page: { get: / }, verify_token: { get: / } } } }
load: { duration: 1s }
${thresholds}`;
    const none = await plimsoll('run', planFile(plan('')), '--json', '-');
    expect(none.err.split('\n')[1]).toBe(
      'Nothing will be graded: the plan has no thresholds, and there are none by default. Add thresholds.',
    );
    expect((JSON.parse(none.out) as Summary).grades).toEqual([]);
    const one = '{ service: auth, endpoint: page, metric: errorRate, acceptable: 1 }';
    const part = await plimsoll('run', planFile(plan(`thresholds: [${one}]`)));
    expect(part.err.split('\n')[1]).toBe('Not graded, because no threshold covers it: auth verify_token.');
    const bare = await plimsoll('run', `${url}a`, '--rate', '20', '--duration', '1s', '--json', '-');
    expect(bare.err).not.toContain('raded');
    expect(
      (JSON.parse(bare.out) as Summary).grades.map(({ endpoint, metric, statistic }) => [
        endpoint,
        metric,
        statistic,
      ]),
    ).toEqual([['/a', 'errorRate', null]]);
    expect((await plimsoll('run', '--help')).out.replace(/\s+/g, ' ')).toContain(
      'latency has no limit by default',
    );
  });

  it('fails thresholds with 4 and passes with 0', async () => {
    const url = await serve();
    const plan = (acceptable: number) => `
plimsoll: 1
name: gated
services: { target: { url: ${url} } }
classes:
  visitor:
    service: target
    users: 2
    thinkTime: 50ms
    tasks: { page: { get: / } }
load: { duration: 1s }
thresholds: [{ service: target, endpoint: page, metric: latency, statistic: mean, acceptable: ${acceptable} }]
`;
    expect((await plimsoll('run', planFile(plan(0.001)), '--quiet')).code).toBe(4);
    expect((await plimsoll('run', planFile(plan(60_000)), '--quiet')).code).toBe(0);
  });
});

describe('bad input gets one sentence and its exit code', () => {
  const cases: readonly [name: string, args: () => string[], code: number, sentence: RegExp][] = [
    ['an unknown preset', () => ['run', 'smoky'], 2, /no preset "smoky".*did you mean "smoke/is],
    ['a missing file', () => ['run', 'nowhere/plan.yaml'], 2, /no plan file/i],
    [
      'a negative number',
      () => ['run', 'http://127.0.0.1:1/', '--users', '-3'],
      2,
      /not a number of zero or more/,
    ],
    ['an absurd number', () => ['run', 'http://127.0.0.1:1/', '--rate', '1e15'], 2, /--rate does not fit/],
    ['no number', () => ['run', 'http://127.0.0.1:1/', '--users', 'lots'], 2, /not a number/],
    ['a duration of nothing', () => ['run', 'http://127.0.0.1:1/', '--duration', '0s'], 2, /--duration/],
    ['a broken address', () => ['run', 'http://[::1', '--duration', '1s'], 2, /address|URL/i],
    [
      'an unreachable host',
      () => ['run', 'http://127.0.0.1:1/', '--duration', '1s'],
      3,
      /Nothing responds at http:\/\/127\.0\.0\.1:1/,
    ],
    ['a host that is not ours', () => ['run', 'http://192.0.2.1/', '--duration', '1s'], 2, /--allow-host/],
    ['malformed YAML', () => ['run', planFile('plimsoll: 1\nname: [unclosed')], 2, /line 2|line 3/],
    [
      'an unknown key',
      () => ['run', planFile('plimsoll: 1\nname: x\nservises: {}\nclasses: {}\n')],
      2,
      /servises.*services|line 3/s,
    ],
    ['a bomb of aliases', () => ['run', planFile(aliasBomb())], 2, /alias/i],
    [
      'a prototype',
      () => [
        'run',
        planFile('plimsoll: 1\nname: x\n__proto__: { polluted: true }\nservices: {}\nclasses: {}\n'),
      ],
      2,
      /__proto__/,
    ],
    ['an unknown command', () => ['frobnicate'], 2, /unknown command/],
    ['no plan', () => ['run'], 2, /Nothing to run was named/],
    ['an unknown run', () => ['show', 'nope'], 2, /no run nope/],
    ['an unknown run to compare', () => ['compare', 'nope', 'nope'], 2, /no run nope/],
    ['a bad port', () => ['serve', '--port', '123456'], 2, /--port 123456 is not a port from 0 to 65535\./],
    ['a port of nothing', () => ['serve', '--port', ''], 2, /'--port <n>' is empty/],
    [
      'a demo of users in words, before it starts any service',
      () => ['demo', '--users', 'abc'],
      2,
      /^plimsoll: --users abc is not a number of zero or more\./,
    ],
    [
      'a limit in words',
      () => ['runs', '--limit', 'abc'],
      2,
      /--limit abc is not a whole number from 1 to 10000\./,
    ],
    [
      'a limit of none',
      () => ['runs', '--limit', '0'],
      2,
      /--limit 0 is not a whole number from 1 to 10000\./,
    ],
    [
      'half a user',
      () => ['run', 'http://127.0.0.1:1/', '--users', '2.5'],
      2,
      /--users 2\.5 is not a whole number from 0 to 1000000\. For example: --users 10\.\n$/,
    ],
    ['a seed in hexadecimal', () => ['run', 'smoke', '--seed', '0x10'], 2, /--seed 0x10 is not a number/],
    ['services nowhere', () => ['run', 'smoke', '--services', '70000'], 2, /not a port from 1 to 65523/],
  ];
  let runsBefore: string;
  beforeAll(async () => {
    runsBefore = (await plimsoll('runs', '--json', '-')).out;
  });

  it.each(cases)('%s', async (_name, args, code, sentence) => {
    const ended = await plimsoll(...args());
    expect(ended.err).toMatch(sentence);
    expect(ended.code).toBe(code);
    expect(ended.err).not.toMatch(/\n\s+at /);
  });

  it('and leaves nothing behind: no run, half or whole', async () => {
    expect((await plimsoll('runs', '--json', '-')).out).toBe(runsBefore);
  });

  it('a port in use', async () => {
    const taken = createServer();
    const port = await listenOnLoopback(taken);
    const served = await plimsoll('serve', '--no-open', '--port', String(port));
    expect([served.code, served.err]).toEqual([2, expect.stringContaining(`Port ${port} is in use.`)]);
    const services = await runPlimsoll(['services', '--base-port', String(port)]);
    expect(services.code).toBe(2);
    expect(services.err).toMatch(/in use/);
    await new Promise((resolve) => taken.close(resolve));
  });

  it('a data directory that cannot be one', async () => {
    const file = join(dataDir, 'a-file');
    writeFileSync(file, 'not a directory');
    const ended = await runPlimsoll(['runs', '--data-dir', join(file, 'data')]);
    expect(ended.code).toBe(2);
    expect(ended.err).toMatch(/data/i);
    expect(readFileSync(file, 'utf8')).toBe('not a directory');
  });

  it('a document and a report on one standard output', async () => {
    const ended = await plimsoll('export', 'last', '--json', '-', '--html', '-');
    expect([ended.code, ended.out]).toEqual([2, '']);
    expect(ended.err).toMatch(/Only --json can go to standard output/);
  });

  it('a list as JSON goes to the file that was named', async () => {
    const file = join(dataDir, 'runs.json');
    const ended = await plimsoll('runs', '--json', file);
    expect([ended.code, ended.out]).toEqual([0, '']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toBeInstanceOf(Array);
  });

  it('a report that cannot be written leaves the run stored', async () => {
    const url = await serve();
    const ended = await plimsoll(
      'run',
      url,
      '--rate',
      '10',
      '--duration',
      '1s',
      '--quiet',
      '--name',
      'kept',
      '--html',
      '/dev/full',
    );
    expect(ended.code).toBe(2);
    const rows = JSON.parse((await plimsoll('runs', '--json', '-')).out) as { name: string; state: string }[];
    expect(rows[0]).toMatchObject({ name: 'kept', state: 'completed' });
  });
});

function aliasBomb(): string {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const before =
      level === 0
        ? '"x"'
        : Array(10)
            .fill(`*a${level - 1}`)
            .join(', ');
    return `a${level}: &a${level} [${before}]`;
  });
  return `plimsoll: 1\nname: bomb\n${levels.join('\n')}\n`;
}

describe('plimsoll validate', () => {
  const broken = 'plimsoll: 1\nnaem: x\nservices: { a: { url: "http://127.0.0.1:1" } }\nload: { usres: 5 }\n';

  it('lists every problem with its place and the nearest key, and ends with 2', async () => {
    const file = planFile(broken);
    const { code, out, err } = await plimsoll('validate', file);
    expect([code, out]).toEqual([2, '']);
    expect(err.split('\n')).toEqual([
      `plimsoll: ${file} has 3 problems.`,
      `${file}:1:1: name: "name" is missing.`,
      `${file}:2:1: naem: "naem" is not a key of a plan here; did you mean "name"?`,
      `${file}:4:9: load.usres: "usres" is not a key of a plan here; did you mean "users"?`,
      '',
    ]);
  });

  it('writes them as JSON where asked', async () => {
    const { code, out } = await plimsoll('validate', planFile(broken), '--json', '-');
    const { problems } = JSON.parse(out) as { problems: { line: number; column: number; code: string }[] };
    expect(problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [1, 1, 'plan.missing_key'],
      [2, 1, 'plan.unknown_key'],
      [4, 9, 'plan.unknown_key'],
    ]);
    expect(code).toBe(2);
  });

  const asking = (value: string) =>
    planFile(`plimsoll: 1
name: asks
services: { a: { url: "http://127.0.0.1:1" } }
values: { u: ${value} }
classes: { A: { service: a, tasks: { t: { get: "/{{ u.pw }}" } } } }
`);

  it('refuses what the run would refuse: feeds that are not there, and columns they have not', async () => {
    const none = await plimsoll('validate', asking('{ feed: none.csv }'));
    expect([none.code, none.err]).toEqual([
      2,
      'plimsoll: none.csv cannot be used: there is no such file next to the plan.\n',
    ]);
    writeFileSync(join(dataDir, 'people.csv'), 'email,password\na@x.test,1\n');
    const column = await plimsoll('validate', asking('{ feed: people.csv }'), '--json', '-');
    const { problems } = JSON.parse(column.out) as { problems: { code: string; message: string }[] };
    expect([column.code, problems.map(({ code, message }) => [code, message])]).toEqual([
      2,
      [
        [
          'plan.input',
          'people.csv cannot be used: it has no column "pw" for {{ u.pw }}; there is email, password',
        ],
      ],
    ]);
  });

  it('warns of secrets that are not set, and is content', async () => {
    const { code, out } = await plimsoll('validate', asking('{ secret: not-there }'));
    expect(code).toBe(0);
    expect(out).toContain(
      'warning: PLIMSOLL_SECRET_NOT_THERE is not set in the environment; a run will need it.',
    );
  });

  it('does not end well where what it found could not be written', async () => {
    const api = join(dataDir, 'kept-api.json');
    const plan = planFile(`plimsoll: 1
name: kept
services: { a: { url: "http://127.0.0.1:1" } }
classes: { A: { service: a, tasks: { t: { get: /kept } } } }
`);
    const document = { openapi: '3.0.0', paths: { '/kept': { get: { responses: {} } } } };
    writeFileSync(api, JSON.stringify(document));
    const nowhere = join(dataDir, 'no-such-folder', 'found.json');
    for (const args of [
      [asking('{ secret: not-there }'), '--json', nowhere],
      [planFile(broken), '--json', nowhere],
      [plan, '--openapi', api, '--json', nowhere],
    ]) {
      const { code, err } = await plimsoll('validate', ...args);
      expect([code, err.includes('no-such-folder does not exist')]).toEqual([2, true]);
    }
  });
});

describe('an old Node', () => {
  const old = oldNode();
  it.skipIf(old === null)('on PATH is replaced by our own, or named', async () => {
    const fine = await runWith(old ?? '', [LAUNCHER, 'presets', '--data-dir', dataDir]);
    expect(fine.code).toBe(0);
    expect(fine.out).toContain('smoke');
    const alone = mkdtempSync(join(tmpdir(), 'plimsoll-alone-'));
    for (const folder of ['src/main/hosts/cli', 'out/main'])
      execFileSync('mkdir', ['-p', join(alone, folder)]);
    copyFileSync(LAUNCHER, join(alone, 'src/main/hosts/cli/launch.mjs'));
    writeFileSync(join(alone, 'out/main/cli.js'), '');
    const named = await runWith(old ?? '', [join(alone, 'src/main/hosts/cli/launch.mjs'), 'presets']);
    rmSync(alone, { recursive: true });
    expect(named.code).toBe(2);
    expect(named.err).toMatch(/too old.*npm ci/s);
  });
});

/** A Node older than 22.14, where the machine has one. */
function oldNode(): string | null {
  return (
    ['/usr/bin/node', '/usr/local/bin/node'].find((file) => {
      if (!existsSync(file)) return false;
      const [major = 99, minor = 0] = execFileSync(file, ['-p', 'process.versions.node'], {
        encoding: 'utf8',
      })
        .split('.')
        .map(Number);
      return major < 22 || (major === 22 && minor < 14);
    }) ?? null
  );
}

function runWith(
  program: string,
  args: readonly string[],
): Promise<{ code: number | null; out: string; err: string }> {
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.out += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.err += text;
  });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, ...texts })));
}

describe('a plan beside its files', () => {
  it('reads a feed from its own folder, and nothing outside it', async () => {
    const url = await serve();
    writeFileSync(join(dataDir, 'people.csv'), 'name\nada\ngrace\n');
    const plan = (feed: string) => `
plimsoll: 1
name: fed
services: { target: { url: ${url} } }
values: { person: { feed: ${feed}, column: name, order: sequential } }
classes:
  visitor:
    service: target
    users: 1
    thinkTime: 20ms
    tasks: { person: { get: "/people/{{ person }}" } }
load: { duration: 1s }
`;
    expect((await plimsoll('run', planFile(plan('people.csv')), '--quiet')).code).toBe(0);
    expect([...server.countsByPath().keys()].sort()).toEqual(['GET /people/ada', 'GET /people/grace']);
    const outside = await plimsoll('run', planFile(plan('../people.csv')), '--quiet');
    expect(outside.code).toBe(2);
    expect(outside.err).toMatch(/people\.csv/);
  });
});

describe('a plan against the description of its API', () => {
  it('names what is missing and what is gone', async () => {
    const api = join(dataDir, 'api.json');
    const operation = { responses: { 200: { description: 'ok' } } };
    writeFileSync(
      api,
      JSON.stringify({
        openapi: '3.0.0',
        info: { title: 'a', version: '1' },
        paths: { '/kept': { get: operation }, '/new': { get: operation } },
      }),
    );
    const plan = planFile(`
plimsoll: 1
name: api
services: { target: { url: http://127.0.0.1:1 } }
classes:
  visitor: { service: target, users: 1, tasks: { kept: { get: /kept }, old: { get: /old } } }
load: { duration: 1s }
`);
    const { code, out } = await plimsoll('validate', plan, '--openapi', api);
    expect(code).toBe(2);
    expect(out).toContain('calls 1 of 2 documented endpoints');
    expect(out).toContain('never called: GET /new');
    expect(out).toContain('no longer documented: GET /old');
  });

  it('judges only the service it describes, by address or by name, and is fetched by address', async () => {
    const operation = { responses: { 200: { description: 'ok' } } };
    const document = {
      openapi: '3.0.0',
      info: { title: 'a', version: '1' },
      paths: { '/kept': { get: operation } },
    };
    server = await startRecordingServer({ body: document });
    const plan = planFile(`
plimsoll: 1
name: two services
services: { mine: { url: ${server.url} }, other: { url: http://127.0.0.1:1 } }
classes:
  a: { service: mine, users: 1, tasks: { kept: { get: /kept } } }
  b: { service: other, users: 1, tasks: { far: { get: /far } } }
load: { duration: 1s }
`);
    const fetched = await plimsoll('validate', plan, '--openapi', `${server.url}/openapi.json`);
    expect([fetched.code, fetched.out]).toEqual([0, 'The plan calls 1 of 1 documented endpoints (mine).\n']);
    const api = join(dataDir, 'elsewhere.json');
    writeFileSync(api, JSON.stringify({ ...document, servers: [{ url: 'https://elsewhere.test' }] }));
    const all = await plimsoll('validate', plan, '--openapi', api);
    expect([all.code, all.err]).toEqual([2, expect.stringContaining('--only SERVICE')]);
    expect((await plimsoll('validate', plan, '--openapi', api, '--only', 'mine')).code).toBe(0);
    const stranger = await plimsoll('validate', plan, '--openapi', api, '--only', 'nobody');
    expect([stranger.code, stranger.err]).toEqual([
      2,
      'plimsoll: nobody is not a service of the plan. It has mine, other.\n',
    ]);
  });
});
