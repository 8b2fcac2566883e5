import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseDuration } from '../../../contract/duration.ts';
import { type Failure, fail, type Result, succeed } from '../../../contract/failure.ts';
import { entriesOf } from '../../../contract/keys.ts';
import { type Overrides, overridesSchema } from '../../../contract/plan.ts';
import { parseReply } from '../../../contract/reply-rule.ts';
import { PORT_OFFSETS } from '../../../contract/sample-services.ts';
import { parseStopRule } from '../../../contract/stop-rule.ts';
import { hideInAddresses } from '../../../contract/token-shape.ts';
import { LEFT_OUT, parseWatchSource } from '../../../contract/watch.ts';
import type { PlanRef } from '../../../contract/wire.ts';
import { whyNoPlan } from './foreign-words.ts';
import { type Flags, misuse, numberOption, optionName, portOption, wholeOption } from './option-values.ts';
import { LOG_LEVELS, type LogLevel } from './run-log.ts';

const MAX_PLAN_BYTES = 1_000_000;

type Read = (key: string, text: string) => Result<unknown>;

const whole =
  (bounds: Parameters<typeof wholeOption>[2]): Read =>
  (key, text) =>
    wholeOption(key, text, bounds);

/** Options that are a text, as what it means. Where several make no sense, the first of these is told. */
const TEXTS = {
  spawnRate: numberOption,
  rate: numberOption,
  messageRate: numberOption,
  maxRate: numberOption,
  users: whole({ most: 1_000_000 }),
  connections: whole({ most: 1_000_000 }),
  requests: whole({ least: 1, most: 1_000_000_000 }),
  threads: whole({ least: 1, most: 64 }),
  maxConnections: whole({ least: 1, most: 1_000_000 }),
  seed: whole({}),
  duration: durationOf,
  warmup: durationOf,
  timeout: durationOf,
  maxDuration: durationOf,
  reply: ruleOf,
  confirm: ruleOf,
} as const satisfies Readonly<Record<string, Read>>;

/** Options that are taken as they are; the schema of overrides says what fits. */
const WORDS = ['arrivals', 'size', 'precision', 'message'] as const;
const LISTS = ['subscribe', 'only'] as const;
const SWITCHES = ['sse', 'strictHttp', 'requireTrust'] as const;

/** Options of `plimsoll run` as commander hands them over: all text, or true for flags. */
export type RunFlags = Flags<
  keyof typeof TEXTS | (typeof WORDS)[number] | 'services',
  (typeof LISTS)[number] | 'target' | 'set' | 'stopWhen' | 'watch',
  (typeof SWITCHES)[number]
>;

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
    return misuse(
      `There is no plan file ${word}.`,
      'Check the path, or run plimsoll presets for the built-in plans.',
    );
  }
  const stat = statSync(word);
  if (!stat.isFile())
    return looksLikeFile
      ? misuse(`${word} is not a file.`, 'Name a plan file (YAML or JSON).')
      : succeed({ kind: 'preset', name: word });
  if (stat.size > MAX_PLAN_BYTES) {
    return misuse(
      `${word} is larger than 1 MB.`,
      'A plan is text of a few kilobytes; put data into a CSV feed.',
    );
  }
  return succeed({ kind: 'text', text: readFileSync(word, 'utf8') });
}

/** Null: no log is wanted. */
export function logLevelOf(text: string | undefined): Result<LogLevel | null> {
  if (text === undefined) return succeed(null);
  const level = LOG_LEVELS.find((one) => one === text.toLowerCase());
  if (level !== undefined) return succeed(level);
  return misuse(`--log-level ${text} is not a level.`, `Choose one of ${LOG_LEVELS.join(', ')}.`);
}

/**
 * All the overrides of a command line, or the first that makes no sense.
 * @param capacity what is to be searched for; absent: nothing
 */
