import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseDuration } from '../../../contract/duration.ts';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { type Overrides, overridesSchema } from '../../../contract/plan.ts';
import { parseReply } from '../../../contract/reply-rule.ts';
import { PORT_OFFSETS } from '../../../contract/sample-services.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import { whyNoPlan } from './foreign-words.ts';
import { numberOption, optionName, portOption, usage, wholeOption } from './option-values.ts';
import { LOG_LEVELS, type LogLevel } from './run-log.ts';

/** Options of `plimsoll run` as commander hands them over: all text, or true for flags. */
export interface RunFlags {
  readonly users?: string;
  readonly spawnRate?: string;
  readonly rate?: string;
  readonly arrivals?: string;
  readonly connections?: string;
  readonly messageRate?: string;
  readonly message?: string;
  readonly reply?: string;
  readonly confirm?: string;
  readonly subscribe?: readonly string[];
  readonly sse?: boolean;
  readonly duration?: string;
  readonly requests?: string;
  readonly warmup?: string;
  readonly timeout?: string;
  readonly threads?: string;
  readonly maxRate?: string;
  readonly maxConnections?: string;
  readonly maxDuration?: string;
  readonly only?: readonly string[];
  readonly target?: readonly string[];
  readonly services?: string;
  readonly set?: readonly string[];
  readonly size?: string;
  readonly seed?: string;
  readonly precision?: string;
  readonly strictHttp?: boolean;
  readonly requireTrust?: boolean;
}

const MAX_PLAN_BYTES = 1_000_000;
/** Options that count things, and how many of them there can be. */
const WHOLE = {
  users: { most: 1_000_000 },
  connections: { most: 1_000_000 },
  requests: { least: 1, most: 1_000_000_000 },
  threads: { least: 1, most: 64 },
  maxConnections: { least: 1, most: 1_000_000 },
  seed: {},
} as const;

