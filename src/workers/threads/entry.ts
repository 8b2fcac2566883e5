import { parentPort, workerData } from 'node:worker_threads';
import { ThreadMeter } from '../engine/measure/meter.ts';
import { createSystemClock } from '../engine/time/system-clock.ts';
import { ThreadContext } from '../engine/users/thread-context.ts';
import { LoopWatch } from './loop-watch.ts';
import type { FromThread, ThreadAssignment, ToThread } from './messages.ts';
import { PROTOCOLS } from './protocols.ts';
import { rehearse } from './rehearsal.ts';
import { ThreadLoop } from './thread-loop.ts';

/** The program of a load thread. An error it does not expect ends the thread, and with it the run, never the app. */
const port = parentPort;
if (port === null) throw new Error('this file runs as a worker thread only');

const assignment = workerData as ThreadAssignment;
const clock = createSystemClock();
const { plan, thread, kind, precision } = assignment;
const meter = new ThreadMeter(plan.series, thread, plan.seed);
const post = (message: FromThread) => port.postMessage(message);
const context = new ThreadContext({
  plan,
  clock,
  meter,
  share: assignment.share,
  caps: assignment.caps,
  tellSetup: (outcome) => post({ kind: 'setup', outcome }),
  protocols: PROTOCOLS,
  ...assignment.inputs,
  credentialSalt: assignment.credentialSalt,
  userAgent: `plimsoll/${assignment.plimsollVersion} (run ${assignment.runId})`,
});
for (const index of assignment.scenarios) {
  const scenario = plan.scenarios[index];
  if (scenario !== undefined) context.addScenario(scenario);
}

const watch = new LoopWatch(clock.nowUs());
const loop = new ThreadLoop({
  thread,
  kind,
  context,
  meter,
  watch,
  precision,
  report: (tick, secrets) => post({ kind: 'tick', tick, secrets }),
  tellCaps: (order, inUse) => post({ kind: 'caps', order, inUse }),
});

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'begin':
      begin(message.startUs, message.endUs);
      return;
    case 'setup':
      context.hearSetup(message.outcome);
      return;
    case 'steer':
      loop.steer(message.changes);
      return;
    case 'caps':
      loop.limit(message);
      return;
    case 'stop':
      loop.stop(message.how);
      return;
  }
});

const addresses = await context.prepareScenarios();
rehearse(plan);
// Collects all garbage, which spawn.ts allows: loading leaves a heap that is close to its limit. The collection that was
// due, 5 to 10 ms during which both cores of a small machine are busy with it, would come in the first seconds of the run.
globalThis.gc?.();
post({ kind: 'ready', addresses });

function begin(startUs: number, endUs: number): void {
  loop.begin(startUs, endUs);
  void context.done.then(() => {
    post({ kind: 'done', endedUs: loop.end() });
    // A thread that goes down collects garbage once more: nobody shall be listening then.
    watch.close();
    port?.close();
  });
}
