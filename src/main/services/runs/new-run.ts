import type { NewRun } from '../../storage/run-record.ts';
import type { StartRun } from '../app-port.ts';
import type { Ports } from '../ports.ts';
import { describeEnvironment } from './environment.ts';
import type { ReadyRun } from './preflight.ts';
import { makeRunId } from './run-id.ts';

interface Around {
  readonly ports: Pick<Ports, 'now' | 'random'>;
  readonly version: string;
  readonly threads: number;
  /** Runs of other processes that are in progress on this machine. */
  readonly beside: number;
}

/** The record of a run that is about to begin. */
export function newRunOf(
  run: Pick<StartRun, 'name'>,
  { resolved, overrides, overruled, remarks: caps }: ReadyRun,
  { ports, version, threads, beside }: Around,
): NewRun {
  const startedAt = ports.now();
  const { plan, text, name } = resolved;
  const remarks = [
    ...caps,
    ...overruled.map(({ message }) => `forced: ${message}`),
    ...(beside === 0 ? [] : ['another Plimsoll was running a test on this machine']),
  ];
  return {
    runId: makeRunId(startedAt, ports.random()),
    name: run.name === undefined || run.name.trim() === '' ? name : run.name.trim(),
    purpose: plan.purpose,
    startedAt,
    plan,
    planText: text,
    overrides,
    environment: describeEnvironment(plan, { version, threads, remarks }),
  };
}
