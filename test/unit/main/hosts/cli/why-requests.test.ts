import pc from 'picocolors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LightRequest } from '../../../../../src/contract/light-requests.ts';
import { headlineOf } from '../../../../../src/contract/run-headline.ts';
import { PHASES } from '../../../../../src/contract/tick.ts';
import { NOT_BELIEVED_WORDS } from '../../../../../src/contract/why.ts';
import { printRequests } from '../../../../../src/main/hosts/cli/print-requests.ts';
import { printWhy } from '../../../../../src/main/hosts/cli/print-why.ts';
import { analyseStored } from '../../../../../src/main/services/analysis/analysis.ts';
import { openStorage } from '../../../../../src/main/storage/storage.ts';
import { requestSeconds, requestsPlan } from '../../../../support/made-requests.ts';
import { COMPLETED, makeRun } from '../../../../support/made-seconds.ts';
import { createTempDir, type TempDir } from '../../../../support/temp-dir.ts';
import { commandLine, commandLineIn } from './command-line.ts';

const SECONDS = 40;
const MADE = { endpoints: 3, seconds: SECONDS, rate: 200, seed: 7 };
const WARMUP = 5;
const WAIT = PHASES.indexOf('wait');

/** Four seconds in which one endpoint waits 900 ms longer, on one connection after more requests than are counted. */
function slowStretch(request: LightRequest): LightRequest {
  if (request.series !== 1 || request.startedUs < 20e6 || request.startedUs >= 24e6) return request;
  const phasesUs = request.phasesUs.map((us, phase) => (phase === WAIT ? us + 900_000 : us));
  return { ...request, phasesUs, uses: request.uses + (request.connection === 9 ? 100_000 : 0) };
}

let dir: TempDir;
beforeAll(() => {
  dir = createTempDir();
  const opened = openStorage(dir.path);
  if (!opened.ok) throw new Error(opened.failure.message);
  const { runs } = opened.value;
  for (const [index, runId] of ['run-0', 'run-1', 'run-2'].entries()) {
    const made = { ...MADE, warmupSeconds: index === 0 ? WARMUP : 0 };
    const plan = requestsPlan(made);
    const fault = index === 1 ? slowStretch : (request: LightRequest) => request;
    const seconds = [...requestSeconds({ ...made, seed: 6 + index, fault })];
    const startedAt = 1_000_000 * index;
    const record = { ...makeRun(plan), runId, name: 'shop', startedAt, planText: '', overrides: {} };
    const durationMs = SECONDS * 1_000;
    const end = { state: 'completed' as const, endedAt: startedAt + durationMs, durationMs };
    const headline = headlineOf(analyseStored(record, seconds, { ...COMPLETED, ...end }));
    runs.create(record);
    for (const second of seconds) runs.appendSecond(runId, second, headline);
    runs.finish(runId, { ...end, reason: '', headline, environment: record.environment });
  }
  opened.value.close();
});
afterAll(() => dir.remove());

const plimsoll = (...words: string[]) => commandLine(...words, '--data-dir', dir.path);

