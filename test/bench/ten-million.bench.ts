/**
 * Ten million requests over thirty endpoints, 8,333 a second for twenty minutes, as a load thread meters them: what is kept of
 * them in all, what the memory of the thread does, and what metering costs.
 * Run: `node test/bench/ten-million.bench.ts [millions]`. Bounds: kept under 64 MiB; the thread's heap at the end
 * no more than 4 MiB above what it was after a tenth.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MICROS_PER_SECOND } from '../../src/contract/units.ts';
import { ThreadMeter } from '../../src/workers/engine/measure/meter.ts';
import { emptySample } from '../../src/workers/engine/measure/sample.ts';
import { LightBudget } from '../../src/workers/threads/light-budget.ts';
import { makeSeries } from '../support/made-plan.ts';
import { seededRandom, standardNormal } from '../support/seeded-random.ts';

const requests = Number(process.argv[2] ?? 10) * 1_000_000;
const SECONDS = 1_200;
const ENDPOINTS = 30;
const MAX_BYTES = 64 * 1_048_576;
const MAX_GROWTH = 4 * 1_048_576;
const perSecond = Math.round(requests / SECONDS);

const series = Array.from({ length: ENDPOINTS }, (_, index) => makeSeries({ endpoint: `e${index}` }));
const meter = new ThreadMeter(series, 0, 1);
const budget = new LightBudget(SECONDS);
const random = seededRandom(1);
const links = Array.from({ length: 50 }, () => ({ address: '127.0.0.1', openedUs: 0, uses: 0, number: 0 }));
const sample = { ...emptySample(), method: 'GET', url: 'http://127.0.0.1/', status: 200, reused: true };

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

let light = 0;
let whole = 0;
let early = 0;
const begun = process.cpuUsage();
meter.begin(0);
for (let second = 0; second < SECONDS; second += 1) {
  for (let place = 0; place < perSecond; place += 1) {
    const us = second * MICROS_PER_SECOND + Math.floor((place * MICROS_PER_SECOND) / perSecond);
    sample.series = Math.floor(random() * ENDPOINTS);
    sample.link = links[place % links.length] ?? null;
    sample.startedUs = us;
    sample.sentUs = us + 10;
    sample.firstByteUs = us + 10 + Math.round(20_000 * Math.exp(0.5 * standardNormal(random)));
    sample.endedUs = sample.firstByteUs + 50;
    meter.planned(sample.series, 1);
    meter.sent(sample.series);
    meter.ended(sample);
  }
  const flushed = meter.flush(second === SECONDS - 1);
  light += budget.take(flushed.light === undefined ? [] : [flushed.light])?.byteLength ?? 0;
  whole += flushed.exemplars.length;
  if (second === SECONDS / 10) early = heap();
}
const { user, system } = process.cpuUsage(begun);
const grown = heap() - early;
const mib = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`;
console.log(
  `${(perSecond * SECONDS).toLocaleString('en-US')} requests: ${mib(light)} kept light (at most ${mib(MAX_BYTES)}), ${whole.toLocaleString('en-US')} kept whole; heap grew by ${mib(grown)} over the last nine tenths (at most ${mib(MAX_GROWTH)}); ${(((user + system) * 1_000) / (perSecond * SECONDS)).toFixed(0)} ns of CPU per request, all of the metering`,
);
process.exit(light > MAX_BYTES || grown > MAX_GROWTH ? 1 : 0);
