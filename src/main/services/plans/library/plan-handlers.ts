import { type Result, succeed } from '../../../../contract/failure.ts';
import type { AnswerOf, ArgumentOf, Handlers } from '../../../../contract/wire.ts';
import type { KnownSecrets } from '../../secrets/known-secrets.ts';
import { takenNames } from '../import/imported-secrets.ts';
import { nextValues } from '../try/next-values.ts';
import { tryStep } from '../try/try-step.ts';
import type { CheckedPlan } from './plan-check.ts';
import type { PlanParts } from './plan-parts.ts';

type PlanCommand =
  | Exclude<Extract<keyof Handlers, `plans.${string}`>, 'plans.describe' | 'plans.coverage'>
  | 'secrets.set';

/** The commands about the user's plans, one line each. */
export function planHandlers({
  reader,
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
    'plans.thresholds': async ({ planId }) => plans.thresholds(planId),
    'plans.save': async (argument) => plans.save(argument),
    'plans.delete': async ({ planId }) => plans.delete(planId),
    'plans.restore': async ({ planId }) => plans.restore(planId),
    'plans.duplicate': async ({ plan }) => plans.duplicate(plan),
    'plans.check': async ({ text }) => checkOf(await check(text), known),
    'plans.complete': (argument) => reader.run('complete', argument),
    'plans.edit': async (argument) => edit(argument, { reader, check, known }),
    'plans.import': async (argument) => importPlan(argument, { reader, plans, secrets }),
    'plans.readCurl': (argument) => reader.ask('readCurl', argument),
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
      const data = await reader.ask('data', { text });
      // A text that cannot be read has no values, and is told to be none by its check.
      const next = data.ok ? nextValues(data.value, { ...options.value, files }) : [];
      return succeed(known.redact(next));
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

/** What is said about a plan holds no secrets; the plan itself is its writer's, and must stay as it was written. */
function checkOf(checked: Result<CheckedPlan>, known: KnownSecrets): Result<AnswerOf<'plans.check'>> {
  if (!checked.ok) return checked;
  const { check } = checked.value;
  return succeed({ ...check, problems: known.redact(check.problems), preview: known.redact(check.preview) });
}

async function edit(
  { text, edits }: ArgumentOf<'plans.edit'>,
  { reader, check, known }: Pick<PlanParts, 'reader' | 'check' | 'known'>,
): Promise<Result<AnswerOf<'plans.edit'>>> {
  const edited = await reader.ask('edit', { text, edits });
  if (!edited.ok) return edited;
  const checked = checkOf(await check(edited.value), known);
  return checked.ok ? succeed({ ...checked.value, text: edited.value }) : checked;
}

/** What was pasted with a secret in it was pasted to be sent: the secret is kept for this session, the plan names it. */
async function importPlan(
  { kind, text: pasted }: ArgumentOf<'plans.import'>,
  { reader, plans, secrets }: Pick<PlanParts, 'reader' | 'plans' | 'secrets'>,
): Promise<Result<AnswerOf<'plans.import'>>> {
  const taken = takenNames({ env: secrets.env(), texts: plans.texts() });
  const imported = await reader.ask('import', { kind, text: pasted, taken });
  if (!imported.ok) return imported;
  const { text, notes, secrets: found, servers = [] } = imported.value;
  for (const [variable, value] of Object.entries(found)) secrets.set(variable, value);
  return succeed({ text, notes, servers });
}
