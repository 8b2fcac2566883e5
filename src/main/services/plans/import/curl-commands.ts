import { fail, type Result, succeed } from '../../../../contract/failure.ts';
import { type CurlCommand, readCurl } from './curl-command.ts';
import { badCurl as bad, withInput } from './curl-request.ts';
import { type PlanDraft, slugOf } from './plan-draft.ts';
import type { ShellCommand, ShellWords, StandIn } from './shell-command.ts';
import { splitShell } from './shell-words.ts';

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

/** The cURL commands of a text. */
interface CurlLines extends Pick<ShellWords, 'standIns' | 'unfinished'> {
  /** Words after `curl`, and what the command reads. */
  readonly curls: readonly ShellCommand[];
  /** How many commands are something else. */
  readonly others: number;
}

const CURL = /(^|[/\\])curl(\.exe)?$/i;
/** What may stand before the program it runs. */
const WRAPPERS = new Set(
  'sudo doas time nohup env command exec builtin timeout watch nice then do else if while until ! { ( docker podman kubectl xargs'.split(
    ' ',
  ),
);
const ASSIGNMENT = /^[A-Za-z_]\w*=/;
/** Prompts of shells as they are copied with the line behind them. */
const PROMPT =
  /^[ \t]*(?:\([\w. -]{1,40}\)[ \t]*)?(?:[$%>❯➜]|PS(?:[ \t][^>\n]{0,200})?>|[A-Za-z]:\\[^>\n]{0,200}>|[\w.-]{1,60}@[^\n$#%>]{1,120}[$#%>]|(?:ba|z)?sh-[\d.]{1,8}[$#])[ \t]+(?=(?:[\w./\\=-]{1,60}[ \t]+){0,5}[\w./\\:-]{0,120}curl(?:\.exe)?[ \t])/gim;
/** The prompt of a line that goes on. */
const GOES_ON = /(\\\r?\n)>[ \t]/g;

/** Finds the commands, whatever a terminal, a manual or a script put before them. */
function curlLines(text: string): CurlLines {
  const plain = text
    .replace(/^\ufeff/, '')
    .replace(PROMPT, '')
    .replace(GOES_ON, '$1');
  const { commands, standIns, unfinished } = splitShell(plain);
  const curls = commands.flatMap((command) => curlOf(command) ?? []);
  const inner = standIns.flatMap(({ source }) => innerCurls(source));
  const others = commands.filter((command) => curlOf(command) === null && !isSetting(command)).length;
  return { curls: [...inner, ...curls], others, standIns, unfinished };
}

/** The command without what stands before its words; null where it is another program's. */
function curlOf({ words, input }: ShellCommand): ShellCommand | null {
  let at = 0;
  while (ASSIGNMENT.test(words[at] ?? '')) at += 1;
  if (WRAPPERS.has(words[at] ?? '')) at = words.findIndex((word, index) => index > at && CURL.test(word));
  if (at < 0 || !CURL.test(words[at] ?? '')) return null;
  return { words: words.slice(at + 1), input };
}

function isSetting({ words }: ShellCommand): boolean {
  const [first = ''] = words;
  return words.every((word) => ASSIGNMENT.test(word)) || /^(export|set|cd|echo|cat|done|fi)$/.test(first);
}

/** `TOKEN=$(curl …)`: what gets the token is a request, too. */
function innerCurls(source: string): ShellCommand[] {
  const inside = /^(?:\$\(\s*(.*)\)|`\s*(.*)`)$/s.exec(source);
  const text = inside?.[1] ?? inside?.[2] ?? '';
  if (!/^curl\s/.test(text)) return [];
  const { commands, unfinished, standIns } = splitShell(text);
  // Marks of this text would not be known outside of it.
  if (unfinished || standIns.length > 0) return [];
  return commands.flatMap((command) => curlOf(command) ?? []);
}
