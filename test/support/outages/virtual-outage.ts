import { succeed } from '../../../src/contract/failure.ts';
import type { RunPlan } from '../../../src/contract/run-plan.ts';
import type { RunSecond } from '../../../src/contract/tick.ts';
import { MICROS_PER_MILLI } from '../../../src/contract/units.ts';
import { analyseStored } from '../../../src/main/services/analysis/analysis.ts';
import { compilePlan } from '../../../src/main/services/plans/compile/compile-plan.ts';
import { planOfUrl } from '../../../src/main/services/plans/inputs/url-plan.ts';
import { parsePlan } from '../../../src/main/services/plans/text/parse-plan.ts';
import { COMPLETED, makeRun } from '../made-seconds.ts';
import { VirtualCrew } from '../virtual-crew.ts';
import { type Outage, TARGET } from './outage.ts';
import { type AskedOfRun, type Said, saidOf } from './said.ts';

/** Virtual time after which a run that does not end is a bug. */
const LIMIT_MS = 120_000;
/** The loop of a busy machine is late by what such machines showed. */
const BUSY = {
  loop: { loopDelayMaxUs: 180_000, loopUtilisation: 0.5 },
  machine: { machineCpu: 1 },
};

/** The run of an outage on the virtual clock: the product's compiler, engine, thread loop and analysis; scripted drivers. */
export async function runOutage(outage: Outage, reportOf: AskedOfRun['reportOf'] = () => ''): Promise<Said> {
  const plan = planOf(outage, '127.0.0.1:9');
  const { seconds, durationMs } = await playVirtually(plan, outage);
  const requireTrust = outage.options?.includes('--require-trust') === true;
  const run = { ...makeRun(plan), ...(requireTrust && { overrides: { requireTrust } }) };
  const document = analyseStored(run, seconds, {
    ...COMPLETED,
    ...(outage.stopAtMs !== undefined && { state: 'stopped' as const }),
    durationMs,
    ...(outage.excludeBadSeconds === true && { excludeBadSeconds: true }),
  });
  return saidOf(document, { requireTrust, plan, reportOf });
}

/** The plan as `plimsoll run` makes it, of a text or an address; the suites of presets are in none of these. */
export function planOf({ name, plan, overrides = {} }: Outage, target: string): RunPlan {
  const text = plan.replaceAll(TARGET, target);
  const isAddress = /^(?:http|ws):/.test(text);
  const written = isAddress ? planOfUrl(text, overrides) : succeed({ text, overrides });
  if (!written.ok) throw new Error(`${name}: ${written.failure.message}`);
  const parsed = parsePlan(written.value.text);
  if (!parsed.ok) throw new Error(`${name}: ${parsed.failure.message}`);
  const compiled = compilePlan(parsed.value, written.value.overrides);
  if (!compiled.ok) throw new Error(`${name}: ${compiled.failure.message}`);
  return compiled.value.run;
}

async function playVirtually(
  plan: RunPlan,
  outage: Outage,
): Promise<{ seconds: RunSecond[]; durationMs: number }> {
  const seconds: RunSecond[] = [];
  const crew = new VirtualCrew({
    plan,
    service: outage.service(),
    weather: () => (outage.busyMachine === true ? BUSY : {}),
    onSecond: (second) => seconds.push(second),
  });
  await crew.begin();
  if (outage.stopAtMs !== undefined) crew.stop('graceful', outage.stopAtMs);
  if (!(await crew.play(LIMIT_MS))) throw new Error(`${outage.name}: not over after ${LIMIT_MS} virtual ms`);
  return { seconds, durationMs: crew.durationUs / MICROS_PER_MILLI };
}
