import { fail, type Result, succeed } from '../../../contract/failure.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import { usage } from './option-values.ts';
import { type RequestFlags, requestOf, requestOptionIn } from './request-options.ts';
import { planRefOf } from './run-options.ts';

interface AskedFlags extends RequestFlags {
  readonly json?: string;
}

/** What a command line asks to run: a plan, or what its options make of an address. */
export function askedPlan(word: string | undefined, flags: AskedFlags): Result<PlanRef> {
  if (/^\s*[{[]/.test(flags.json ?? ''))
    return fail(usage('--json names the file for the result.', 'A JSON body is sent with --json-body.'));
  if (word === undefined)
    return fail(usage('Nothing to run is named.', 'Name a plan file, a preset or an address.'));
  const plan = planRefOf(word);
  if (!plan.ok) return plan;
  const option = requestOptionIn(flags);
  if (option === null) return plan;
  if (plan.value.kind !== 'url')
    return fail(
      usage(
        `${option} cannot be used here: ${word} is a plan, which says itself what is sent.`,
        'Write it into the plan, or name an address.',
      ),
    );
  const request = requestOf(flags);
  return request.ok ? succeed({ ...plan.value, request: request.value }) : request;
}
