import { succeed } from '../../contract/failure.ts';
import type { KeptCommand } from '../../contract/kept-commands.ts';
import type { Handlers } from '../../contract/wire.ts';
import type { Regrading } from './regrading/regrading.ts';
import type { Retention } from './retention/retention.ts';
import type { Runs } from './runs/runs.ts';

interface KeptParts {
  readonly runs: Pick<Runs, 'pin' | 'delete' | 'restore'>;
  readonly retention: Retention;
  readonly regrading: Regrading;
}

/** The commands about gradings and about what is kept; those of plans stand with the plans. */
export function keptHandlers({
  runs,
  retention,
  regrading,
}: KeptParts): Pick<Handlers, 'runs.delete' | 'runs.restore' | Exclude<KeptCommand, 'plans.thresholds'>> {
  return {
    'runs.delete': async ({ runId }) => runs.delete(runId),
    'runs.restore': async ({ runId }) => runs.restore(runId),
    'runs.pin': async (argument) => runs.pin(argument),
    'runs.regradeChoices': ({ runId }) => regrading.choices(runId),
    'runs.regrade': (argument) => regrading.regrade(argument),
    'runs.chooseGrading': (argument) => regrading.choose(argument),
    'runs.ofPlan': async ({ name }) => regrading.ofPlan(name),
    'runs.bin': () => retention.bin(),
    'runs.empty': ({ runIds }) => retention.empty(runIds),
    'storage.use': () => retention.use(),
    'retention.get': async () => succeed(retention.rule()),
    'retention.preview': async ({ rule }) => succeed(retention.preview(rule)),
    'retention.set': async ({ rule }) => retention.set(rule),
  };
}