/** A word on the command line as a plan: an address, a file, or the name of a preset. */
export function planRefOf(word: string): Result<PlanRef> {
  if (/^(https?|wss?):\/\//i.test(word)) return succeed({ kind: 'url', url: word });
  // `StreamingUser/websocket` is a user class: a path into a folder has no such name.
  const isClass = /^[A-Z]\w*User\/\w+$/.test(word);
  const foreign = isClass || (existsSync(word) && /\.(ya?ml|json)$/i.test(word)) ? null : whyNoPlan(word);
  if (foreign !== null) return fail(foreign);
  const looksLikeFile = /\.(ya?ml|json)$/i.test(word) || (word.includes('/') && !isClass);
  if (!existsSync(word)) {
    if (!looksLikeFile) return succeed({ kind: 'preset', name: word });
    return fail(
      usage(
        `There is no plan file ${word}.`,
        'Check the path, or run plimsoll presets for the built-in plans.',
      ),
    );
  }
  if (!looksLikeFile && !statSync(word).isFile()) return succeed({ kind: 'preset', name: word });
  if (!statSync(word).isFile())
    return fail(usage(`${word} is not a file.`, 'Name a plan file (YAML or JSON).'));
  if (statSync(word).size > MAX_PLAN_BYTES) {
    return fail(
      usage(`${word} is larger than 1 MB.`, 'A plan is text of a few kilobytes; put data into a CSV feed.'),
    );
  }
  return succeed({ kind: 'text', text: readFileSync(word, 'utf8') });
}

/** Null: no log is wanted. */
export function logLevelOf(text: string | undefined): Result<LogLevel | null> {
  if (text === undefined) return succeed(null);
  const level = LOG_LEVELS.find((one) => one === text.toLowerCase());
  if (level !== undefined) return succeed(level);
  return fail(usage(`--log-level ${text} is not a level.`, `Choose one of ${LOG_LEVELS.join(', ')}.`));
}

/** All the overrides of a command line, or the first that makes no sense. */
export function overridesOf(flags: RunFlags): Result<Overrides> {
  const problems: Failure[] = [];
  const raw: Record<string, unknown> = {};
  const put = (key: string, value: Result<unknown>) => {
    if (value.ok) raw[key] = value.value;
    else problems.push(value.failure);
  };
  for (const key of ['spawnRate', 'rate', 'messageRate', 'maxRate'] as const) {
    const text = flags[key];
    if (text !== undefined) put(key, numberOption(key, text));
  }
  for (const [key, bounds] of Object.entries(WHOLE)) {
    const text = flags[key as keyof typeof WHOLE];
    if (text !== undefined) put(key, wholeOption(key, text, bounds));
  }
  for (const key of ['duration', 'warmup', 'timeout', 'maxDuration'] as const) {
    const text = flags[key];
    if (text !== undefined) put(`${key}Ms`, durationOf(key, text));
  }
  for (const key of [
    'arrivals',
    'size',
    'precision',
    'message',
    'subscribe',
    'sse',
    'only',
    'strictHttp',
    'requireTrust',
  ] as const) {
    if (flags[key] !== undefined) raw[key] = flags[key];
  }
  for (const key of ['reply', 'confirm'] as const) {
    const text = flags[key];
    if (text !== undefined) put(key, ruleOf(key, text));
  }
  if (flags.set !== undefined) put('values', pairsOf('set', flags.set));
  if (flags.target !== undefined || flags.services !== undefined) put('targets', targetsOf(flags));
  const [problem] = problems;
  if (problem !== undefined) return fail(problem);
  return checked(raw);
}

function checked(raw: Record<string, unknown>): Result<Overrides> {
  const parsed = overridesSchema.safeParse(raw);
  if (parsed.success) return succeed(parsed.data);
  const [issue] = parsed.error.issues;
  const option = optionName(String(issue?.path[0] ?? ''));
  return fail(
    usage(
      `${option} does not fit: ${issue === undefined ? 'it is invalid' : why(issue)}.`,
      'See plimsoll run --help.',
    ),
  );
}

type Misfit = NonNullable<ReturnType<typeof overridesSchema.safeParse>['error']>['issues'][number];

function why(issue: Misfit): string {
  if (issue.code === 'too_small')
    return `it must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
  if (issue.code === 'too_big') return `it must be at most ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `it must be one of ${issue.values.join(', ')}`;
  return issue.message;
}

function targetsOf(flags: RunFlags): Result<Record<string, string>> {
  const pairs = pairsOf('target', flags.target ?? []);
  if (!pairs.ok || flags.services === undefined) return pairs;
  const base = portOption('services', flags.services, 1, 65_535 - PORT_OFFSETS.metrics);
  if (!base.ok) return base;
  const urls = Object.entries(PORT_OFFSETS).map(([name, offset]) => [
    name,
    `http://127.0.0.1:${base.value + offset}`,
  ]);
  return succeed({ ...Object.fromEntries(urls), ...pairs.value });
}

function durationOf(key: string, text: string): Result<number> {
  const ms = parseDuration(text);
  if (ms !== null) return succeed(ms);
  return fail(usage(`${optionName(key)} ${text} is not a duration.`, 'Write 250ms, 30s, 5m or 1h30m.'));
}

function ruleOf(key: string, text: string): Result<Overrides['reply']> {
  const reply = parseReply(text);
  if (reply !== null) return succeed(reply);
  return fail(
    usage(`--${key} ${text} is not of the form /pointer=value.`, `For example: --${key} /type=pong.`),
  );
}

function pairsOf(option: string, words: readonly string[]): Result<Record<string, string>> {
  const pairs: [string, string][] = [];
  for (const word of words) {
    const cut = word.indexOf('=');
    if (cut < 1)
      return fail(
        usage(
          option === 'set'
            ? 'A --set is not of the form name=value.'
            : `--${option} ${hideInAddresses(word)} is not of the form name=value.`,
          `For example: --${option} gateway=http://127.0.0.1:8000.`,
        ),
      );
    if (word.startsWith('__proto__='))
      return fail(usage(`--${option} cannot set __proto__.`, 'Nothing in a plan has that name.'));
    pairs.push([word.slice(0, cut), word.slice(cut + 1)]);
  }
  return succeed(Object.fromEntries(pairs));
}
