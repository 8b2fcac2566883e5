import { type Result, succeed } from '../../../contract/failure.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import { readCurlRequests } from '../../services/plans/import/read-curl-requests.ts';
import { type Flags, misuse } from './option-values.ts';
import { readTextFile } from './read-source.ts';
import { type RequestFlags, requestOf, requestOptionIn } from './request-options.ts';
import { planRefOf } from './run-options.ts';

export type AskedFlags = RequestFlags & Flags<'json' | 'savePlan', 'curl'>;

interface AskedPlan {
  readonly plan: PlanRef;
  /** What of a command was not imported, one sentence each. */
  readonly notes: readonly string[];
}

/** What a command line asks to run: a plan, or what its options make of an address. */
export function askedPlan(word: string | undefined, flags: AskedFlags): Result<AskedPlan> {
  if (/^\s*[{[]/.test(flags.json ?? ''))
    return misuse('--json names the file for the result.', 'A JSON body is sent with --json-body.');
  if (flags.curl !== undefined) return askedByCurl(word, flags.curl, flags);
  if (word === undefined)
    return misuse('Nothing to run was named.', 'Name a plan file, a preset or an address, or use --curl.');
  const plan = planRefOf(word);
  if (!plan.ok) return plan;
  const option = requestOptionIn(flags);
  if (plan.value.kind !== 'url' && (option !== null || flags.savePlan !== undefined))
    return option === null
      ? misuse(`--save-plan cannot be used here: ${word} is already a plan.`, 'Copy its file, and edit it.')
      : misuse(
          `${option} cannot be used here: ${word} is a plan, which defines what is sent.`,
          'Write it into the plan, or name an address.',
        );
  if (plan.value.kind !== 'url' || option === null) return succeed({ plan: plan.value, notes: [] });
  const request = requestOf(flags);
  if (!request.ok) return request;
  return succeed({ plan: { ...plan.value, request: request.value }, notes: [] });
}

/** Every command is an endpoint; statuses and checks, which curl has no options for, are of all of them. */
function askedByCurl(
  word: string | undefined,
  commands: readonly string[],
  { expect, check, ...others }: AskedFlags,
): Result<AskedPlan> {
  if (word !== undefined)
    return misuse(
      `--curl says what to run, and so does ${word}.`,
      'Give one of them; --curl can be repeated.',
    );
  const option = requestOptionIn(others);
  if (option !== null)
    return misuse(`${option} cannot be used beside --curl.`, 'Write it into the command, as curl has it.');
  const judged = requestOf({ ...(expect && { expect }), ...(check && { check }) });
  if (!judged.ok) return judged;
  const shell = {
    env: process.env,
    takesLimits: true,
    readFile: (name: string) => readTextFile(name, 'The body of --curl'),
  };
  const read = readCurlRequests(commands.join('\n'), shell);
  if (!read.ok) return read;
  const [missing] = read.value.missing;
  if (missing !== undefined)
    return misuse(
      `${missing.slice(0, 60)} of --curl is filled in by a shell, and it is not set here.`,
      'Export the variable, or write its value in its place.',
    );
  const [unread] = read.value.unread;
  if (unread !== undefined)
    return misuse(
      `The body of --curl is made of ${unread.slice(0, 60)}, which is read behind --data-binary @ only.`,
      'Send it so (with -X PUT in place of -T), or leave it out.',
    );
  const [first, ...more] = read.value.requests.map(({ url, request }) => ({
    url,
    request: { ...request, ...judged.value },
  }));
  if (first === undefined) return misuse('--curl names no address.', 'Give the whole command.');
  if (more.length > 50)
    return misuse('--curl takes up to 51 requests.', 'Make a plan from them: plimsoll import curl FILE.');
  const plan = { kind: 'url', ...first, ...(more.length > 0 && { more }) } as const;
  return succeed({ plan, notes: read.value.notes });
}
