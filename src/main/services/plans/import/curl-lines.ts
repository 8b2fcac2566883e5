import type { ShellCommand } from './shell-command.ts';
import type { StandIn } from './shell-stand-ins.ts';
import { splitShell } from './shell-words.ts';

/** The cURL commands of a text. */
interface CurlLines {
  /** Words after `curl`, and what the command reads. */
  readonly curls: readonly ShellCommand[];
  /** How many commands are something else. */
  readonly others: number;
  readonly standIns: readonly StandIn[];
  readonly unfinished: boolean;
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
export function curlLines(text: string): CurlLines {
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