describe('plimsoll why', () => {
  it('names what sets the slow requests apart, what is alike, and how to see them', async () => {
    const { code, out, err } = await plimsoll('why', 'run-1', '--from', '0:15', '--to', '30');
    expect([code, err]).toEqual([0, '']);
    expect(out.split('\n\n')).toEqual([
      'shop  run-1\n0:15–0:30 (15 s): 280 slow requests, where 14 would be expected from the rest of the run.',
      [
        '  1. gateway endpoint_1 waited 908 ms longer for its first byte, from 0:20 to 0:24.',
        '     265 of its 265 requests in those seconds were slow, and 7 of its 760 in others. Waiting for the first byte took almost all of their extra time. It explains 93.8% of the slow requests.',
      ].join('\n'),
      expect.stringMatching(/^Alike, so not the cause\n {2}new connections \(0% of slow requests, /),
      'Not known\n  Load on the target: cannot tell; this run did not record it.',
      `The requests behind the first: plimsoll requests run-1 --from 0:15 --to 30 --data-dir ${dir.path} --cause 1\n`,
    ]);
  });

  it('finds a stretch of a short run that holds a tenth of its requests, and says whether another run has it', async () => {
    const { out } = await plimsoll('why', 'last~1', '--against', 'run-2');
    expect(out).toContain('Whole run (0:40): ');
    expect(out).toContain(
      '1. gateway endpoint_1 waited 908 ms longer for its first byte, from 0:20 to 0:24.',
    );
    expect(out).toMatch(/^Against shop {2}run-2\n {2}There: \d+ slow requests\.\n {2}Not there: 1/m);
    const { out: text } = await plimsoll('why', 'run-1', '--above', '512ms', '--json', '-');
    const document = JSON.parse(text) as { runId: string; area: object; against: null; causes: object[] };
    expect([document.runId, document.area, document.against]).toEqual([
      'run-1',
      { fromSecond: 0, toSecond: SECONDS - 1, fromBand: 52, toBand: 79 },
      null,
    ]);
    expect(document.causes[0]).toMatchObject({ kind: 'burst', subject: 'gateway endpoint_1' });
  });

  it('warns where the generator is not to be believed, and says how to see what failed', async () => {
    const { out } = await plimsoll('why', 'run-1');
    expect(out).not.toContain(NOT_BELIEVED_WORDS);
    expect(out).toMatch(
      /\nThe 4 requests that failed, which is not slowness: plimsoll requests run-1 .*--failed\n$/,
    );
    const cause = {
      sentence: [{ text: 'It was so.', strong: true }],
      evidence: '',
      share: 1,
      isPeculiar: true,
    };
    const said = {
      asked: {
        row: { name: 'shop', runId: 'r', trust: 'untrustworthy', errors: 0, durationMs: 1 },
        area: null,
        scope: {},
        warmupSeconds: 0,
      },
      why: { slow: 30, expected: null, causes: [cause], nothing: '', alike: [], unknown: [] },
      against: null,
      flags: {},
    } as unknown as Parameters<typeof printWhy>[0];
    expect(printWhy(said, { colors: pc.createColors(false), outColumns: null })).toContain(
      `\n\n${NOT_BELIEVED_WORDS}\n\n  1. It was so.`,
    );
    const why = { ...said.why, slow: 0, causes: [], nothing: 'This run holds too few requests.' };
    const few = printWhy(
      { ...said, why, against: { row: said.asked.row, why } },
      { colors: pc.createColors(false), outColumns: null },
    );
    expect(few).not.toContain('slow request');
    expect(few).toContain('There: This run holds too few requests.');
  });

  it.each([
    [
      '--from x',
      '--from x is not a time of the run. For example: --from 9:58, or the same in seconds: --from 598.',
    ],
    ['--from 1:00', '--from 1:00 lies outside this run. It took 0:40; name a time within it.'],
    ['--from 0:20 --to 20', '--from 0:20 is not before --to 20. A stretch ends after it begins.'],
    ['--above 512', '--above 512 has no unit. For example: --above 512ms, or --above 1.5s.'],
    ['--above 5q', '--above 5q is not a latency. For example: --above 512ms, or --above 1.5s.'],
    [
      '--above p98',
      '--above p98 is not a percentile that is told. Choose one of p50, p90, p95, p99, p99.9, or a latency: --above 512ms.',
    ],
    ['--service shop', 'This run has no service shop. Name one of: gateway, auth.'],
    ['--above 2m', '--above 2m is beyond what is told apart. The largest is 55.1 s.'],
    [
      '--endpoint shop',
      'This run has no endpoint shop. Name one of: gateway.endpoint_0, gateway.endpoint_1, auth.endpoint_2.',
    ],
    ['--against other', 'There is no run other. plimsoll runs lists them; "last" is the newest.'],
  ])('refuses %s in a sentence with a way out', async (words, sentence) => {
    expect(await plimsoll('why', 'run-1', ...words.split(' '))).toEqual({
      code: 2,
      out: '',
      err: `plimsoll: ${sentence}\n`,
    });
  });
});

describe('a run with a warm-up', () => {
  const secondsOf = ({ out }: { readonly out: string }) =>
    (JSON.parse(out) as { rows: { id: string }[] }).rows.map(({ id }) => Number(id.split('.')[0]));
  const list = (...words: string[]) =>
    plimsoll('requests', 'run-0', ...words, '--slowest', '900', '--json', '-');

  it('is asked about without it, which is said', async () => {
    const whole = `\nWhole run (0:40) without its warm-up of ${WARMUP} s`;
    for (const name of ['why', 'requests']) {
      expect((await plimsoll(name, 'run-0')).out).toContain(`${whole}: `);
      expect((await plimsoll(name, 'run-0', '--above', 'p99')).out).toContain(`${whole}, from `);
    }
    for (const words of [[], ['--above', '1ms'], ['--above', 'p90'], ['--failed']])
      expect(Math.min(...secondsOf(await list(...words)))).toBeGreaterThanOrEqual(WARMUP);
    // Each of its requests waited two seconds longer: were they among them, all that is above this percentile would have.
    const { rows } = JSON.parse((await list('--above', 'p99')).out) as { rows: { durationUs: number }[] };
    expect([rows.length > 5, rows.every(({ durationUs }) => durationUs < 2_000_000)]).toEqual([true, true]);
  });

  it('is asked about its warm-up where that is named', async () => {
    expect(Math.min(...secondsOf(await list('--from', '0')))).toBe(0);
    expect(new Set(secondsOf(await list('--to', '3')))).toEqual(new Set([0, 1, 2]));
  });
});

describe('plimsoll requests', () => {
  it('lists those of a service from a percentile on, and failures', async () => {
    const words = ['requests', 'run-1', '--service', 'gateway', '--above', 'p99', '--json', '-'];
    const page = JSON.parse((await plimsoll(...words)).out) as {
      rows: { service: string; durationUs: number }[];
    };
    expect(new Set(page.rows.map(({ service }) => service))).toEqual(new Set(['gateway']));
    expect(Math.min(...page.rows.map(({ durationUs }) => durationUs))).toBeGreaterThan(860_000);
    const { out } = await plimsoll('requests', 'run-1', '--failed', '--json', '-');
    const failed = JSON.parse(out) as { kept: number; rows: { code: string | null }[] };
    expect([failed.kept > 0, failed.rows.every(({ code }) => code === 'http.5xx')]).toEqual([true, true]);
  });

  it('fits terminals of 60, 80 and 120 columns, and says what it leaves out', async () => {
    for (const columns of [60, 80, 120]) {
      for (const words of [['why'], ['requests']]) {
        const { out } = await commandLineIn({ columns }, ...words, 'run-1', '--data-dir', dir.path);
        const lines = out
          .split('\n')
          .filter(
            (line) => !/^The (requests behind the first|\d+ requests? that failed).*: plimsoll /.test(line),
          );
        expect(lines.filter((line) => line.length > columns)).toEqual([]);
      }
    }
    const { out } = await commandLineIn({ columns: 60 }, 'requests', 'run-1', '--data-dir', dir.path);
    expect(out).toContain('Left out here: address, received, connection');
  });

  it('offers more than it lists, as far as it can', () => {
    const row = {
      service: 's',
      endpoint: 'e',
      startedUs: 0,
      durationUs: 1,
      phasesUs: [1],
      connection: '',
      bytesIn: 1,
    };
    const printed = (listed: number) => {
      const page = { rows: Array.from({ length: listed }, () => row), kept: 1_200, standFor: 1_200 };
      const asked = {
        row: { name: 'shop', runId: 'r', durationMs: 1 },
        area: null,
        scope: {},
        warmupSeconds: 0,
      };
      const said = { asked, page, none: '' } as unknown as Parameters<typeof printRequests>[0];
      return printRequests(said, { colors: pc.createColors(false), outColumns: null });
    };
    expect([999, 1_000].map((listed) => printed(listed).includes('--slowest N lists more.'))).toEqual([
      true,
      false,
    ]);
  });

  it('lists the kept ones of a stretch, of a code and of a cause, the slowest first', async () => {
    const { code, out } = await plimsoll('requests', 'run-1', '--from', '20', '--to', '24', '--slowest', '2');
    expect(code).toBe(0);
    const [head = '', table = ''] = out.split('\n\n');
    expect(head).toBe('shop  run-1\n0:20–0:24 (4 s): 60 of 800 requests kept, the slowest 2 of them');
    const rows = table.split('\n').map((line) => line.trim().split(/ {2,}/));
    expect(rows).toEqual([
      ['#', 'at', 'endpoint', 'took', 'mostly', 'result', 'connection', 'received', 'address'],
      [
        '1',
        '0:23.235',
        'gateway.endpoint_1',
        '1,649 ms',
        'wait 100%',
        '200',
        '0.26 after 18',
        '1.52 kB',
        '127.0.0.1:8000',
      ],
      [
        '2',
        '0:20.375',
        'gateway.endpoint_1',
        '1,169 ms',
        'wait 100%',
        '200',
        '0.9 after 65,535+',
        '1.6 kB',
        '127.0.0.2:8000',
      ],
    ]);
    const failed = await plimsoll('requests', 'run-1', '--code', 'http.5xx');
    expect(failed.out).toContain('503 http.5xx');
    expect((await plimsoll('requests', 'run-1', '--code', 'tls.expired')).out).toContain(
      '\n\nNo kept request here failed with tls.expired. Codes of this run: http.5xx.\n',
    );
    const { out: text } = await plimsoll(
      'requests',
      'run-1',
      '--cause',
      '1',
      '--slowest',
      '900',
      '--json',
      '-',
    );
    const page = JSON.parse(text) as { rows: { endpoint: string; startedUs: number; id: string }[] };
    expect(page.rows.length).toBeGreaterThan(10);
    expect(new Set(page.rows.map(({ endpoint }) => endpoint))).toEqual(new Set(['endpoint_1']));
    const seconds = page.rows.map(({ id }) => Number(id.split('.')[0]));
    expect([Math.min(...seconds), Math.max(...seconds)]).toEqual([20, 23]);
  });

  it.each([
    [
      '--failed --cause 1',
      '--cause names other requests than --code and --failed: what is behind a cause was slow and did not fail. Leave one of them out.',
    ],
    ['--slowest 0', '--slowest 0 is not a whole number from 1 to 1000. For example: --slowest 10.'],
    [
      '--cause 9',
      /^There is no cause 9: .* named\. plimsoll why, with the same options, lists them by number\.$/,
    ],
    [
      '--cause 1 --code http.5xx',
      '--cause names other requests than --code and --failed: what is behind a cause was slow and did not fail. Leave one of them out.',
    ],
    [
      '--curl 1',
      'Of request 1 only figures were kept, so it cannot be sent again. Take an HTTP request that is marked * in the list.',
    ],
    ['--from 1 --to 2 --curl 999', 'There is no request 999 in this list; it has 15. Take --curl 1 to 15.'],
  ])('refuses %s in a sentence with a way out', async (words, sentence) => {
    const { code, out, err } = await plimsoll('requests', 'run-1', ...words.split(' '));
    expect([code, out]).toEqual([2, '']);
    expect(err.replace('plimsoll: ', '').trim()).toEqual(
      sentence instanceof RegExp ? expect.stringMatching(sentence) : sentence,
    );
  });
});
