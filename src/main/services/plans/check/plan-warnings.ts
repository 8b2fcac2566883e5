import { printDuration } from '../../../../contract/duration.ts';
import { leastSamples } from '../../../../contract/evidence.ts';
import { counted, formatNumber, formatRate } from '../../../../contract/format.ts';
import { statisticFor } from '../../../../contract/grade-metrics.ts';
import { isPercentile, statisticWord } from '../../../../contract/percentiles.ts';
import type { ClassSpec } from '../../../../contract/plan.ts';
import { type Profile, profilePeak } from '../../../../contract/profile.ts';
import { type RunPlan, stepsOf } from '../../../../contract/run-plan.ts';
import { conditionText } from '../../../../contract/stop-rule.ts';
import type { Millis } from '../../../../contract/units.ts';
import { ungraded } from '../describe/describe-grades.ts';
import { aboutDuration, reachedAtMs } from '../describe/describe-load.ts';
import { valueWarnings } from './value-warnings.ts';

/** A percentile is sure with ten samples beyond it. */
const SURE_BEYOND = 10;
/**
 * Less than this at full load says little about anything that happens once in a while (ms). The usual load of 30 s, less
 * its warm-up, is more: no default is warned of.
 */
const SHORT_MS = 20_000;

/** Classes the run was asked for, as the plan has them. */
type Classes = Readonly<Record<string, ClassSpec>>;

/** What a reader should know before starting: where the run will not be able to answer what it is asked. */
export function warningsOf(run: RunPlan, offered: readonly number[], classes: Classes): string[] {
  const ofRequests = [...unheeded(run, classes), ...valueWarnings(run, classes), ...sameNames(run, classes)];
  const ofAny = [...unreachedHops(run), ...deviations(run)];
  // What a search sends, and for how long, it finds out by itself; its objectives judge it.
  if (run.capacity !== undefined) return [...ofRequests, ...ofAny];
  return [
    ...ungraded(run),
    ...leftOut(run, classes),
    ...fewerThanTasks(run),
    ...ofRequests,
    ...tooShort(run),
    ...withoutEvidence(run, offered),
    ...unreachable(run, offered),
    ...windowsTooLong(run),
    ...ofAny,
  ];
}

/** A class that says `users: 0` is left out on purpose. */
function leftOut(run: RunPlan, classes: Classes): string[] {
  const running = new Set(run.scenarios.map((scenario) => scenario.name));
  const missing = Object.entries(classes)
    .filter(([name, spec]) => !running.has(name) && spec.users !== 0)
    .map(([name]) => name);
  if (missing.length === 0) return [];
  return [
    `There are fewer users than classes: ${missing.join(', ')} ${missing.length === 1 ? 'gets' : 'get'} none.`,
  ];
}

/** Fewer tasks than there are kinds of them: some are never run. */
function fewerThanTasks({ scenarios }: RunPlan): string[] {
  return scenarios.flatMap((one) => {
    if (one.kind !== 'http' || one.totalIterations === undefined) return [];
    const { totalIterations: runs, tasks } = one;
    const without = tasks.length - runs;
    if (without <= 0) return [];
    const none = `at least ${formatNumber(without)} of them ${without === 1 ? 'gets' : 'get'} none`;
    return [
      `${counted(runs, 'iteration')} for ${counted(tasks.length, 'task')}${scenarios.length > 1 ? ` of ${one.name}` : ''}: ${none}.`,
    ];
  });
}

/** Tasks of one name and service are one row of the results, whichever class they stand in. */
function sameNames(run: RunPlan, classes: Classes): string[] {
  const users = new Map<string, { what: string; names: string[] }>();
  for (const { name, kind } of run.scenarios) {
    const spec = classes[name];
    if (kind !== 'http' || spec === undefined) continue;
    for (const task of Object.keys(spec.tasks ?? {})) {
      const key = JSON.stringify([spec.service, task]);
      const entry = users.get(key) ?? { what: `${spec.service}.${task}`, names: [] };
      entry.names.push(name);
      users.set(key, entry);
    }
  }
  return [...users.values()].flatMap(({ what, names }) =>
    names.length < 2
      ? []
      : [`${what} is a task of ${names.join(' and ')}: their requests are counted together.`],
  );
}

/** What a plan says about users means nothing while a rate starts its tasks, and means something at other sizes and options. */
function unheeded(run: RunPlan, classes: Classes): string[] {
  const keys = run.scenarios.flatMap(({ name, kind, profile }) => {
    if (kind !== 'http' || profile.model !== 'open') return [];
    const spec = classes[name];
    return [
      ...(spec?.thinkTime === undefined || spec.thinkTime === 'none' ? [] : [`thinkTime of ${name}`]),
      ...(spec?.iterations === undefined ? [] : [`iterations of ${name}`]),
      ...(spec?.setupFor === 'user' ? [`setupFor of ${name}`] : []),
    ];
  });
  if (keys.length === 0) return [];
  return [
    `A rate has no users, so ${keys.length === 1 ? 'this is' : 'these are'} ignored: ${keys.join(', ')}.`,
  ];
}

