import { parseDuration, printDuration } from './duration.ts';
import { fail, type Result, succeed, testFailure } from './failure.ts';
import { formatCount, formatMs, formatPercent, formatRate, shortened } from './format.ts';
import { keysOf } from './keys.ts';
import type { Millis } from './units.ts';

/** Percentiles a rule may name, as a plan writes them: `p999` is 99.9. */
export const RULE_PERCENTILES = { p50: 50, p75: 75, p90: 90, p95: 95, p99: 99, p999: 99.9 } as const;
const PERCENTILE_NAMES = keysOf(RULE_PERCENTILES);

export const RULE_STATISTICS = [...PERCENTILE_NAMES, 'mean', 'max'] as const;
export type RuleStatistic = (typeof RULE_STATISTICS)[number];

/** What a rule watches: latency in ms, the error rate in %, throughput in 1/s, how many requests are in flight. */
export const RULE_METRICS = ['latency', 'errorRate', 'throughput', 'inFlight'] as const;
export type RuleMetric = (typeof RULE_METRICS)[number];

/** `stop`: the run ends and is judged by its grades. `fail`: it ends and has failed. `hold`: the load stays as it is. */
export const RULE_ACTIONS = ['stop', 'fail', 'hold'] as const;
export type RuleAction = (typeof RULE_ACTIONS)[number];

/** A window shorter than a second has no second to be judged by; one longer than an hour stops nothing in time. */
const MIN_RULE_MS: Millis = 1_000;
const MAX_RULE_MS: Millis = 3_600_000;
export const MAX_RULE_TEXT = 400;

/** What ends or holds a run while it goes on: a figure beyond its limit over the last seconds, all of them. */
export interface StopRule {
  /** Absent: the run as a whole. */
  readonly service?: string;
  /** Of the service; absent: the service as a whole. */
  readonly endpoint?: string;
  readonly metric: RuleMetric;
  /** Of latency, and of nothing else. */
  readonly statistic: RuleStatistic | null;
  readonly beyond: 'above' | 'below';
  /** In ms, %, 1/s or requests, by metric. */
  readonly limit: number;
  /** Whole seconds, in ms. */
  readonly forMs: Millis;
  readonly action: RuleAction;
}

/** A rule that came true: told once, in the second that filled its window, and stored with it. */
export interface FiredRule {
  /** As `printStopRule` writes it. */
  readonly rule: string;
  readonly action: RuleAction;
  readonly service: string | null;
  readonly endpoint: string | null;
  /** Over the whole window, in `unit`. */
  readonly figure: number;
  readonly unit: (typeof RULE_UNITS)[RuleMetric];
  /** The window, in seconds since run start: from here … */
  readonly fromSecond: number;
  /** … to here, where it was full and the rule fired. */
  readonly atSecond: number;
  /** What it did, and why. */
  readonly sentence: string;
}

interface Fired {
  readonly stopRule?: FiredRule | undefined;
  readonly holdRules?: readonly FiredRule[] | undefined;
}

/** The rules that came true in a run, in order of time: with one that ends it, no more do. */
export function firedRulesOf({ stopRule, holdRules = [] }: Fired): readonly FiredRule[] {
  return stopRule === undefined ? holdRules : [...holdRules, stopRule];
}

/** What they did, but for what the reason of its end says already. */
export function ruleSentences(summary: Fired & { readonly run: { readonly endReason: string } }): string[] {
  const sentences = firedRulesOf(summary).map(({ sentence }) => sentence);
  return sentences.filter((sentence) => !summary.run.endReason.includes(sentence));
}

/** In which unit a limit and a figure are, by metric. */
export const RULE_UNITS = {
  latency: 'ms',
  errorRate: '%',
  throughput: '1/s',
  inFlight: 'requests',
} as const satisfies Readonly<Record<RuleMetric, string>>;

const EXAMPLE = 'Write a rule such as "p95>1s for 10s" or "shop/search: errors>5% for 30s then fail".';
const METRIC_WORDS = [...RULE_STATISTICS.map(statisticText), 'errors', 'throughput', 'inFlight'];

/** Its parts, each as it is written: all but the metric and what follows it may be missing. */
const SHAPE =
  /^(?:(?<place>.+?):\s*)?(?<metric>[A-Za-z][\w.]*)\s*(?<sign>[<>=!]+)\s*(?<value>[^\s<>=!]+)(?:\s+for\s+(?<time>\S+))?(?:\s+then\s+(?<action>\S+))?$/;

