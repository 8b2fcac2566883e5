import { parsedJson, recordOf, valueAt } from '../../../../contract/plan-data.ts';
import type { ImportKind } from '../../../../contract/plan-editing.ts';
import type { Purpose } from '../../../../contract/run-state.ts';

/** Of a document, as much as is looked through for the key that says what it is. */
const MAX_CHARS = 8_000_000;
const CURL =
  /^[^\S\n]*(?:\S*[$>#%❯➜]\s+|PS[^\n>]*>\s*|[A-Z]:\\[^\n>]*>\s*)?(?:(?:sudo|time|env|command|export)[^\S\n]+)?(?:-\S+[^\S\n]+|\w+=\S*[^\S\n]+)*(?:\w+=\$\()?(?:(?:echo|printf|cat)\s[^\n|]*\|\s*)?(?:\S*[/\\])?curl(?:\.exe)?\s/im;

/** What a pasted text probably is; `plan`: one of ours. Null: nothing that is known here. */
export function kindOf(text: string): ImportKind | 'plan' | null {
  const start = text.trimStart().slice(0, 20_000);
  if (/^\s*\{\s*"log"\s*:/.test(start) || /"log"\s*:\s*\{[\s\S]*"entries"\s*:/.test(start)) return 'har';
  const keys = topKeys(text.trimStart().slice(0, MAX_CHARS));
  if (keys.has('plimsoll')) return 'plan';
  if (keys.has('openapi') || keys.has('swagger')) return 'openapi';
  if (keys.has('log') && text.includes('"entries"')) return 'har';
  return CURL.test(withoutComments(start)) ? 'curl' : null;
}

/** The keys at the top of JSON, wherever they stand, or those that begin a line of YAML. */
function topKeys(text: string): ReadonlySet<string> {
  if (!/^[{[]/.test(text)) {
    return new Set(
      [...text.matchAll(/^["']?(plimsoll|openapi|swagger)["']?[ \t]*:/gm)].map(([, key]) => String(key)),
    );
  }
  const keys = new Set<string>();
  const key = /\s*(["']?)(\w+)\1\s*:/y;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') at = closingQuote(text, at);
    else if (char === '}' || char === ']') depth -= 1;
    else if (char === '{' || char === '[') depth += 1;
    if (depth !== 1 || (char !== '{' && char !== ',')) continue;
    key.lastIndex = at + 1;
    const found = key.exec(text);
    if (found !== null) keys.add(String(found[2]));
  }
  return keys;
}

function closingQuote(text: string, open: number): number {
  for (let at = open + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === '"') return at;
    if (char === '\\') at += 1;
  }
  return text.length;
}

function withoutComments(text: string): string {
  return text.replace(/^\s*#(?!\s*(?:\S*[/\\])?curl\s).*$/gm, '').trimStart();
}

/** A recording without what was answered, which no plan is made of and which is most of it; as it is where it is none. */
export function withoutAnswers(har: string): string {
  const recorded = valueAt(parsedJson(har), ['log', 'entries']);
  if (!Array.isArray(recorded)) return har;
  const entries = recorded.map((entry: unknown) => {
    const { startedDateTime, request, response, _resourceType } = recordOf(entry);
    const { status, content } = recordOf(response);
    const { mimeType } = recordOf(content);
    return { startedDateTime, request, response: { status, content: { mimeType } }, _resourceType };
  });
  return JSON.stringify({ log: { version: '1.2', entries } });
}

/** A plan with nothing in it yet. */
export function emptyPlan(name: string): string {
  return `plimsoll: 1\nname: ${name}\n`;
}

interface Template {
  readonly purpose: Purpose;
  readonly title: string;
  /** What it is for, in a line. */
  readonly about: string;
  readonly load: string;
}

/** A load to begin with for each purpose: small first, grown when it holds. */
export const TEMPLATES: readonly Template[] = [
  {
    purpose: 'validation',
    title: 'Does it hold?',
    about: 'A release at its expected load, passed or failed by its thresholds.',
    load: `load:
  users: 20
  spawnRate: 2   # one user more every half second
  duration: 3m
  warmup: 10s    # kept out of the figures
`,
  },
  {
    purpose: 'benchmark',
    title: 'How fast is it?',
    about: 'A steady rate, the same every time, to compare runs with.',
    load: `load:
  rate: 20       # requests start at this rate, regardless of responses
  duration: 2m
  warmup: 10s    # kept out of the figures
`,
  },
  {
    purpose: 'capacity',
    title: 'How much can it carry?',
    about: 'A search for the highest load at which objectives still hold.',
    load: `load:
  users: 0
  stages:
    - { to: 25, duration: 30s }
    - { duration: 1m }
    - { to: 50, duration: 30s }
    - { duration: 1m }
    - { to: 100, duration: 30s }
    - { duration: 1m }
# What a search for capacity holds it to. It raises the load itself, in place of the steps above.
capacity:
  objectives: ["p95<300ms", "errors<1%"]
`,
  },
  {
    purpose: 'stress',
    title: 'How does it break, and recover?',
    about: 'Far above normal load for a while, then back.',
    load: `load:
  users: 10
  stages:
    - { duration: 1m }                           # normal load
    - { shape: spike, to: 300, duration: 1m }    # far above it
    - { duration: 2m }                           # does it recover?
`,
  },
];

/**
 * A plan for one address and a purpose, with comments that say what to change.
 * @param url an http address with path
 */
export function templateText({ purpose, title, load }: Template, url: URL): string {
  const path = url.pathname + url.search;
  const quoted = JSON.stringify(path.replaceAll('{{', '{{ "{{" }}'));
  return `plimsoll: 1
name: ${JSON.stringify(`${title.replace('?', '')} ${url.host}`)}
purpose: ${purpose}
services:
  target: { url: ${JSON.stringify(url.origin)} }
classes:
  # A user sends a request, waits for the response, thinks, and repeats.
  user:
    service: target
    thinkTime: { between: [1s, 3s] }
    tasks:
      first: { weight: 1, get: ${quoted} }
${load}# What is good enough: change it to what your users need.
thresholds:
  - { service: target, scope: every-endpoint, metric: latency, statistic: p95, excellent: 100, good: 300, acceptable: 1000 }
  - { service: target, scope: every-endpoint, metric: errorRate, excellent: 0.1, good: 0.5, acceptable: 1 }
`;
}
