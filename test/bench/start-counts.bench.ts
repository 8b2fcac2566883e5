/**
 * Ten million requests as a load thread meters them, counted by their intended start as a search of capacity has it, and not:
 * what the counting costs, and what the memory of the thread does at a low and at a high rate.
 * Run: `node test/bench/start-counts.bench.ts [millions]`. Bounds: counting costs less than 0.5 µs of CPU per request; the
 * heap at the end no more than 4 MiB above what it was after a tenth, and every start told, four slots a second, at either rate.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MICROS_PER_SECOND } from '../../src/contract/units.ts';
import { TIMEOUT_CODES } from '../../src/workers/engine/drivers/failure-codes.ts';
import { ThreadMeter } from '../../src/workers/engine/measure/meter.ts';
import { emptySample } from '../../src/workers/engine/measure/sample.ts';
import { makeSeries } from '../support/made-plan.ts';
import { seededRandom, standardNormal } from '../support/seeded-random.ts';

const requests = Number(process.argv[2] ?? 10) * 1_000_000;
const MAX_GROWTH = 4 * 1_048_576;
const MAX_COST_NS = 500;
const COUNTING = { limitsUs: [20_000, 200_000], knownAfterUs: 1_000_000, series: [0] };

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

function heap(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

interface Metered {
  readonly nsPerRequest: number;
  readonly grown: number;
  /** Starts of all slots that were told, and what one second tells at most. */
  readonly starts: number;
  readonly mostSlots: number;
}

/** A load thread of so many requests a second, without its network. */
function metered(perSecond: number, isCounted: boolean): Metered {
  const meter = new ThreadMeter([makeSeries({ clock: 'intended' })], 0, 1);
  if (isCounted) meter.countStarts(COUNTING, TIMEOUT_CODES);
  const random = seededRandom(1);
  const sample = { ...emptySample(), method: 'GET', url: 'http://127.0.0.1/', status: 200, reused: true };
  const seconds = Math.ceil(requests / perSecond);
  let starts = 0;
  let mostSlots = 0;
  let early = 0;
  meter.begin(0);
  const begun = process.cpuUsage();
  for (let second = 0; second < seconds; second += 1) {
    for (let place = 0; place < perSecond; place += 1) {
      const us = second * MICROS_PER_SECOND + Math.floor((place * MICROS_PER_SECOND) / perSecond);
      sample.intendedUs = us;
      sample.startedUs = us + 100;
      sample.sentUs = us + 110;
      sample.firstByteUs = us + 110 + Math.round(20_000 * Math.exp(0.5 * standardNormal(random)));
      sample.endedUs = sample.firstByteUs + 50;
      meter.started(0, us);
      meter.planned(0, 1);
      meter.sent(0, 100);
      meter.ended(sample, 100);
    }
    const isLast = second === seconds - 1;
    meter.flush(isLast);
    const { starts: told = [] } = meter.takeStarts((second + 1) * MICROS_PER_SECOND, isLast);
    mostSlots = isLast ? mostSlots : Math.max(mostSlots, told.length);
    starts += told.reduce((sum, slot) => sum + slot.starts, 0);
    if (second === Math.floor(seconds / 10)) early = heap();
  }
  const { user, system } = process.cpuUsage(begun);
  const nsPerRequest = ((user + system) * 1_000) / (perSecond * seconds);
  return { nsPerRequest, grown: heap() - early, starts, mostSlots };
}

let isMissed = false;
const mib = (bytes: number) => `${(bytes / 1_048_576).toFixed(1)} MiB`;
for (const perSecond of [2_000, 20_000]) {
  metered(perSecond, true);
  const without = metered(perSecond, false);
  const counted = metered(perSecond, true);
  const cost = counted.nsPerRequest - without.nsPerRequest;
  const planned = Math.ceil(requests / perSecond) * perSecond;
  isMissed ||= cost > MAX_COST_NS || counted.grown > MAX_GROWTH;
  isMissed ||= counted.starts !== planned || counted.mostSlots > 4;
  console.log(
    [
      `${perSecond.toLocaleString('en-US')}/s: ${without.nsPerRequest.toFixed(0)} ns of CPU per request, counted ${counted.nsPerRequest.toFixed(0)} (at most ${MAX_COST_NS} more)`,
      `heap grew by ${mib(counted.grown)} over the last nine tenths (at most ${mib(MAX_GROWTH)})`,
      `slots a second ${counted.mostSlots}`,
      `starts ${counted.starts.toLocaleString('en-US')} of ${planned.toLocaleString('en-US')}`,
    ].join('; '),
  );
}
process.exit(isMissed ? 1 : 0);