/**
 * Reads `[SERVICE[/ENDPOINT]: ]METRIC(>|<)VALUE for DURATION [then stop|fail|hold]`, such as `p95>1s for 10s`. METRIC is a
 * latency (p50, p75, p90, p95, p99, p99.9, mean, max) with a duration, `errors` with a percentage, `throughput` with a rate
 * per second, or `inFlight` with a number of requests. A service whose name has a slash is named in a plan, key by key.
 * @returns fails with `plan.stop_rule`: one sentence, and a way out
 */
export function parseStopRule(text: string): Result<StopRule> {
  const parts = text.length > MAX_RULE_TEXT ? undefined : SHAPE.exec(text.trim())?.groups;
  if (parts === undefined) return wrong(`"${shortened(text)}" is not a stop rule`);
  const { place = '', metric = '', sign = '', value = '', time, action = 'stop' } = parts;
  const placed = placeOf(place);
  if (!placed.ok) return placed;
  const watched = metricOf(metric);
  if (watched === null)
    return wrong(`"${metric}" is not a metric of a stop rule`, `Use ${oneOf(METRIC_WORDS)}.`);
  if (sign !== '>' && sign !== '<')
    return wrong(`"${sign}" is not a comparison of a stop rule`, 'Use > or <.');
  const limit = limitOf(watched.metric, value);
  if (!limit.ok) return limit;
  if (time === undefined) {
    return wrong(`"${text.trim()}" does not say for how long`, `Add it: ${metric}${sign}${value} for 10s.`);
  }
  const forMs = parseDuration(time);
  if (forMs === null) return wrong(`"${time}" is not a duration`, 'Write 10s or 1m30s.');
  const does = RULE_ACTIONS.find((one) => one === action);
  if (does === undefined)
    return wrong(`"${action}" is not what a stop rule can do`, `Use then ${oneOf(RULE_ACTIONS)}.`);
  const beyond = sign === '>' ? 'above' : 'below';
  return soundRule({ ...placed.value, ...watched, beyond, limit: limit.value, forMs, action: does });
}

/**
 * A rule that can come true and be judged by seconds.
 * @returns fails with `plan.stop_rule`
 */
export function soundRule(rule: StopRule): Result<StopRule> {
  const { metric, statistic, beyond, limit, forMs } = rule;
  if (forMs % 1_000 !== 0 || forMs < MIN_RULE_MS || forMs > MAX_RULE_MS) {
    return wrong(
      `"for ${printDuration(forMs)}" does not fit a stop rule: it is judged second by second`,
      'Use whole seconds, from 1s to 1h.',
    );
  }
  if (statistic !== null && metric !== 'latency') {
    return wrong(
      `${metric} has no ${statisticText(statistic)}: it is one number`,
      'Leave the statistic out.',
    );
  }
  if (beyond === 'below' && limit === 0) {
    return wrong('a stop rule below 0 can never come true', 'Use a limit of more than 0, or >.');
  }
  if (metric !== 'errorRate' || (beyond === 'above' ? limit < 100 : limit <= 100)) return succeed(rule);
  return wrong(`an error rate is never ${beyond} ${limit}%`, 'Use a limit below 100%.');
}

/** The shortest text that `parseStopRule` reads back as the same rule. */
export function printStopRule(rule: StopRule): string {
  return rule.action === 'stop' ? conditionText(rule) : `${conditionText(rule)} then ${rule.action}`;
}

/** The same without what it does: `shop/search: p95>1s for 10s`. */
export function conditionText({ service, endpoint, beyond, forMs, ...rule }: StopRule): string {
  const place = service === undefined ? '' : `${service}${endpoint === undefined ? '' : `/${endpoint}`}: `;
  const sign = beyond === 'above' ? '>' : '<';
  return `${place}${ruleMetricText(rule)}${sign}${limitText(rule)} for ${printDuration(forMs)}`;
}

/** As a rule writes it: `p99.9`, `errors`. */
function ruleMetricText({ metric, statistic }: Pick<StopRule, 'metric' | 'statistic'>): string {
  if (metric === 'latency') return statisticText(statistic ?? 'p95');
  return metric === 'errorRate' ? 'errors' : metric;
}

