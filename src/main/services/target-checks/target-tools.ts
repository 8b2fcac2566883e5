import { isHiddenName } from '../../../contract/credential-names.ts';
import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import type { RunPlan } from '../../../contract/run-plan.ts';
import type { ServiceRow } from '../../../contract/services.ts';
import type {
  ContainerLog,
  ContainerRow,
  ContainerStats,
  LogsAsked,
  TargetAsked,
  TargetChecks,
} from '../../../contract/target-checks.ts';
import { isTokenShaped } from '../../../contract/token-shape.ts';
import type { RunRecord } from '../../storage/run-record.ts';
import { neededSecrets } from '../plans/compile/secrets.ts';
import { credentialsInText, type NamedSecret } from '../plans/inputs/written-secrets.ts';
import { notFound } from '../runs/run-failures.ts';
import type { KnownSecrets } from '../secrets/known-secrets.ts';
import { lookUpReferences } from '../secrets/look-up-references.ts';
import { type CheckPowers, checkTarget } from './check-target.ts';
import { type CheckedTarget, checkedUrl, type NamedToken } from './checked-target.ts';
import { listedContainers, logOfContainer, statsOfContainer } from './containers.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface TargetToolsParts extends CheckPowers {
  /** Where references to secrets are looked up. */
  env(): Environment;
  services(): readonly Pick<ServiceRow, 'id' | 'url' | 'healthPath'>[];
  runOf(runId: string): Pick<RunRecord, 'plan' | 'startedAt'> | null;
  /** Told of the secrets a check is made with. */
  readonly known: KnownSecrets;
}

/** What a person may ask about a target that misbehaves: checks of the way there, and what a container of it did. */
export class TargetTools {
  readonly #parts: TargetToolsParts;

  constructor(parts: TargetToolsParts) {
    this.#parts = parts;
  }

  /** @returns failures `check.no_service`, `check.bad_url`, `check.bad_token`, `run.not_found`, `secret.…` */
  async check(asked: TargetAsked): Promise<Result<TargetChecks>> {
    const target = this.#targetOf(asked);
    if (!target.ok) return target;
    return succeed(this.#parts.known.redact(await checkTarget(target.value, this.#parts)));
  }

  /** @returns failures `engine.…` */
  async containers(): Promise<Result<ContainerRow[]>> {
    return this.#parts.known.redact(await listedContainers());
  }

  /** @returns failures `engine.…` */
  async containerStats({ container }: { readonly container: string }): Promise<Result<ContainerStats>> {
    return this.#parts.known.redact(await statsOfContainer(container, this.#parts.now));
  }

  /** @returns failures `run.not_found` and `engine.…` */
  async containerLogs(asked: LogsAsked): Promise<Result<ContainerLog>> {
    const { known, env } = this.#parts;
    const run = this.#parts.runOf(asked.runId);
    if (run === null) return fail(notFound(asked.runId));
    // What the run was sent with may stand in the log of who received it.
    known.add(secretsOf(run.plan, env()));
    return known.redact(await logOfContainer(asked, run.startedAt));
  }

  #targetOf(asked: TargetAsked): Result<CheckedTarget> {
    const place = this.#placeOf(asked);
    if (!place.ok) return place;
    const { known, env } = this.#parts;
    const url = checkedUrl(place.value.url);
    if (!url.ok) return url;
    // A path is asked in the place of what the address asks.
    if (place.value.healthPath !== '') url.value.search = '';
    const secrets: NamedSecret[] = [...credentialsInText(place.value.url)];
    const token = asked.token === undefined ? succeed(null) : lookUpReferences(asked.token, env(), secrets);
    if (!token.ok) return token;
    if (token.value !== null && !/^[\x20-\x7e]+$/.test(token.value)) return fail(BAD_TOKEN);
    const given: NamedToken[] = token.value === null ? [] : [{ name: 'The token', text: token.value }];
    secrets.push(...given.flatMap(({ text }): NamedSecret[] => (text === null ? [] : [['token', text]])));
    secrets.push(...secretsOf(place.value.plan, env()));
    known.add(secrets);
    return succeed({
      url: url.value,
      healthPath: place.value.healthPath,
      verifyTls: place.value.plan?.limits.verifyTls !== false,
      token: token.value,
      tokens: [...given, ...tokensOf(place.value.plan, env())],
    });
  }

  #placeOf(asked: TargetAsked): Result<Place> {
    if (asked.of === 'url') {
      const isSocket = /^wss?:/i.test(asked.url);
      const healthPath = asked.healthPath ?? (isSocket ? null : '');
      return succeed({ url: asked.url, healthPath, plan: null });
    }
    if (asked.of === 'service') {
      const row = this.#parts.services().find(({ id }) => id === asked.serviceId);
      return row === undefined ? fail(noService('That service')) : succeed({ ...row, plan: null });
    }
    const run = this.#parts.runOf(asked.runId);
    if (run === null) return fail(notFound(asked.runId));
    const service = run.plan.services.find(({ name }) => name === asked.service);
    return service === undefined ? fail(noService(asked.service)) : succeed({ ...service, plan: run.plan });
  }
}

interface Place {
  readonly url: string;
  readonly healthPath: string | null;
  /** Of the run it is asked for; null: of none. */
  readonly plan: RunPlan | null;
}

/** What a plan takes from the environment, by its variables. */
function secretsOf(plan: RunPlan | null, env: Environment): NamedSecret[] {
  return plan === null
    ? []
    : neededSecrets(plan).map(({ variable }): NamedSecret => [variable, textIn(env, variable) ?? '']);
}

/** Of those what is a credential by its name or its looks, or is not there at all. */
function tokensOf(plan: RunPlan | null, env: Environment): NamedToken[] {
  if (plan === null) return [];
  return neededSecrets(plan).flatMap(({ value, variable, hasDefault }): NamedToken[] => {
    const text = textIn(env, variable);
    if (text === null) return hasDefault ? [] : [{ name: variable, text }];
    return isHiddenName(value) || isHiddenName(variable) || isTokenShaped(text)
      ? [{ name: variable, text }]
      : [];
  });
}

function textIn(env: Environment, variable: string): string | null {
  return (Object.hasOwn(env, variable) ? env[variable] : undefined) || null;
}

function noService(name: string) {
  return testFailure('check.no_service', `${name} is not there.`, 'The list of services shows which exist.');
}

const BAD_TOKEN = testFailure(
  'check.bad_token',
  'The token has signs that no header can carry.',
  'Copy it again, on one line.',
);
