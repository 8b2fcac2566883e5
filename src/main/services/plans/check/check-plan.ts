import { printDuration } from '../../../../contract/duration.ts';
import { formatBytes } from '../../../../contract/format.ts';
import { parseObjective, parseObjectives } from '../../../../contract/objective-text.ts';
import type { ClassSpec, LoadSpec, Plan } from '../../../../contract/plan.ts';
import type { Bytes } from '../../../../contract/units.ts';
import { CLASS_PLANS, streamOfClass } from '../../../protocols/protocols.ts';
import { capacitySettings } from '../compile/capacity-settings.ts';
import { plannedMs, wholeWarmup } from '../compile/compile-load.ts';
import { isOpenLoad, ownDurationMs } from '../compile/load-shape.ts';
import { searchedClasses } from '../compile/searched-classes.ts';
import { checkServiceUrl } from '../compile/service-url.ts';
import { sizedLoad, sizePlan } from '../compile/size-plan.ts';
import { streamSites } from '../text/class-sites.ts';
import { contradiction, type Issue, type Path, refusalOf } from '../text/issue.ts';
import { suggestion } from '../text/plan-issues.ts';
import { sitesOfStep, stepSites, type TemplateSite } from '../text/template-sites.ts';
import { sizesOf } from '../text/value-size.ts';
import { checkJudging } from './check-judging.ts';
import { checkReach } from './check-reach.ts';
import { checkRequests } from './check-requests.ts';
import { checkStopRules } from './check-stop-rules.ts';
import { checkThresholds } from './check-thresholds.ts';
import { checkUniqueFeeds } from './check-unique.ts';
import { checkUnused } from './check-unused.ts';
import { checkValues } from './check-values.ts';
import { checkWatches } from './check-watches.ts';
import { isTimeout } from './plan-bounds.ts';

/** A request larger than this is a file, and is written as one. */
const MAX_RENDERED_CHARS: Bytes = 16_000_000;

/** What is wrong with an expanded plan beyond its form: names that lead nowhere, numbers that contradict each other. */
export function checkPlan(plan: Plan): Issue[] {
  return [
    ...checkServices(plan),
    ...checkClasses(plan),
    ...checkSizes(plan),
    ...(plan.load === undefined
      ? []
      : [...checkLoad(plan.load, ['load']), ...checkHeads(plan.load, ['load'])]),
    ...checkTimeouts(plan),
    ...checkStarts(plan),
    ...checkUnused(plan),
    ...checkRequests(plan),
    ...checkJudging(plan),
    ...checkValues(plan),
    ...checkRendered(plan),
    ...checkReach(plan),
    ...checkUniqueFeeds(plan),
    ...checkThresholds(plan),
    ...checkStopRules(plan),
    ...checkWatches(plan),
    ...checkCapacity(plan),
  ];
}

/** Said here, where the place is known; what an option makes of them is looked at before the run. */
function checkTimeouts({ limits, classes }: Plan): Issue[] {
  const own = [
    { ms: limits?.timeout, path: ['limits', 'timeout'] },
    { ms: limits?.connectTimeout, path: ['limits', 'connectTimeout'] },
  ];
  const steps = Object.entries(classes).flatMap(([name, spec]) =>
    stepSites(spec, ['classes', name]).map(({ step, path }) => ({
      ms: step.timeout,
      path: [...path, 'timeout'],
    })),
  );
  return [...own, ...steps].flatMap(({ ms, path }) => {
    if (ms === undefined || isTimeout(ms)) return [];
    const message = `a timeout of ${ms} ms is out of range; choose between 1 ms and 1 h`;
    return [{ path, code: 'plan.out_of_range', message }];
  });
}

/** A class that starts when the run is over would be left out without a word. */
function checkStarts(plan: Plan): Issue[] {
  const durationMs = plannedMs(sizePlan(plan, undefined).plan);
  return Object.entries(plan.classes).flatMap(([name, { startAfter = 0 }]) => {
    if (startAfter === 0 || startAfter < durationMs) return [];
    const message = `the class would start after ${printDuration(startAfter)}, and the run takes ${printDuration(durationMs)}; start it sooner, or make the run longer`;
    return [{ path: ['classes', name, 'startAfter'], code: 'plan.out_of_range', message }];
  });
}

