import type { Storage } from '../storage/storage.ts';
import type { AppOptions } from './app-port.ts';
import type { EventHub } from './event-hub.ts';
import type { PlanParts } from './plans/library/plan-parts.ts';
import type { Ports } from './ports.ts';
import type { Reads } from './reads/reads.ts';
import { Regrading } from './regrading/regrading.ts';
import type { BinWorker } from './retention/bin-worker.ts';
import { Retention } from './retention/retention.ts';
import type { Runs } from './runs/runs.ts';

interface KeptParts {
  readonly options: Pick<AppOptions, 'host'>;
  readonly ports: Ports;
  readonly storage: Storage;
  readonly events: EventHub;
  readonly reads: Reads;
  readonly plans: PlanParts;
  readonly runs: Runs;
  readonly worker: BinWorker;
  onBug(error: unknown): void;
}

/** What is kept of runs, and by which thresholds they are graded. */
export function openKept(around: KeptParts): {
  readonly retention: Retention;
  readonly regrading: Regrading;
} {
  const { options, ports, storage, events, reads, runs, worker, onBug } = around;
  const { plans } = around.plans;
  const { runs: store, settings, readonly } = storage;
  const retention = new Retention({
    store,
    settings,
    readonly,
    worker,
    events,
    now: ports.now,
    isBusy: () => runs.isBusy,
    moveToBin: (runId) => runs.delete(runId),
  });
  if (options.host !== 'cli') tidyUp(retention, storage, onBug);
  return {
    retention,
    regrading: new Regrading({
      store,
      readonly,
      reads,
      plans: {
        list: () => plans.list(),
        get: (source) => plans.get(source),
        versions: (planId) => plans.thresholds(planId),
        setOf: (text) => plans.setOf(text),
      },
      now: ports.now,
      retell: (runId) => runs.retell(runId),
    }),
  };
}

/** What an emptying that was ended left behind goes, and the rule is applied; a terminal has no time for that. */
function tidyUp(retention: Retention, storage: Storage, onBug: (error: unknown) => void): void {
  const complain = (error: unknown) => {
    if (storage.failureOf(error) === null) onBug(error);
  };
  try {
    retention.apply();
  } catch (error) {
    complain(error);
  }
  if (storage.runs.hasMarked()) retention.takeUp().catch(complain);
}
