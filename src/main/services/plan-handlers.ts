import { type Result, succeed } from '../../contract/failure.ts';
import type { ImportKind } from '../../contract/plan-editing.ts';
import type { AnswerOf, ArgumentOf, Handlers } from '../../contract/wire.ts';
import type { KnownSecrets } from './known-secrets.ts';
import { type NextOptions, nextValues } from './next-values.ts';
import type { CheckedPlan } from './plan-check.ts';
import { completePlan } from './plans/complete-plan.ts';
import { editPlan } from './plans/edit-plan.ts';
import { importCurl } from './plans/import-curl.ts';
import { importHar } from './plans/import-har.ts';
import { importOpenApi } from './plans/import-openapi.ts';
import type { ImportedPlan } from './plans/imported-plan.ts';
import { freeNames, type ImportOptions } from './plans/imported-secrets.ts';
import { readCurlRequests } from './plans/read-curl-requests.ts';
import type { SessionSecrets } from './session-secrets.ts';
import { type TryOptions, tryStep } from './try-step.ts';
import type { UserPlans } from './user-plans.ts';

export interface PlanParts {
  readonly plans: UserPlans;
  readonly secrets: SessionSecrets;
  readonly known: KnownSecrets;
  check(text: string): Promise<Result<CheckedPlan>>;
  tryOptions(): Promise<Result<Omit<TryOptions, 'files'>>>;
  nextOptions(): Promise<Result<Omit<NextOptions, 'files'>>>;
}

type PlanCommand = Exclude<Extract<keyof Handlers, `plans.${string}`>, 'plans.describe'> | 'secrets.set';

/** The commands about the user's plans, one line each. */
export function planHandlers({
  plans,
  secrets,
  known,
  check,
  tryOptions,
  nextOptions,
}: PlanParts): Pick<Handlers, PlanCommand> {
  return {
    'plans.list': async ({ deleted }) => succeed(plans.list(deleted)),
    'plans.get': async ({ plan }) => plans.get(plan),
    'plans.save': async (argument) => plans.save(argument),
    'plans.delete': async ({ planId }) => plans.delete(planId),
    'plans.restore': async ({ planId }) => plans.restore(planId),
    'plans.duplicate': async ({ plan }) => plans.duplicate(plan),
    'plans.check': async ({ text }) => checkOf(await check(text), known),
    'plans.complete': async ({ text, offset }) => succeed(completePlan(text, offset)),
    'plans.edit': async (argument) => edit(argument, check, known),
    'plans.import': async (argument) => importPlan(argument, { plans, secrets }),
    'plans.readCurl': async ({ text }) => readCurlRequests(text),
    'plans.tryStep': async (argument) => {
      const options = await tryOptions();
      if (!options.ok) return options;
      const files = argument.planId === undefined ? new Map() : plans.fileBytes(argument.planId);
      return tryStep(argument, { ...options.value, files });
    },
    'plans.nextValues': async ({ text, planId }) => {
      const options = await nextOptions();
      if (!options.ok) return options;
      const files = planId === undefined ? new Map() : plans.fileBytes(planId);
      return succeed(known.redact(nextValues(text, { ...options.value, files })));
    },
    'plans.files': async ({ planId }) => plans.files(planId),
    'plans.putFile': async (argument) => plans.putFile(argument),
    'plans.removeFile': async (argument) => plans.removeFile(argument),
    'secrets.set': async ({ variable, text }) => {
      secrets.set(variable, text);
      return succeed({ variable });
    },
  };
}

const IMPORTS: Readonly<Record<ImportKind, (text: string, options: ImportOptions) => Result<ImportedPlan>>> =
  {
    curl: importCurl,
    har: importHar,
    openapi: importOpenApi,
  };

/** What is said about a plan holds no secrets; the plan itself is its writer's, and must stay as it was written. */
function checkOf(checked: Result<CheckedPlan>, known: KnownSecrets): Result<AnswerOf<'plans.check'>> {
  if (!checked.ok) return checked;
  const { check } = checked.value;
  return succeed({ ...check, problems: known.redact(check.problems), preview: known.redact(check.preview) });
}

async function edit(
  { text, edits }: ArgumentOf<'plans.edit'>,
  check: PlanParts['check'],
  known: KnownSecrets,
): Promise<Result<AnswerOf<'plans.edit'>>> {
  const edited = editPlan(text, edits);
  if (!edited.ok) return edited;
  const checked = checkOf(await check(edited.value), known);
  return checked.ok ? succeed({ ...checked.value, text: edited.value }) : checked;
}

/** What was pasted with a secret in it was pasted to be sent: the secret is kept for this session, the plan names it. */
function importPlan(
  { kind, text: pasted }: ArgumentOf<'plans.import'>,
  { plans, secrets }: Pick<PlanParts, 'plans' | 'secrets'>,
): Result<AnswerOf<'plans.import'>> {
  const isFree = freeNames({ env: secrets.env(), texts: plans.texts() });
  const imported = IMPORTS[kind](pasted, { isFree });
  if (!imported.ok) return imported;
  const { text, notes, secrets: found } = imported.value;
  for (const [variable, value] of Object.entries(found)) secrets.set(variable, value);
  return succeed({ text, notes });
}