/** A figure of a rule as people read it: `1,234 ms`, `12.5%`, `8/s`, `512`. */
export function ruleFigureText(metric: RuleMetric, figure: number): string {
  switch (metric) {
    case 'latency':
      return formatMs(figure);
    case 'errorRate':
      return formatPercent(figure);
    case 'throughput':
      return formatRate(figure);
    case 'inFlight':
      return formatCount(figure);
  }
}

/** What a rule is about, in words: `p95 of shop/search`, `error rate`. */
export function ruleQuantity({
  service,
  endpoint,
  metric,
  statistic,
}: Omit<StopRule, 'beyond' | 'limit'>): string {
  const words = {
    latency: statisticText(statistic ?? 'p95'),
    errorRate: 'error rate',
    throughput: 'throughput',
    inFlight: 'number of requests in flight',
  };
  const place = service === undefined ? '' : ` of ${service}${endpoint === undefined ? '' : `.${endpoint}`}`;
  return `${words[metric]}${place}`;
}

/** What will happen and when, before a run: one sentence. */
export function describeStopRule(rule: StopRule): string {
  const does = {
    stop: 'The run stops',
    fail: 'The run stops and fails',
    hold: 'The load is held as it is',
  }[rule.action];
  const limit = ruleFigureText(rule.metric, rule.limit);
  return `${does} when the ${ruleQuantity(rule)} is ${rule.beyond} ${limit} over ${printDuration(rule.forMs)}.`;
}

export function statisticText(name: RuleStatistic): string {
  return name === 'mean' || name === 'max' ? name : `p${RULE_PERCENTILES[name]}`;
}

function limitText({ metric, limit }: Pick<StopRule, 'metric' | 'limit'>): string {
  if (metric === 'latency') return printDuration(limit);
  return metric === 'errorRate' ? `${limit}%` : metric === 'throughput' ? `${limit}/s` : String(limit);
}

type Place = Pick<StopRule, 'service' | 'endpoint'>;

function placeOf(text: string): Result<Place> {
  if (text === '') return succeed({});
  const cut = text.indexOf('/');
  const service = (cut < 0 ? text : text.slice(0, cut)).trim();
  const endpoint = cut < 0 ? undefined : text.slice(cut + 1).trim();
  if (service === '' || endpoint === '') {
    return wrong(
      `"${text}" is not a place of a stop rule`,
      'Write SERVICE: or SERVICE/ENDPOINT: before the metric.',
    );
  }
  return succeed(endpoint === undefined ? { service } : { service, endpoint });
}

function metricOf(word: string): Pick<StopRule, 'metric' | 'statistic'> | null {
  const statistic = RULE_STATISTICS.find((one) => statisticText(one) === word);
  if (statistic !== undefined) return { metric: 'latency', statistic };
  const metric = PLAIN_METRICS.find((one) => ruleMetricText({ metric: one, statistic: null }) === word);
  return metric === undefined ? null : { metric, statistic: null };
}

const PLAIN_METRICS = ['errorRate', 'throughput', 'inFlight'] as const satisfies readonly RuleMetric[];
const NUMBER = String.raw`\d+(?:\.\d+)?`;

function limitOf(metric: RuleMetric, text: string): Result<number> {
  if (metric === 'latency') {
    // A bare number would be seconds, and whoever leaves the unit out thinks of milliseconds.
    const ms = /[a-z]/.test(text) ? parseDuration(text) : null;
    return ms === null
      ? wrong(`"${text}" is not a latency`, 'Write it with its unit: 250ms or 1s.')
      : succeed(ms);
  }
  const [form, example] = FORMS[metric];
  const found = form.exec(text)?.[1];
  return found === undefined
    ? wrong(`"${text}" does not fit ${ruleMetricText({ metric, statistic: null })}`, `Write ${example}.`)
    : succeed(Number(found));
}

const FORMS = {
  errorRate: [new RegExp(`^(${NUMBER})%$`), 'a percentage, such as 5%'],
  throughput: [new RegExp(`^(${NUMBER})(?:/s)?$`), 'a rate per second, such as 10/s'],
  inFlight: [/^(\d+)$/, 'a number of requests, such as 500'],
} as const satisfies Readonly<Record<Exclude<RuleMetric, 'latency'>, readonly [RegExp, string]>>;

function wrong(message: string, hint = EXAMPLE): Result<never> {
  return fail(testFailure('plan.stop_rule', message, hint));
}

/** `a, b or c`. */
function oneOf(words: readonly string[]): string {
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
