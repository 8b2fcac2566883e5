import { fail, type Result, succeed } from '../../../../contract/failure.ts';
import { type CurlCommand, readCurl } from './curl-command.ts';
import { curlLines } from './curl-lines.ts';
import { badCurl as bad, withInput } from './curl-request.ts';
import { type PlanDraft, slugOf } from './plan-draft.ts';
import type { StandIn } from './shell-stand-ins.ts';

const MAX_CHARS = 1_000_000;
const MAX_COMMANDS = 200;

/**
 * The cURL commands in a text, each as often as `--next` begins another. What a shell would fill in stands in them as
 * marks that the draft knows.
 */
export function readCommands(text: string, draft: PlanDraft): Result<readonly CurlCommand[]> {
  if (text.length > MAX_CHARS) return fail(bad(`has more than ${MAX_CHARS} characters`));
  const other = otherFormat(text);
  if (other !== null) return fail(bad(other));
  const { curls, others, standIns, unfinished } = curlLines(text);
  if (unfinished) return fail(bad('ends inside a quote; copy all of it'));
  if (curls.length === 0) return fail(bad('is not a cURL command; it begins with "curl"'));
  fillIn(standIns, draft);
  if (others > 0) draft.note(`${others} other command${others === 1 ? ' was' : 's were'} not imported.`);
  const beyond = curls.length - MAX_COMMANDS;
  if (beyond > 0) draft.note(`${beyond} commands beyond the first ${MAX_COMMANDS} were not imported.`);
  return succeed(
    curls
      .slice(0, MAX_COMMANDS)
      .flatMap(({ words, input }) => readCurl(words).map((command) => withInput(command, input))),
  );
}

/** What else people copy beside cURL, and how to get that instead. */
function otherFormat(text: string): string | null {
  const start = text.trimStart().slice(0, 2_000);
  if (
    /^(\$[\w:]+\s*=\s*)?(New-Object|Invoke-(WebRequest|RestMethod)|iwr|irm)\b/im.test(start) &&
    !/^\s*curl/i.test(start)
  )
    return 'is PowerShell (Invoke-WebRequest), not cURL; choose "Copy as cURL (bash)" instead';
  if (/^(await\s+)?fetch\(/.test(start))
    return 'is JavaScript (fetch), not cURL; choose "Copy as cURL (bash)" instead';
  return null;
}

/** What a shell would have filled in is for whoever runs the plan: a variable by its name, anything else as a secret. */
function fillIn(standIns: readonly StandIn[], draft: PlanDraft): void {
  for (const { mark, source, name, value } of standIns) {
    if (value !== null) draft.standIn(mark, source, draft.secret(name ?? source, value));
    else if (name !== null) draft.standIn(mark, source, `{{ env.${name} }}`);
    else draft.standIn(mark, source, draft.unknownSecret(slugOf(source, 'argument')));
  }
}

/** How many redirects `-L` follows here; curl itself follows up to fifty. */
export function redirectsOf({
  location,
  maxRedirects: most,
}: Pick<CurlCommand, 'location' | 'maxRedirects'>): number {
  if (!location) return 0;
  return most === null || Number.isNaN(most) || most < 0 ? 10 : Math.min(most, 10);
}