function checkServices(plan: Plan): Issue[] {
  return Object.entries(plan.services).flatMap(([name, { url }]) =>
    url === undefined ? [] : refusalOf(checkServiceUrl(url), ['services', name, 'url']),
  );
}

function checkClasses(plan: Plan): Issue[] {
  const entries = Object.entries(plan.classes);
  if (entries.length === 0) {
    const message = 'the plan has no classes, so nothing would be sent; add one under "classes"';
    return [{ path: ['classes'], code: 'plan.empty', message }];
  }
  return entries.flatMap(([name, spec]) => checkClass(spec, ['classes', name], Object.keys(plan.services)));
}

function checkClass(spec: ClassSpec, path: Path, services: readonly string[]): Issue[] {
  const issues: Issue[] = [];
  const needService = (service: string | undefined, key: string) => {
    if (service === undefined || services.includes(service)) return;
    const message = `there is no service "${service}"${suggestion(service, services)}`;
    issues.push({ path: [...path, key], code: 'plan.unknown_service', message });
  };
  needService(spec.service, 'service');
  needService(spec.setupService, 'setupService');
  const stream = streamOfClass(spec);
  if (spec.users !== undefined && stream?.protocol.level(stream.spec) !== undefined) {
    const own = CLASS_PLANS.map(({ levelKey, kind }) => `or as ${levelKey} of the ${kind}`);
    const message = `a class sets its level once: ${['as users', ...own].join(', ')}`;
    issues.push(contradiction([...path, 'users'], message));
  }
  if (spec.tasks !== undefined && Object.keys(spec.tasks).length === 0) {
    const message = 'the class has no tasks, so its users would do nothing';
    issues.push({ path: [...path, 'tasks'], code: 'plan.empty', message });
  }
  if (spec.thinkTime !== undefined && typeof spec.thinkTime === 'object') {
    const [least, most] = spec.thinkTime.between;
    if (least > most) {
      const message = 'think time lies between a shorter and a longer time, in this order';
      issues.push({ path: [...path, 'thinkTime', 'between'], code: 'plan.out_of_range', message });
    }
  }
  if (spec.load !== undefined) {
    const at = [...path, 'load'];
    issues.push(...checkLoad(spec.load, at), ...checkHeads(spec.load, at));
  }
  return issues;
}

function checkLoad(load: LoadSpec, path: Path): Issue[] {
  const issues: Issue[] = [];
  const say = (key: string, message: string) => issues.push(contradiction([...path, key], message));
  const length = ownDurationMs(load);
  if (load.stages !== undefined) {
    if (load.duration !== undefined && load.duration !== length) {
      say('duration', 'the stages already set how long the load takes; leave the duration out');
    }
    if (load.iterations !== undefined)
      say('iterations', 'the stages already set when the load ends; leave it out');
    if (load.spawnRate !== undefined)
      say('spawnRate', 'the stages already set how fast users start; leave it out');
    if (load.model === 'open' && load.users !== undefined)
      say('model', 'users are a closed model; write a rate');
    if (load.model === 'closed' && load.rate !== undefined)
      say('model', 'a rate is an open model; write users');
    load.stages.forEach((stage, index) => {
      if (stage.to === undefined && (stage.shape === 'ramp' || stage.shape === 'spike')) {
        say('stages', `stage ${index + 1} is a ${stage.shape} and needs a level: "to"`);
      }
    });
  } else {
    if (load.model === 'open' && load.rate === undefined) say('model', 'an open load needs a rate');
    if (load.model === 'closed' && load.rate !== undefined) say('model', 'a rate is an open model');
    if (load.spawnRate !== undefined && load.rate !== undefined) {
      say('spawnRate', 'a rate starts requests, not users: the spawn rate has no meaning here');
    }
  }
  if (length !== null && load.warmup !== undefined && wholeWarmup(load.warmup) >= length) {
    say('warmup', 'the warm-up takes the whole run: nothing would be left to measure');
  }
  return issues;
}

