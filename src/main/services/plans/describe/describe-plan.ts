import { overridden } from '../../../../contract/capacity-search.ts';
import { printDuration } from '../../../../contract/duration.ts';
import { counted, formatNumber, formatRate } from '../../../../contract/format.ts';
import type { Overrides, Plan } from '../../../../contract/plan.ts';
import type { PlanPreview } from '../../../../contract/plan-preview.ts';
import { profilePeak } from '../../../../contract/profile.ts';
import { mostTasksOf } from '../../../../contract/run-length.ts';
import type { HttpScenario, RunPlan, Scenario } from '../../../../contract/run-plan.ts';
import { describeStopRule } from '../../../../contract/stop-rule.ts';
import { printWatchSource, shortWatchSource, type WatchSource } from '../../../../contract/watch.ts';
import { sharesSetup } from '../../../../workers/engine/load/plan-needs.ts';
import { classPlansOf, STEP_PLANS } from '../../../protocols/protocols.ts';
import { offeredBySeries } from '../../analysis/counts/offered.ts';
import { warningsOf } from '../check/plan-warnings.ts';
import type { ResolvedPlan } from '../compile/resolve-plan.ts';
import { selectClasses } from '../compile/select-classes.ts';
import { searchSentences } from './describe-capacity.ts';
import { gradedSentence, ungraded } from './describe-grades.ts';
import { aboutDuration, listOf, peakOf, reachedAtMs, runMessageRate } from './describe-load.ts';

/** A resolved plan, and what was changed about it. */
interface Described extends Pick<ResolvedPlan, 'plan' | 'source' | 'load'> {
  /** Absent: none. */
  readonly notes?: readonly string[];
  readonly overrides: Overrides;
}

/** What a run will do, in words, before it does it. */
export function describePlan({ plan: run, source, load, overrides, notes = [] }: Described): PlanPreview {
  const kept = selectClasses(source, overrides.only ?? []);
  const classes = kept.ok ? kept.value.classes : {};
  const messageRate = runMessageRate(run);
  const [watched] = watchSentence(run);
  const iterations = mostTasksOf(run);
  const measured = { fromMs: run.warmupMs, toMs: run.durationMs };
  const offered = offeredBySeries(run, measured);
  return {
    name: run.name,
    sentences: sentencesOf({ plan: run, source, overrides }, offered),
    warnings: [...notes, ...warningsOf(run, offered, classes)],
    durationMs: run.durationMs,
    ...(iterations !== null && { iterations }),
    load: {
      ...load,
      ...(messageRate !== undefined && { messageRate }),
      ...(run.warmupMs > 0 && { warmupMs: run.warmupMs }),
    },
    endpoints: endpointsOf(run, offered),
    targets: run.services.map(({ name, url }) => ({ service: name, url })),
    ...(run.watches !== undefined && {
      watches: run.watches.map(({ label, source }) => ({ watch: label, source: printWatchSource(source) })),
    }),
    thresholds: run.thresholds,
    ungraded: run.capacity === undefined ? ungraded(run) : [],
    ...(watched !== undefined && { watched }),
  };
}

/** A block that only a search heeds. */
function searchableSentence({ capacity }: Plan): string[] {
  if (capacity === undefined) return [];
  const { objectives, recovery } = capacity;
  if (recovery === 'alone')
    return ['Its block capacity is for a recovery alone, which overloads the target and times its recovery.'];
  return [
    `Its block capacity is for a capacity search, which looks for the highest load with ${listOf(objectives)}.`,
  ];
}

function sentencesOf(
  { plan: run, source, overrides }: Pick<Described, 'plan' | 'source' | 'overrides'>,
  offered: readonly number[],
): string[] {
  const { scenarios, capacity, stopRules = [] } = run;
  const watched = stopRules.map(describeStopRule);
  if (capacity !== undefined) {
    const isDerived = overridden(overrides.capacity?.objectives, source.capacity?.objectives) === undefined;
    const searched = searchSentences(run, capacity, isDerived);
    return [
      ...searched,
      ...setupSentences(scenarios),
      ...watched,
      ...watchSentence(run),
      ...healthSentence(run),
    ];
  }
  const sentences = [
    ...peopleSentences(scenarios, run),
    ...openSentences(scenarios),
    ...requestSentence(run, offered),
    ...streamStepSentences(scenarios),
    ...streamSentences(scenarios),
    ...setupSentences(scenarios),
    ...gradedSentence(run),
    ...watched,
  ];
  const once = run.series.some(({ once }) => once) ? ', except what happens once per connection or user' : '';
  const warmup =
    run.warmupMs > 0
      ? `, of which the first ${printDuration(run.warmupMs)} are warm-up and not counted${once}`
      : '';
  const length = `${lengthSentence(run)}${warmup}.`;
  return [...sentences, length, ...watchSentence(run), ...healthSentence(run), ...searchableSentence(source)];
}