export function overridesOf(flags: RunFlags, capacity?: Overrides['capacity']): Result<Overrides> {
  const problems: Failure[] = [];
  const raw: Record<string, unknown> = capacity === undefined ? {} : { capacity };
  const put = (key: string, value: Result<unknown>) => {
    if (value.ok) raw[key] = value.value;
    else problems.push(value.failure);
  };
  for (const [key, read] of entriesOf(TEXTS)) {
    const text = flags[key];
    if (text !== undefined) put(read === durationOf ? `${key}Ms` : key, read(key, text));
  }
  for (const key of [...WORDS, ...LISTS, ...SWITCHES]) if (flags[key] !== undefined) raw[key] = flags[key];
  if (flags.set !== undefined) put('values', pairsOf('set', flags.set));
  if (flags.stopWhen !== undefined) put('stopWhen', stopRulesOf(flags.stopWhen));
  if (flags.watch !== undefined) put('watch', watchesOf(flags.watch));
  if (flags.target !== undefined || flags.services !== undefined) put('targets', targetsOf(flags));
  const [problem] = problems;
  if (problem !== undefined) return fail(problem);
  return checked(raw);
}

function checked(raw: Record<string, unknown>): Result<Overrides> {
  const parsed = overridesSchema.safeParse(raw);
  if (parsed.success) return succeed(parsed.data);
  const [issue] = parsed.error.issues;
  const [first = '', second = ''] = issue?.path ?? [];
  const isOfSearch = first === 'capacity';
  const option = optionName(String(isOfSearch ? second : first));
  return misuse(
    `${option} does not fit: ${issue === undefined ? 'it is invalid' : why(issue)}.`,
    `See plimsoll ${isOfSearch ? 'capacity' : 'run'} --help.`,
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

export function durationOf(key: string, text: string): Result<number> {
  const ms = parseDuration(text);
  if (ms !== null) return succeed(ms);
  return misuse(`${optionName(key)} ${text} is not a duration.`, 'Write 250ms, 30s, 5m or 1h30m.');
}

function ruleOf(key: string, text: string): Result<Overrides['reply']> {
  const reply = parseReply(text);
  if (reply !== null) return succeed(reply);
  return misuse(`--${key} ${text} is not of the form /pointer=value.`, `For example: --${key} /type=pong.`);
}

/** As they were typed, each of which can be read. */
function stopRulesOf(texts: readonly string[]): Result<readonly string[]> {
  for (const text of texts) {
    const read = parseStopRule(text);
    if (!read.ok) return misuse(`--stop-when: ${read.failure.message}.`, read.failure.hint);
  }
  return succeed(texts);
}

/** As they were typed, each of which can be read. */
function watchesOf(words: readonly string[]): Result<Overrides['watch']> {
  const watches: { of: string; source: string }[] = [];
  for (const word of words) {
    const cut = word.indexOf('=');
    const [of, source] = [word.slice(0, Math.max(0, cut)).trim(), word.slice(cut + 1).trim()];
    // Without a name, the first equals sign is one of the address.
    if (of === '' || /^(port|pid|docker|prometheus):/.test(of))
      return misuse(
        `--watch ${hideInAddresses(word).slice(0, 120)} is not of the form name=source.`,
        'For example: --watch gateway=port:8000.',
      );
    const read = source === LEFT_OUT ? null : parseWatchSource(source);
    if (read?.ok === false)
      return misuse(`--watch ${of.slice(0, 120)}: ${read.failure.message}.`, read.failure.hint);
    watches.push({ of, source });
  }
  return succeed(watches);
}

function pairsOf(option: string, words: readonly string[]): Result<Record<string, string>> {
  const pairs: [string, string][] = [];
  for (const word of words) {
    const cut = word.indexOf('=');
    const name = word.slice(0, Math.max(0, cut)).trim();
    if (name === '')
      return misuse(
        option === 'set'
          ? 'A --set is not of the form name=value.'
          : `--${option} ${hideInAddresses(word)} is not of the form name=value.`,
        `For example: --${option} gateway=http://127.0.0.1:8000.`,
      );
    if (name === '__proto__')
      return misuse(`--${option} cannot set __proto__.`, 'Nothing in a plan has that name.');
    pairs.push([name, word.slice(cut + 1)]);
  }
  return succeed(Object.fromEntries(pairs));
}
