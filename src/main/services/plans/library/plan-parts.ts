import { fail, type Result, succeed } from '../../../../contract/failure.ts';
import type { ThresholdSet } from '../../../../contract/grading.ts';
import type { Storage } from '../../../storage/storage.ts';
import type { AppOptions } from '../../app-port.ts';
import type { EventHub } from '../../event-hub.ts';
import type { Ports } from '../../ports.ts';
import type { KnownSecrets } from '../../secrets/known-secrets.ts';
import { SessionSecrets } from '../../secrets/session-secrets.ts';
import type { WorkspaceUrls } from '../compile/follow-workspace.ts';
import { failureOf } from '../text/parse-plan.ts';
import { type CheckedPlan, checkPlan } from './plan-check.ts';
import { readSuites, type SuiteTexts } from './presets.ts';
import type { TextReader } from './text-reader.ts';
import { UserPlans } from './user-plans.ts';

interface PlanSurroundings {
  readonly reader: TextReader;
  readonly options: AppOptions;
  readonly ports: Ports;
  readonly storage: Storage;
  readonly events: EventHub;
  readonly known: KnownSecrets;
  sampleUrls(): Readonly<Record<string, string>>;
  workspaceUrls(): WorkspaceUrls;
}

export type PlanParts = ReturnType<typeof assemblePlans>;

/** Puts together what writing plans needs. */
export function assemblePlans(around: PlanSurroundings) {
  const { options, ports, storage, events, known, reader } = around;
  const secrets = new SessionSecrets(ports.env, known);
  const withSuites = async <T>(use: (suites: SuiteTexts) => T): Promise<Result<Awaited<T>>> => {
    const read = await readSuites(options.presetsDir);
    return read.ok ? succeed(await use(read.value)) : read;
  };
  const check = (text: string): Promise<Result<CheckedPlan>> => {
    const needs = (plan: Parameters<SessionSecrets['needs']>[0]) => secrets.needs(plan);
    const { allowHosts } = options;
    const workspaceUrls = around.workspaceUrls();
    return withSuites((suites) =>
      checkPlan(text, { reader, suites, allowedHosts: allowHosts, workspaceUrls, needs }),
    );
  };
  /** Those of its suite among them, where it takes classes from one. */
  const setOf = async (text: string): Promise<Result<ThresholdSet>> => {
    const read = await readSuites(options.presetsDir);
    if (!read.ok) return read;
    const done = await reader.run('read', { text, suites: read.value.plans });
    if (!done.ok) return done;
    if (!done.value.ok) return fail(failureOf(done.value.problems));
    const { thresholds = [], gate = 'acceptable' } = done.value.plan;
    return succeed({ thresholds, gate });
  };
  const plans = new UserPlans({
    reader,
    store: storage.plans,
    readonly: storage.readonly,
    events,
    presetsDir: options.presetsDir,
    check,
    setOf,
    random: ports.random,
  });
  return {
    reader,
    plans,
    secrets,
    known,
    check,
    tryOptions: () =>
      withSuites(({ plans: suites }) => ({
        reader,
        suites,
        allowedHosts: options.allowHosts,
        env: secrets.env(),
        sampleUrls: around.sampleUrls(),
        workspaceUrls: around.workspaceUrls(),
        version: options.version,
      })),
    nextOptions: () => withSuites((suites) => ({ suites, random: ports.random, now: ports.now })),
  };
}