/** `Watches gateway (port 8000) and database (docker:shop-db), once a second.` */
function watchSentence({ watches = [] }: RunPlan): string[] {
  if (watches.length === 0) return [];
  const named = watches.map(({ label, source }) => {
    const short = shortWatchSource(source);
    // Of several under one name, the later ones are called by their source.
    return label.includes(` ${short}`) ? label : `${label} (${placeOfWatch(source)})`;
  });
  return [`Watches ${listOf(named)}, once a second.`];
}

/** `port 8000`, `docker:shop-db`, `localhost:9187/metrics`: of a page neither user nor query, which may hold a secret. */
function placeOfWatch(source: WatchSource): string {
  if (source.kind !== 'metrics') return shortWatchSource(source).replace(/^(port|pid):/, '$1 ');
  return source.url
    .replace(/^https?:\/\/(?:[^/?#]*@)?/i, '')
    .replace(/[?#].*$/s, '')
    .slice(0, 80);
}

function healthSentence({ services }: RunPlan): string[] {
  const asked = services.filter(({ healthPath }) => healthPath !== null).map(({ name }) => name);
  if (asked.length === 0) return [];
  return [`Before it starts, ${listOf(asked)} ${asked.length === 1 ? 'is' : 'are'} health-checked.`];
}

/** When it ends: by time, or by what it counts. */
function lengthSentence(run: RunPlan): string {
  const iterations = mostTasksOf(run);
  if (iterations === null) return `It takes ${printDuration(run.durationMs)}`;
  const what = counted(iterations, isOfSingleRequests(run) ? 'request' : 'task');
  return `It ends after ${what}, or after ${printDuration(run.durationMs)} at the latest`;
}

function isOfSingleRequests({ scenarios }: RunPlan): boolean {
  return scenarios.every(
    (one) =>
      one.kind === 'http' &&
      one.setup.length === 0 &&
      one.tasks.every(({ steps }) => steps.length === 1 && steps[0]?.stream === undefined),
  );
}

function peopleSentences(scenarios: readonly Scenario[], run: RunPlan): string[] {
  const people = scenarios.filter(
    (one): one is HttpScenario => one.kind === 'http' && one.profile.model === 'closed',
  );
  if (people.length === 0) return [];
  const users = peakOf(people);
  const rampMs = Math.max(...people.map((one) => one.startAfterMs + reachedAtMs(one.profile)));
  const alone = users === 1;
  const start =
    rampMs === 0
      ? `start${alone ? 's' : ''} at once`
      : `${alone ? 'has' : 'have'} started after ${aboutDuration(rampMs)}`;
  const think = people.filter((one) => one.thinkTime.maxMs > 0);
  const pace =
    think.length === 0
      ? alone
        ? 'It continues as soon as it gets a response.'
        : 'Each continues as soon as it gets a response.'
      : `Between two tasks a user thinks for ${thinkOf(think)}.`;
  const shares =
    people.length > 1
      ? ` ${listOf(people.map((one) => `${one.name} ${formatNumber(profilePeak(one.profile))}`))}.`
      : '';
  const stays = rampMs < run.durationMs ? '' : ' by its end';
  return [`${counted(users, 'user')} ${start}${stays}.${shares} ${pace}`];
}

function openSentences(scenarios: readonly Scenario[]): string[] {
  const open = scenarios.filter((one) => one.profile.model === 'open');
  if (open.length === 0) return [];
  const pieces = open.map((one) => one.profile.segments);
  const isSteady = pieces.every(
    (segments) => segments.every((piece) => piece.from === piece.to) && segments.length === 1,
  );
  const poisson = open.some((one) => one.profile.model === 'open' && one.profile.arrivals === 'poisson');
  const how = poisson ? 'at random' : 'evenly spaced';
  const rate = formatRate(peakOf(open));
  return [`Tasks start at ${isSteady ? rate : `up to ${rate}`}, ${how}, regardless of responses.`];
}

function requestSentence(run: RunPlan, offered: readonly number[]): string[] {
  const requests = run.series.flatMap((series, index) =>
    series.role === 'request' ? [offered[index] ?? 0] : [],
  );
  if (requests.length === 0) return [];
  const total = requests.reduce((a, b) => a + b, 0);
  if (!Number.isFinite(total)) return ['Requests per second depend on response times.'];
  const isOpen = run.scenarios.some((one) => one.kind === 'http' && one.profile.model === 'open');
  const rate = formatRate(total);
  // Over a time that the tasks end early, a rate says nothing.
  if (!isOpen && mostTasksOf(run) !== null)
    return [`Requests go to ${counted(requests.length, 'endpoint')}.`];
  return [
    isOpen
      ? `That is ${rate} on average, over ${counted(requests.length, 'endpoint')}.`
      : `That is at most ${rate} on average, however fast the responses, over ${counted(requests.length, 'endpoint')}.`,
  ];
}

/** `On the way, watch opens a WebSocket and reads an event stream.` */
function streamStepSentences(scenarios: readonly Scenario[]): string[] {
  const doing = scenarios
    .flatMap((one) => (one.kind === 'http' ? one.tasks : []))
    .flatMap(({ name, steps }) =>
      STEP_PLANS.flatMap((protocol) => {
        const count = steps.filter(({ stream }) => stream?.kind === protocol.kind).length;
        return count === 0 ? [] : [`${name} ${protocol.describe(count)}`];
      }),
    );
  return doing.length === 0 ? [] : [`On the way, ${listOf([...new Set(doing)])}.`];
}

function streamSentences(scenarios: readonly Scenario[]): string[] {
  return scenarios.flatMap((one) =>
    one.kind === 'http' ? [] : classPlansOf(one.kind).describe(one, profilePeak(one.profile)),
  );
}

function endpointsOf(run: RunPlan, offered: readonly number[]): PlanPreview['endpoints'] {
  const isKnown = run.capacity === undefined && offered.every(Number.isFinite);
  const rates = isKnown ? offered : weightsOf(run);
  const total = rates.reduce((a, b) => a + b, 0);
  return run.series.map(({ service, endpoint, protocol }, index) => ({
    service,
    endpoint,
    protocol,
    sharePercent: total === 0 ? 0 : ((rates[index] ?? 0) / total) * 100,
  }));
}

/** Where only the answers hold a plan back, or a search does, users and weights say what there will be more of. */
function weightsOf(run: RunPlan): number[] {
  const weights = run.series.map(() => 0);
  const searched = new Map(run.capacity?.classes.map(({ name, share }) => [name, share]));
  for (const scenario of run.scenarios) {
    if (scenario.kind !== 'http') continue;
    const level = searched.get(scenario.name) ?? profilePeak(scenario.profile);
    const sum = scenario.tasks.reduce((total, task) => total + task.weight, 0);
    for (const task of scenario.tasks) {
      for (const step of task.steps) {
        weights[step.series] = (weights[step.series] ?? 0) + (level * task.weight) / sum;
      }
    }
  }
  return weights;
}

function thinkOf(people: readonly HttpScenario[]): string {
  const least = Math.min(...people.map((one) => one.thinkTime.minMs));
  const most = Math.max(...people.map((one) => one.thinkTime.maxMs));
  return least === most ? printDuration(least) : `${printDuration(least)} to ${printDuration(most)}`;
}

/** How often a setup runs that users share. What each user runs for itself needs no words. */
export function setupSentences(scenarios: readonly Scenario[]): string[] {
  return scenarios.flatMap((scenario) => {
    const { name, setup, setupPolicy } = scenario;
    if (setup.length === 0 || !sharesSetup(scenario)) return [];
    const everyMs = setupPolicy?.everyMs ?? null;
    const again = everyMs === null ? '' : `, and again every ${printDuration(everyMs)}`;
    return [`The setup of ${name} runs once, before the run begins${again}.`];
  });
}