function tooShort(run: RunPlan): string[] {
  const full = Math.max(0, ...run.scenarios.map((one) => one.startAfterMs + reachedAtMs(one.profile)));
  const cut = run.scenarios.some(({ profile }) => {
    const last = profile.segments.at(-1);
    return profile.segments.length === 1 && last !== undefined && last.from === 0 && last.to > 0;
  });
  if (cut) {
    const isOpen = run.scenarios.every(({ profile }) => profile.model === 'open');
    return isOpen
      ? ['The run ends while the rate is still rising: the peak is never held.']
      : ['The run ends while users are still starting: some never start.'];
  }
  const peakMs = Math.max(0, ...run.scenarios.map(({ profile }) => atPeakMs(profile)));
  const left = Math.min(run.durationMs - Math.max(full, run.warmupMs), peakMs);
  if (left >= SHORT_MS) return [];
  const when = left <= 0 ? 'no time' : `only ${aboutDuration(left)}`;
  return [`Too short to judge: ${when} at full load.`];
}

/** How long a profile is at its highest, in ms. */
function atPeakMs(profile: Profile): Millis {
  const peak = profilePeak(profile);
  const held = profile.segments.filter(({ from, to }) => from === peak && to === peak);
  return held.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

function withoutEvidence(run: RunPlan, offered: readonly number[]): string[] {
  const seconds = (run.durationMs - run.warmupMs) / 1_000;
  const thin = run.thresholds.flatMap((threshold) => {
    if (threshold.metric !== 'latency' || threshold.endpoint === undefined) return [];
    const statistic = statisticFor(threshold) ?? 'mean';
    if (!isPercentile(statistic)) return [];
    const needed = SURE_BEYOND * leastSamples(statistic);
    const index = run.series.findIndex(
      (one) => one.service === threshold.service && one.endpoint === threshold.endpoint,
    );
    const expected = (offered[index] ?? 0) * seconds;
    return expected < needed
      ? [{ name: `${threshold.service}.${threshold.endpoint}`, expected, needed, statistic }]
      : [];
  });
  const [worst] = thin.toSorted((a, b) => a.expected / a.needed - b.expected / b.needed);
  if (worst === undefined) return [];
  const others = thin.length > 1 ? ` (and of ${thin.length - 1} more)` : '';
  const expected = formatNumber(Math.round(worst.expected));
  return [
    `The ${statisticWord(worst.statistic)} of ${worst.name}${others} will lack evidence: at most ${expected} samples, ${formatNumber(worst.needed)} needed.`,
  ];
}

function unreachable(run: RunPlan, offered: readonly number[]): string[] {
  const beyond = run.thresholds.flatMap((threshold) => {
    if (threshold.metric !== 'throughput') return [];
    const rate = run.series.reduce((sum, one, index) => {
      const counts =
        one.service === threshold.service && (threshold.endpoint ?? one.endpoint) === one.endpoint;
      return counts ? sum + (offered[index] ?? 0) : sum;
    }, 0);
    const { service, acceptable } = threshold;
    return rate > acceptable ? [] : [`${service} ${formatRate(rate)} of ${formatRate(acceptable)}`];
  });
  if (beyond.length === 0) return [];
  return [
    `Throughput will not be graded where the plan offers too little to reach Acceptable: ${beyond.join(', ')}.`,
  ];
}

/** A stop rule whose window the run is too short to fill. */
function windowsTooLong({ stopRules = [], durationMs, warmupMs }: RunPlan): string[] {
  const leftMs = durationMs - warmupMs;
  return stopRules
    .filter(({ forMs }) => forMs > leftMs)
    .map(
      (rule) =>
        `The stop rule ${conditionText(rule)} can never come true: ${printDuration(leftMs)} are measured.`,
    );
}

/** An extraction that names an answer behind a redirect has nothing to read where none is followed. */
function unreachedHops({ scenarios, limits }: RunPlan): string[] {
  const names = scenarios
    .flatMap(stepsOf)
    .flatMap(({ extract }) =>
      extract.flatMap(({ to, hop }) =>
        typeof hop === 'number' && hop > limits.followRedirects + 1 ? [to] : [],
      ),
    );
  if (names.length === 0) return [];
  const follows = `${counted(limits.followRedirects, 'redirect')} are followed`;
  return [
    `${names.join(', ')} will never be found: ${limits.followRedirects === 0 ? 'no redirects are followed' : `up to ${follows}`}, and the extraction names a later response.`,
  ];
}

function deviations(run: RunPlan): string[] {
  const { limits } = run;
  const warnings: string[] = [];
  if (!limits.verifyTls) warnings.push('TLS certificates are not verified.');
  if (limits.strictHttp === true) {
    warnings.push('Responses that break HTTP/1.1 in ways curl and browsers accept are counted as errors.');
  }
  if (limits.followRedirects > 0) {
    warnings.push(
      `Up to ${counted(limits.followRedirects, 'redirect')} are followed: a response may come from elsewhere.`,
    );
  }
  if (limits.cookies === true && limits.followRedirects === 0) {
    warnings.push('Each user keeps the cookies it receives, and sends them back.');
  }
  if (limits.cookies !== true && limits.followRedirects > 0) {
    warnings.push('Cookies set by a redirect are not kept.');
  }
  return warnings;
}
