import { type Result, succeed } from '../../../../contract/failure.ts';
import type { Storage } from '../../../storage/storage.ts';
import type { AppOptions } from '../../app-port.ts';
import type { EventHub } from '../../event-hub.ts';
import type { Ports } from '../../ports.ts';
import type { KnownSecrets } from '../../secrets/known-secrets.ts';
import { SessionSecrets } from '../../secrets/session-secrets.ts';
import type { WorkspaceUrls } from '../compile/follow-workspace.ts';
import { type CheckedPlan, checkPlan } from './plan-check.ts';
import type { PlanParts } from './plan-handlers.ts';
import { readSuites } from './presets.ts';
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

/** Puts together what writing plans needs. */
export function assemblePlans(around: PlanSurroundings): PlanParts {
  const { options, ports, storage, events, known, reader } = around;
  const secrets = new SessionSecrets(ports.env, known);
  const check = async (text: string): Promise<Result<CheckedPlan>> => {
    const read = await readSuites(options.presetsDir);
    if (!read.ok) return read;
    const needs = (plan: Parameters<SessionSecrets['needs']>[0]) => secrets.needs(plan);
    const { allowHosts } = options;
    const workspaceUrls = around.workspaceUrls();
    return succeed(
      await checkPlan(text, { reader, suites: read.value, allowedHosts: allowHosts, workspaceUrls, needs }),
    );
  };
  const plans = new UserPlans({
    reader,
    store: storage.plans,
    readonly: storage.readonly,
    events,
    presetsDir: options.presetsDir,
    check,
    random: ports.random,
  });
  return {
    reader,
    plans,
    secrets,
    known,
    check,
    tryOptions: async () => {
      const read = await readSuites(options.presetsDir);
      if (!read.ok) return read;
      return succeed({
        reader,
        suites: read.value.plans,
        allowedHosts: options.allowHosts,
        env: secrets.env(),
        sampleUrls: around.sampleUrls(),
        workspaceUrls: around.workspaceUrls(),
        version: options.version,
      });
    },
    nextOptions: async () => {
      const read = await readSuites(options.presetsDir);
      if (!read.ok) return read;
      return succeed({ suites: read.value, random: ports.random, now: ports.now });
    },
  };
}
