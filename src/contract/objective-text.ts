import type { Objective } from './capacity-search.ts';
import { parseDuration, printDuration } from './duration.ts';
import { type Failure, fail, type Result, succeed, testFailure } from './failure.ts';
import { shortened } from './format.ts';

/** Name, comparison, limit. */
const FORM = /^\s*([a-z][^<>=≤≥]*?)\s*(<=|=<|>=|=>|[<>=≤≥])\s*(\S.*?)\s*$/i;
const UPPER = new Set(['<', '<=', '=<', '≤']);
const EXAMPLE = 'Write one such as "p95<200ms" or "errors<1%".';

/**
 * Reads what is good enough: `p95<200ms`, `p99.9 < 1.5s`, `errors<1%`. A percentile lies between 0 and 100, both left out; a
 * share of errors is of all requests that finished. `<=` and `≤` are taken as `<`: no sample tells them apart.
 * @returns failures `capacity.objective`: not of this form, no such metric, no unit, or a limit that nothing can keep to, or miss
 */
export function parseObjective(written: string): Result<Objective> {
  const [, name = '', comparison = '', limit = ''] = FORM.exec(written) ?? [];
  const typed = shortened(written.trim());
  if (name === '') return refuse(`"${typed}" is not an objective`, EXAMPLE);
  if (!UPPER.has(comparison))
    return refuse(`"${typed}" sets no upper limit, and an objective does`, `Write ${name}<${limit}.`);
  const metric = name.toLowerCase().replace(/\s+/g, ' ');
  if (metric === 'errors') return errorsBelow(limit, typed);
  const percent = Number(/^p\s?(\d+(?:\.\d+)?)$/.exec(metric)?.[1] ?? Number.NaN);
  if (Number.isNaN(percent)) return fail(unknownMetric(name));
  if (percent <= 0 || percent >= 100)
    return refuse(
      `"${typed}": p${percent} is not a percentile that can be shown to hold, for one request decides it`,
      'Name one between 0 and 100, such as p99.9.',
    );
  return latencyBelow(percent, limit, typed);
}

/**
 * Reads several, of which all have to hold.
 * @returns failures as `parseObjective`; `capacity.objectives` where two set a limit of one metric
 */
export function parseObjectives(written: readonly string[]): Result<Objective[]> {
  const objectives: Objective[] = [];
  for (const text of written) {
    const read = parseObjective(text);
    if (!read.ok) return read;
    const again = objectives.find((one) => isSameMetric(one, read.value));
    if (again !== undefined) return fail(twoLimits(again, read.value));
    objectives.push(read.value);
  }
  return succeed(objectives);
}

function isSameMetric(one: Objective, other: Objective): boolean {
  if (one.metric === 'errors' || other.metric === 'errors') return one.metric === other.metric;
  return one.quantile === other.quantile;
}

function twoLimits(one: Objective, other: Objective): Failure {
  const same = one.text === other.text;
  return testFailure(
    'capacity.objectives',
    same ? `${one.text} is set twice` : `${one.text} and ${other.text} set two limits of one metric`,
    'Leave one of them out.',
  );
}

function latencyBelow(percent: number, limit: string, typed: string): Result<Objective> {
  const time = limit.replace(/\s+/g, '');
  if (/^\d+(\.\d+)?$/.test(time))
    return refuse(`"${typed}" has no unit`, `Write p${percent}<${time}ms or p${percent}<${time}s.`);
  const ms = parseDuration(time);
  if (ms === null)
    return refuse(`"${typed}": ${limit} is not a time`, `Write p${percent}<200ms or p${percent}<1.5s.`);
  if (ms <= 0)
    return refuse(
      `p${percent}<${limit} can never hold: every response takes some time`,
      `Write p${percent}<200ms, say.`,
    );
  return succeed({
    metric: 'latency',
    // 99.9 / 100 is no number that reads well.
    quantile: Number((percent / 100).toFixed(8)),
    limitUs: Math.round(ms * 1_000),
    text: `p${percent}<${printDuration(ms)}`,
  });
}

function errorsBelow(limit: string, typed: string): Result<Objective> {
  const number = /^(\d+(?:\.\d+)?)\s*(%?)$/.exec(limit);
  if (number === null) return refuse(`"${typed}": ${limit} is not a share in percent`, 'Write errors<1%.');
  const percent = Number(number[1]);
  if (number[2] === '') return refuse(`"${typed}" has no unit`, `Write errors<${percent}%.`);
  if (percent === 0)
    return refuse('errors<0% can never hold: no share is below nothing', 'Write errors<0.1%, say.');
  if (percent >= 100) return refuse(`errors<${percent}% can never be missed`, 'Write errors<1%, say.');
  return succeed({ metric: 'errors', limit: percent / 100, text: `errors<${percent}%` });
}

/** What people call it elsewhere, and what that is here. */
const MEANT: readonly (readonly [words: RegExp, metric: string])[] = [
  [/^(median|mean|avg|average)/, 'p50'],
  [/^(err|fail|http.?err)/, 'errors'],
  [/^(p|latency|response|service|duration|time|rt$|max|percentile|\d)/, 'p95'],
];

function unknownMetric(name: string): Failure {
  const word = name.toLowerCase();
  const meant = MEANT.find(([words]) => words.test(word))?.[1];
  const near = meant === undefined ? '' : `; did you mean "${meant}"?`;
  return testFailure(
    'capacity.objective',
    `an objective has no metric "${shortened(name, 30)}"${near}`,
    'There are percentiles of latency (p50, p95, p99.9) and errors.',
  );
}

function refuse<T = never>(message: string, hint: string): Result<T> {
  return fail(testFailure('capacity.objective', message, hint));
}
