import type { Failure } from '../../../contract/failure.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import { usage } from './option-values.ts';

/** Options as Locust, k6, hey, oha, wrk and ab call them, and what says the same here. */
const OPTIONS: readonly (readonly [theirs: readonly string[], ours: string])[] = [
  [
    ['--host'],
    'the address itself, as in plimsoll run http://127.0.0.1:8000/, or --target SERVICE=URL for a plan',
  ],
  [
    ['--run-time', '--time', '-t', '-z'],
    '--duration, as in --duration 30s (--threads for load threads, as -t of wrk)',
  ],
  [['--vus', '-c'], '--users, as in --users 50 (--connections for WebSockets and event streams)'],
  [['-u'], '--users, as in --users 50; credentials are --basic user:password'],
  [['--user', '-a'], '--basic, as in --basic user:password'],
  [['--oauth2-bearer'], '--bearer, as in --bearer "$TOKEN"'],
  [['--request', '-m'], '--method, as in -X POST (--timeout for the longest time of a request)'],
  [
    ['--data-raw', '--data-ascii', '--data-binary', '--data-urlencode', '--body', '-D'],
    '--data, as in -d a=1 or -d @file',
  ],
  [['--content-type', '-T'], "--header, as in -H 'Content-Type: text/plain'"],
  [['--max-time'], '--timeout, as in --timeout 10s'],
  [['--iterations', '-i'], '--requests, as in -n 1000'],
  [['--silent', '-s'], '--quiet'],
  [
    ['--form', '-F', '--get', '-G', '--head', '-I', '--location', '-L', '--insecure', '-k', '--compressed'],
    "--curl, with the whole command: plimsoll run --curl 'curl …'",
  ],
  [['--user-agent', '-A'], 'nothing: requests name Plimsoll and the run'],
  [['--hatch-rate', '-r'], '--spawn-rate, as in --spawn-rate 5 (--rate for requests per second)'],
  [['--rps', '--qps', '-q', '-R'], '--rate, as in --rate 200'],
  [['--locustfile', '-f'], 'a plan file as the first argument: plimsoll run plan.yaml'],
  [['--headless', '--autostart', '--no-web'], 'nothing: plimsoll run has no page to wait for'],
  [['--tags'], '--only, with the name of a class or service'],
  [
    ['--out', '-o', '--summary-export'],
    '--json FILE, --html FILE, --csv FOLDER, --junit FILE or --markdown FILE',
  ],
  [['--processes', '--workers', '-w'], '--threads, as in --threads 2'],
  [['--connect-timeout'], '--timeout, as in --timeout 10s'],
];

/** What an option of another tool is here; null where it is none we know. `-u5` is `-u`. */
export function oursFor(option: string): string | null {
  const bare = option.startsWith('--') ? option.replace(/=.*/s, '') : option.slice(0, 2);
  return OPTIONS.find(([theirs]) => theirs.includes(bare))?.[1] ?? null;
}

/** The complaint about an option that is not ours, with what is meant by it here. */
export function explainOption(typed: string): string {
  const complaint = withoutValues(typed);
  const option = /unknown option '([^']+)'/.exec(complaint)?.[1];
  const ours = option === undefined ? null : oursFor(option);
  return ours === null ? complaint : `${complaint.trimEnd()}\nHere it is ${ours}.\n`;
}

/** Complaints repeat what was typed; what stands behind an option, or in a word too many, may be a secret. */
function withoutValues(complaint: string): string {
  return complaint
    .replace(/(unknown option '(?:--[\w-]+|-[^-]))[\s\S]*'(?=\n|$)/, "$1'")
    .replace(/(too many arguments[\s\S]* but got \d+): ([^\n]*)/, (_, counted: string, words: string) =>
      /^https?:\/\/[^\s,]+(, https?:\/\/[^\s,]+)+\.?$/i.test(words)
        ? `${counted}. Several addresses are each a command: --curl 'curl ADDRESS' --curl 'curl ADDRESS'.`
        : `${counted}. A value with spaces in it needs quotes.`,
    );
}

const SCRIPTS: readonly (readonly [ending: RegExp, what: string])[] = [
  [/\.py$/i, 'a Python script, as Locust runs'],
  [/\.(m?[jt]s|cjs)$/i, 'a script, as k6 or Artillery runs'],
  [/\.jmx$/i, 'a test plan of JMeter'],
  [/\.(scala|kt|java)$/i, 'a simulation, as Gatling runs'],
  [/\.lua$/i, 'a script, as wrk runs'],
];

/**
 * What somebody means who names neither a plan nor an address: an address without its scheme or with one that is not
 * loaded, a script of another tool. @returns null where it is none of these
 */
export function whyNoPlan(word: string): Failure | null {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(word)?.[1];
  if (scheme !== undefined) {
    const message = `${hideInAddresses(word)} cannot be loaded: ${scheme.toLowerCase()} is not HTTP, WebSocket or SSE.`;
    return usage(message, 'Name an http://, https://, ws:// or wss:// address.');
  }
  if (
    /^(localhost|[\w-]+(\.[\w-]+)*:\d+|\[[\da-f:.]+\](:\d+)?)([/?].*)?$/i.test(word) ||
    /^localhost:/i.test(word)
  ) {
    const address = hideInAddresses(word);
    return usage(
      `${address} has no scheme.`,
      `Write http://${address}, or https://, ws:// or wss:// before it.`,
    );
  }
  const script = SCRIPTS.find(([ending]) => ending.test(word))?.[1];
  if (script === undefined) return null;
  return usage(
    `${word} is ${script}; Plimsoll runs plans and executes no code.`,
    'Make a plan of what it sends (plimsoll import, of a HAR, cURL or OpenAPI file; or plimsoll serve: New plan), or name the address.',
  );
}
