/**
 * Whether a real leak is found, and only that: three services, each in a process of its own, under a steady rate for 200 s, watched
 * by the sampler's own thread through the process reader of this system. One leaks 2 MiB a second: its slope is to be right within
 * 10%, and it is a finding. One takes as much and frees it every 20 s, one stays as it is: of neither is anything said.
 * Run: `npm run bench target-leak [-- --seconds 200]`. Ends with 1 where a bound is missed.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { RunPlan } from '../../src/contract/run-plan.ts';
import type { RunSecond } from '../../src/contract/tick.ts';
import type { Watch } from '../../src/contract/watch.ts';
import { MEBIBYTE } from '../../src/contract/watched-format.ts';
import { analyseStored } from '../../src/main/services/analysis/analysis.ts';
import { memoryTrend } from '../../src/main/services/analysis/target/memory-leak.ts';
import { runCrew } from '../support/engine-crew.ts';
import { constantRate, httpPlan, httpStep } from '../support/engine-plan.ts';
import { makeSeries } from '../support/made-plan.ts';
import { COMPLETED, makeRun } from '../support/made-seconds.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '200' } } });
const SECONDS = Number(values.seconds);
if (!Number.isInteger(SECONDS) || SECONDS < 120) throw new RangeError('--seconds takes 120 or more');
const SHAPES = ['leak', 'teeth', 'flat'] as const;
const RATE = 20;
const LEAK = 2;
const WITHIN = 0.1;
let isMissed = false;

function line(what: string, text: string, isGood: boolean): void {
  if (!isGood) isMissed = true;
  console.log(`${what.padEnd(44)}${text}${isGood ? '' : '  MISSED'}`);
}

const PROGRAM = fileURLToPath(new URL('../support/memory-process.ts', import.meta.url));
const SAMPLER = new URL('../../src/workers/target-watch/entry.ts', import.meta.url);
const children: ChildProcess[] = [];

async function start(shape: string): Promise<number> {
  const child = fork(PROGRAM, [shape]);
  children.push(child);
  const [port] = await once(child, 'message');
  return Number(port);
}

function planOf(ports: readonly number[], watches: readonly Watch[]): RunPlan {
  const [first] = httpPlan().scenarios;
  const profile = constantRate(RATE, SECONDS * 1_000);
  const urls = ports.map((port) => `http://127.0.0.1:${port}`);
  const services = SHAPES.map((name, nth) => ({ name, url: urls[nth] ?? '', healthPath: null }));
  const series = SHAPES.map((service) => makeSeries({ service, endpoint: 'root', clock: 'intended' }));
  const scenarios = SHAPES.flatMap((service, nth) =>
    first?.kind === 'http'
      ? [
          {
            ...first,
            name: service,
            service,
            baseUrl: urls[nth] ?? '',
            profile,
            tasks: [{ name: 'root', weight: 1, steps: [httpStep({ series: nth })] }],
          },
        ]
      : [],
  );
  return { ...httpPlan({ profile, plan: { services, series, scenarios } }), watches };
}

function memoryOf(seconds: readonly RunSecond[], watch: number): Float64Array {
  const memory = new Float64Array(SECONDS).fill(Number.NaN);
  for (const { watched = [] } of seconds)
    for (const entry of watched)
      for (const { name, value } of entry.gauges)
        if (entry.watch === watch && name === 'target_memory_resident_bytes') memory[entry.second] = value;
  return memory;
}

const ports = await Promise.all(SHAPES.map(start));
try {
  const watches = SHAPES.map(
    (service, nth): Watch => ({
      label: service,
      service,
      source: { kind: 'port', port: ports[nth] ?? 0 },
    }),
  );
  const plan = planOf(ports, watches);
  const { seconds, end } = await runCrew(plan, {
    watching: { entry: SAMPLER, sources: watches.map(({ source }) => source) },
  });
  const { findings, gauges = [], trust } = analyseStored(makeRun(plan), seconds, COMPLETED);
  console.log(`${seconds.length} s, ${end.state} ${end.reason}, the generator was ${trust.verdict}`);
  for (const { watch, name, statistics } of gauges)
    if (name === 'target_memory_resident_bytes' && statistics !== null)
      console.log(
        `${watch.padEnd(44)}${(statistics.min / MEBIBYTE).toFixed(1)} to ${(statistics.max / MEBIBYTE).toFixed(1)} MiB, ${statistics.seconds} readings`,
      );
  const trend = memoryTrend(memoryOf(seconds, 0));
  const slope = trend.state === 'growing' ? trend.slope / MEBIBYTE : Number.NaN;
  line(
    'slope of the leak, within 10% of 2 MiB/s',
    `${slope.toFixed(3)} MiB/s`,
    Math.abs(slope - LEAK) <= WITHIN * LEAK,
  );
  const told = findings.filter(({ code }) => code === 'target.memory-leak');
  for (const shape of SHAPES) {
    const own = told.filter(({ title }) => title.includes(shape));
    const text = own[0]?.evidence ?? 'no finding';
    line(
      `${shape}: a finding ${shape === 'leak' ? 'wanted' : 'of none'}`,
      text,
      own.length === (shape === 'leak' ? 1 : 0),
    );
  }
} finally {
  for (const child of children) child.disconnect();
}
process.exit(isMissed ? 1 : 0);
