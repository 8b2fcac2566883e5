import { succeed } from '../../../src/contract/failure.ts';
import type { RunPlan, Scenario } from '../../../src/contract/run-plan.ts';
import type { RunSecond } from '../../../src/contract/tick.ts';
import { MICROS_PER_MILLI, MICROS_PER_SECOND } from '../../../src/contract/units.ts';
import { analyseStored } from '../../../src/main/services/analysis/analysis.ts';
import { compilePlan } from '../../../src/main/services/plans/compile/compile-plan.ts';
import { planOfUrl } from '../../../src/main/services/plans/inputs/url-plan.ts';
import { parsePlan } from '../../../src/main/services/plans/text/parse-plan.ts';
import { ThreadMeter } from '../../../src/workers/engine/measure/meter.ts';
import { MAX_GRACEFUL_MS } from '../../../src/workers/engine/time/stop-policy.ts';
import { NO_OTHER_PARTS } from '../../../src/workers/engine/users/run-setups.ts';
import { ThreadContext } from '../../../src/workers/engine/users/thread-context.ts';
import { httpProtocol } from '../../../src/workers/protocols/http/protocol.ts';
import { sseProtocol } from '../../../src/workers/protocols/sse/protocol.ts';
import { webSocketProtocol } from '../../../src/workers/protocols/websocket/protocol.ts';
import { assignThreads } from '../../../src/workers/threads/assign.ts';
import { LoopWatch } from '../../../src/workers/threads/loop-watch.ts';
import { SecondCounters } from '../../../src/workers/threads/second-counters.ts';
import { ThreadLoop } from '../../../src/workers/threads/thread-loop.ts';
import { COMPLETED, makeRun } from '../made-seconds.ts';
import { VirtualClock } from '../virtual-clock.ts';
import { type Outage, TARGET } from './outage.ts';
import { type Said, saidOf } from './said.ts';
import { VirtualDrivers } from './virtual-drivers.ts';

const START_US = 1_000_000_000;
/** Virtual seconds after which a run that does not end is a bug. */
const LIMIT_S = 120;

/** The run of an outage on the virtual clock: the product's compiler, engine, thread loop and analysis; scripted drivers. */
export async function runOutage(outage: Outage): Promise<Said> {
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
  return saidOf(document, { requireTrust, plan });
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
  const clock = new VirtualClock({ startUs: START_US - MICROS_PER_SECOND });
  const drivers = new VirtualDrivers(clock, outage.service(), plan);
  const assignments = assignThreads(plan, 1, 1);
  const threads = assignments.map((_, thread) => thread);
  const seconds: RunSecond[] = [];
  const secondCounters = new SecondCounters(
    threads,
    () => machineOf(outage),
    (second) => seconds.push(second),
  );
  const loops = assignments.map(({ kind, scenarios, share, caps }, thread) => {
    const meter = new ThreadMeter(plan.series, thread, plan.seed);
    const context = new ThreadContext({
      plan,
      clock,
      meter,
      share,
      caps,
      setups: NO_OTHER_PARTS,
      protocols: {
        requests: () => drivers.http(),
        all: [httpProtocol, webSocketProtocol(() => drivers.websocket()), sseProtocol(() => drivers.sse())],
      },
      credentialSalt: 'outage',
      secrets: {},
      userAgent: 'plimsoll/virtual',
    });
    for (const index of scenarios) context.addScenario(plan.scenarios[index] as Scenario);
    const watch = new ScriptedWatch(outage.busyMachine === true);
    const report = secondCounters.add.bind(secondCounters);
    return {
      context,
      watch,
      loop: new ThreadLoop({ thread, kind, context, meter, watch, precision: 'tick', report }),
    };
  });
  const prepared = Promise.all(loops.map(({ context }) => context.prepareScenarios()));
  await clock.settleTo(START_US - 500_000);
  await prepared;
  clock.advanceTo(START_US);
  let endedUs = START_US;
  let working = loops.length;
  for (const { loop, context, watch } of loops) {
    loop.begin(START_US, START_US + plan.durationMs * MICROS_PER_MILLI);
    void context.done.then(() => {
      endedUs = Math.max(endedUs, loop.end());
      watch.close();
      working -= 1;
    });
  }
  if (outage.stopAtMs !== undefined) {
    const stopUs = START_US + outage.stopAtMs * MICROS_PER_MILLI;
    clock.setTimer(stopUs, () => loops.forEach(({ loop }) => void loop.stop('graceful')));
    clock.setTimer(stopUs + MAX_GRACEFUL_MS * MICROS_PER_MILLI, () =>
      loops.forEach(({ loop }) => void loop.stop('now')),
    );
  }
  for (let step = 1; working > 0; step += 1) {
    if (step > LIMIT_S * 10) throw new Error(`${outage.name}: not over after ${LIMIT_S} virtual seconds`);
    await clock.settleTo(START_US + step * 100_000);
  }
  secondCounters.close(endedUs - START_US);
  return { seconds, durationMs: (endedUs - START_US) / MICROS_PER_MILLI };
}

/** The loop of a virtual thread is never late; the one of a busy machine is, by what such machines showed. */
class ScriptedWatch extends LoopWatch {
  readonly #busy: boolean;

  constructor(busy: boolean) {
    super(START_US);
    this.#busy = busy;
  }

  override turned(): void {}

  override take(): ReturnType<LoopWatch['take']> {
    const calm = { loopDelayMaxUs: 1_000, loopUtilisation: 0.05, gcPauseUs: 500, blocks: [] };
    return this.#busy ? { ...calm, loopDelayMaxUs: 180_000, loopUtilisation: 0.5 } : calm;
  }
}

function machineOf({ busyMachine }: Outage): RunSecond['machine'] {
  const busy = busyMachine === true;
  return { processCpu: 0.05, machineCpu: busy ? 1 : 0.1, rssBytes: 100_000_000, sleptUs: 0 };
}
