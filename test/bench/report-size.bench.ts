/**
 * How large the report of a long run is, how long it takes to write, and whether what it carries answers as the stored seconds
 * do: made-up seconds, written and read again as a page does. Held against the bounds at the end of each line.
 * Run: `node test/bench/report-size.bench.ts [seconds] [endpoints] [rate]`; default 1,200 s, 30 endpoints, 1,000/s.
 */
import { LATENCY_BANDS } from '../../src/contract/latency-bands.ts';
import type { KeptRequest } from '../../src/contract/tick.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { CarriedAnswers } from '../../src/main/services/analysis/carrying/carried-answers.ts';
import { ChosenExchanges } from '../../src/main/services/analysis/carrying/chosen-exchanges.ts';
import { carriedSecond } from '../../src/main/services/analysis/carrying/graded-seconds.ts';
import { BandCounts } from '../../src/main/services/analysis/reading/band-counts.ts';
import { EncodedRun } from '../../src/main/services/analysis/reading/encoded-run.ts';
import { requestPage } from '../../src/main/services/analysis/reading/request-list.ts';
import { whyOf } from '../../src/main/services/analysis/reading/why-of.ts';
import { carriedParts } from '../../src/main/services/reads/carried-parts.ts';
import { readCarried } from '../support/carried.ts';
import { exported } from '../support/exported.ts';
import { requestSeconds, requestsPlan } from '../support/made-requests.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';
import { differences } from '../support/straightforward-selection.ts';

const [seconds = 1_200, endpoints = 30, rate = 1_000] = process.argv.slice(2).map(Number);
const WHOLE = { service: null, endpoint: null, clock: 'intended' } as const;
const FAULT = { fromSecond: 600, toSecond: 603, endpoint: 4, us: 900_000 };
let isMissed = false;

function line(what: string, value: number, unit: string, bound: number | null = null): void {
  const isOver = bound !== null && value > bound;
  if (isOver) isMissed = true;
  const limit = bound === null ? '' : `  (at most ${bound}${isOver ? ', MISSED' : ''})`;
  console.log(`${what.padEnd(52)}${value.toFixed(value < 10 ? 2 : 0).padStart(9)} ${unit}${limit}`);
}

function timed<Value>(what: string, bound: number | null, work: () => Value): Value {
  const before = performance.now();
  const value = work();
  line(what, performance.now() - before, 'ms', bound);
  return value;
}

const plan = requestsPlan({ seconds, endpoints });
const stored = [
  ...requestSeconds({
    seconds,
    endpoints,
    rate,
    seed: 1,
    fault(one) {
      const at = one.startedUs / 1e6;
      const isFaulty = one.series === FAULT.endpoint && at >= FAULT.fromSecond && at < FAULT.toSecond + 1;
      const phasesUs = one.phasesUs.map((us, phase) => (phase === 5 ? us + FAULT.us : us));
      return isFaulty ? { ...one, phasesUs } : one;
    },
  }),
];
const summary = analyseStored(makeRun(plan), stored, COMPLETED);
const run = new EncodedRun({ plan, precision: 'tick' });
for (const second of stored) run.add(second);

/** Those of the slowest, as a target would answer them. */
const chosen = new ChosenExchanges(seconds);
for (const row of requestPage(run, { filter: {}, from: 0, limit: 20_000 }).rows) {
  chosen.add(madeExchange(row));
}

function madeExchange(row: ReturnType<typeof requestPage>['rows'][number]): KeptRequest {
  const token = row.id.replace('.', '').padStart(32, 'a1f0');
  return {
    series: plan.series.findIndex(({ endpoint }) => endpoint === row.endpoint),
    thread: row.thread,
    connection: Number(row.connection.split('.')[1]),
    intendedUs: null,
    startedUs: row.startedUs,
    dnsUs: null,
    connectUs: null,
    tlsUs: null,
    sentUs: row.startedUs,
    firstByteUs: row.startedUs,
    endedUs: row.startedUs + row.durationUs,
    reused: !row.isNew,
    status: row.status,
    method: 'GET',
    url: `http://127.0.0.1:8000/api/v1/${row.endpoint}?page=${row.id}`,
    code: row.code,
    asked: `GET /api/v1/${row.endpoint} HTTP/1.1\r\nhost: 127.0.0.1:8000\r\ntraceparent: 00-${token}-${token.slice(16)}-01`,
    answer: {
      head: `HTTP/1.1 ${row.status}\r\ncontent-type: application/json\r\nx-request-id: ${token}`,
      body: JSON.stringify(
        Array.from({ length: 40 }, (_, nth) => ({ id: `${row.id}.${nth}`, price: nth * row.durationUs })),
      ).slice(0, 2_048),
      note: '',
    },
  };
}

const parts = timed('pack what the report carries', null, () =>
  carriedParts(run, {
    exchanges: chosen.chosen,
    trace: null,
    graded: { plan, seconds: stored.map((second) => carriedSecond(second, endpoints)) },
    seen: (value) => value,
  }),
);
for (const [name, part] of Object.entries(parts)) line(`  ${name}`, part.length / 1e6, 'MB');
line('  requests with texts', chosen.chosen.length, '');
const html = timed('write the report', null, () => exported(summary, 'html', parts).text);
line('the report', Buffer.byteLength(html) / 1e6, 'MB', 5);

const carried = timed('read it again', null, () => readCarried(parts));
line('  requests carried', carried.carried, '');
line('  of those kept', carried.head.kept, '');
const within = 1.001 * 2 ** (1 / carried.head.perDoubling);
const wrong = differences(carried, {
  plan,
  seconds: stored,
  questions: 200,
  seed: 9,
  isNear: (told, expected) => told < expected * within && told > expected / within,
});
line('selections of 200 that differ from a plain merge', wrong.length, '', 0);
for (const one of wrong.slice(0, 5)) console.log(`  ${one}`);

const answers = new CarriedAnswers(carried);
const area = { ...FAULT, fromBand: 0, toBand: LATENCY_BANDS - 1 };
timed('heatmap', null, () => answers.heatmap(WHOLE));
timed('a selection', null, () => answers.select({ scope: WHOLE, area, against: null }));
const why = timed('why, of a selection', null, () => answers.why({ scope: WHOLE, area }));
timed('why, of the run', null, () => answers.why({ scope: WHOLE, area: null }));
const windows = whyOf(run, new BandCounts(run), { scope: WHOLE, area });
const first = (of: typeof windows) => of.causes[0]?.sentence.map(({ text }) => text).join('') ?? of.nothing;
console.log(`why in the window: ${first(windows)}`);
console.log(`why in the report: ${why.ok ? first(why.value) : why.failure.message}`);
if (!why.ok || first(why.value) !== first(windows)) isMissed = true;
process.exit(isMissed ? 1 : 0);