/** Levels of users are whole; between them a ramp may pass through halves. @param base the load it is written over */
function checkHeads(load: LoadSpec, path: Path, base: LoadSpec = {}): Issue[] {
  if (isOpenLoad({ ...base, ...load })) return [];
  return (load.stages ?? []).flatMap(({ to }, index): Issue[] => {
    if (to === undefined || Number.isInteger(to)) return [];
    const message = `"to" is ${to}, but must be a whole number: it counts users; a rate may have a fraction`;
    return [{ path: [...path, 'stages', index, 'to'], code: 'plan.invalid', message }];
  });
}

/** A size is judged as it runs, over the load of the plan; what the plan itself says wrong is said there. */
function checkSizedLoad(own: LoadSpec, path: Path, base: LoadSpec = {}): Issue[] {
  const known = new Set(checkLoad(base, path).map(({ message }) => message));
  return checkLoad(sizedLoad(base, own), path).flatMap((issue) => {
    if (known.has(issue.message)) return [];
    const key = String(issue.path.at(-1));
    return [Object.hasOwn(own, key) ? issue : { ...issue, path }];
  });
}

function checkSizes(plan: Plan): Issue[] {
  const classes = Object.keys(plan.classes);
  const issues: Issue[] = [];
  for (const [size, spec] of Object.entries(plan.sizes ?? {})) {
    for (const name of Object.keys(spec?.users ?? {})) {
      if (classes.includes(name)) continue;
      const message = `there is no class "${name}"${suggestion(name, classes)}`;
      issues.push({ path: ['sizes', size, 'users', name], code: 'plan.unknown_class', message });
    }
    if (spec?.load === undefined) continue;
    const path = ['sizes', size, 'load'];
    issues.push(...checkSizedLoad(spec.load, path, plan.load), ...checkHeads(spec.load, path, plan.load));
  }
  if (plan.size !== undefined && plan.sizes?.[plan.size] === undefined) {
    const message = `"size" is ${plan.size}, but the plan describes no such size under "sizes"`;
    issues.push({ path: ['size'], code: 'plan.unknown_size', message });
  }
  return issues;
}

/** Requests and messages that would be larger than anybody means, known before the first of them is made. */
function checkRendered(plan: Pick<Plan, 'classes' | 'values'>): Issue[] {
  const { ofText: charsOf } = sizesOf(plan.values ?? {});
  return Object.entries(plan.classes).flatMap(([name, spec]) => {
    const path = ['classes', name];
    const steps = stepSites(spec, path).map(({ step, path: at }) => sitesOfStep(step, at));
    const frames = streamSites(spec, path).map((site) => [site]);
    return [...steps, ...frames].flatMap((sites) => tooLarge(sites, charsOf));
  });
}

function tooLarge(sites: readonly TemplateSite[], charsOf: (text: string) => number): Issue[] {
  const sized = sites.map(({ path, text }) => ({ path, chars: charsOf(text) }));
  const whole = sized.reduce((sum, { chars }) => sum + chars, 0);
  const [largest] = sized.toSorted((a, b) => b.chars - a.chars);
  // Made of itself: that is said by itself.
  if (largest === undefined || whole <= MAX_RENDERED_CHARS || whole === Number.POSITIVE_INFINITY) return [];
  const message = `this would be up to ${formatBytes(whole)} of text each time it is sent; at most ${formatBytes(MAX_RENDERED_CHARS)} is allowed; give its lists fewer items, or send a file`;
  return [{ path: largest.path, code: 'plan.too_big', message }];
}

/** What a block `capacity` says that no search could do, each where it stands. */
function checkCapacity(plan: Plan): Issue[] {
  const { capacity } = plan;
  if (capacity === undefined) return [];
  const at: Path = ['capacity'];
  const wrong = capacity.objectives.flatMap((text, index) =>
    refusalOf(parseObjective(text), [...at, 'objectives', index]),
  );
  if (wrong.length > 0) return wrong;
  const together = parseObjectives(capacity.objectives);
  if (!together.ok) return refusalOf(together, [...at, 'objectives']);
  // Without classes there is a better sentence elsewhere.
  if (Object.keys(plan.classes).length === 0) return [];
  const searched = searchedClasses(plan, capacity.by);
  if (!searched.ok) return refusalOf(searched, capacity.by === undefined ? at : [...at, 'by']);
  return refusalOf(capacitySettings(plan, {}, searched.value), at);
}
