import {
  type CapacitySearchPlan,
  type CapacityUnit,
  overloadOf,
  recoveryLevel,
  SEARCH_MINUTES,
} from '../../../../contract/capacity-search.ts';
import { levelText, searchUnit } from '../../../../contract/capacity-text.ts';
import { printDuration } from '../../../../contract/duration.ts';
import { counted, formatCount, formatNumber, formatPercent } from '../../../../contract/format.ts';
import { capText } from '../../../../contract/run-caps.ts';
import type { RunPlan } from '../../../../contract/run-plan.ts';
import { requestsPerStart } from '../compile/compile-capacity.ts';
import { LIMIT_DEFAULTS } from '../compile/compile-plan.ts';
import { listOf } from './describe-load.ts';

/**
 * What a search does, and how much of it there will be, in the order in which it happens.
 * @param isDerived nobody has written its objectives
 */
export function searchSentences(run: RunPlan, search: CapacitySearchPlan, isDerived: boolean): string[] {
  const wanted = listOf(search.objectives.map(({ text }) => text));
  const verb = search.objectives.length === 1 ? 'holds' : 'hold';
  if (search.recovery === 'alone')
    return [aloneSentence(search), timeSentence(search), mostSentence(run, search)];
  return [
    `Searches for the ${WORDS[search.by].highest} at which ${wanted} ${verb}.`,
    ...(isDerived ? [DERIVED] : []),
    ...sharesSentence(run, search),
    boundsSentence(search),
    ...arrivalsSentence(run, search),
    ...afterSentences(search),
    timeSentence(search),
    mostSentence(run, search),
  ];
}

const DERIVED =
  'That is what the thresholds of the plan still accept: of each figure the strictest, for all requests together.';

const WORDS: Readonly<Record<CapacityUnit, { readonly highest: string; readonly one: string }>> = {
  rate: { highest: 'highest rate', one: 'one user' },
  users: { highest: 'largest number of users', one: 'one user' },
  connections: { highest: 'largest number of connections', one: 'one connection' },
};

/** Who has which part of it, and what goes on beside it. */
function sharesSentence({ scenarios }: RunPlan, search: CapacitySearchPlan): string[] {
  const { classes, probe, ladderClasses } = search;
  const made = new Set([probe, ...classes.map(({ name }) => name), ...ladderClasses.map(({ name }) => name)]);
  const others = scenarios.map(({ name }) => name).filter((name) => !made.has(name));
  const shares = classes.map(({ name, share }) => `${name} ${formatPercent(share * 100)}`);
  const beside =
    others.length === 0
      ? ''
      : `${listOf(others)} ${others.length === 1 ? 'keeps its' : 'keep their'} own load beside it.`;
  const varied = classes.length === 1 ? '' : `The load is divided: ${listOf(shares)}.`;
  return [varied, beside].filter((part) => part !== '');
}

function boundsSentence(search: CapacitySearchPlan): string {
  const { by, from, to, toCap } = search;
  const unit = searchUnit(search);
  const { one } = WORDS[by];
  const sets = by === 'rate' ? ', whose latency sets the first rate' : '';
  const first = from === null ? `${one}${sets}` : `${one}, goes on with ${levelText(from, unit)}`;
  const last =
    to === null
      ? 'until an objective is missed'
      : `until an objective is missed, or to ${levelText(to, unit)}`;
  const calm = toCap === undefined ? '' : `, so that nothing has to wait for ${capText(toCap)}`;
  return `It begins with ${first}, and raises the load ${last}${calm}.`;
}

function arrivalsSentence({ scenarios }: RunPlan, { by, classes }: CapacitySearchPlan): string[] {
  if (by !== 'rate') return [];
  const poisson = scenarios.some(
    ({ name, profile }) =>
      classes.some((one) => one.name === name) && profile.model === 'open' && profile.arrivals === 'poisson',
  );
  return [`Tasks start ${poisson ? 'at random' : 'evenly spaced'}, regardless of responses.`];
}

function afterSentences({ ladder, recovery, to }: CapacitySearchPlan): string[] {
  return [
    ...(recovery === 'none'
      ? []
      : [
          `Then it overloads the target with one and a half times that${to === null ? '' : ', or as far as its highest load'}, and sees how long it takes to recover.`,
        ]),
    ...(ladder ? ['It measures 1, 2, 4 and more users as well, to see how throughput scales.'] : []),
  ];
}

function aloneSentence(search: CapacitySearchPlan): string {
  const load = search.from ?? 0;
  const unit = searchUnit(search);
  const reference = levelText(recoveryLevel('reference', load, search.by), unit);
  const overload = levelText(overloadOf(load, search) ?? load, unit);
  const back = levelText(recoveryLevel('recovering', load, search.by), unit);
  return `Loads the target with ${reference}, overloads it with ${overload}, and sees how long it takes to recover at ${back}.`;
}

/** Minutes of a recovery, and of a ladder, as they were seen. */
const RECOVERY_MINUTES = [1, 2] as const;
const LADDER_MINUTES = [2, 3] as const;

function timeSentence({ maxMs, thoroughness, recovery, ladder }: CapacitySearchPlan): string {
  const parts = [
    ...(recovery === 'alone' ? [] : [SEARCH_MINUTES[thoroughness].usual]),
    ...(recovery === 'none' ? [] : [RECOVERY_MINUTES]),
    ...(ladder ? [LADDER_MINUTES] : []),
  ];
  const [least, most] = [0, 1].map((end) => parts.reduce((sum, part) => sum + (part[end] ?? 0), 0));
  const atMost = `It takes at most ${printDuration(maxMs)}`;
  const isLess = most !== undefined && most * 60_000 <= maxMs;
  return isLess ? `${atMost}, usually ${least} to ${most} minutes.` : `${atMost}.`;
}

/** The most that can be sent, where something bounds it: a cap, which holds in every second, or the highest load asked for. */
function mostSentence(run: RunPlan, search: CapacitySearchPlan): string {
  const { by, maxMs, recovery } = search;
  const highest = highestOf(search);
  if (by === 'connections')
    return highest === null
      ? 'How many connections are opened depends on how many it carries: no highest load is set.'
      : `At most ${counted(highest, 'connection')} are open at once.`;
  const { maxRatePerSecond: cap } = run.limits;
  const asked =
    by === 'rate' && highest !== null ? highest * requestsPerStart(run, search) : Number.POSITIVE_INFINITY;
  if (cap < LIMIT_DEFAULTS.maxRatePerSecond && cap <= asked)
    return `At most ${formatNumber(cap)} requests per second are sent, ${formatCount((cap * maxMs) / 1_000)} in all.`;
  if (by === 'users') return 'How much is sent depends on how fast responses come.';
  if (asked === Number.POSITIVE_INFINITY)
    return 'How much is sent depends on how much it carries: no highest load is set.';
  const users = search.ladder ? 'users of the ladder' : 'one user it begins with';
  const most = `It sends at most ${formatNumber(asked)} requests per second`;
  if (recovery === 'alone') return `${most}.`;
  return `${most}, except for the ${users}, who ${search.ladder ? 'go' : 'goes'} as fast as responses come.`;
}

/** What it goes to: an overload stays within the highest load as well. */
function highestOf(search: CapacitySearchPlan): number | null {
  const { recovery, from, to } = search;
  return recovery === 'alone' && from !== null ? overloadOf(from, search) : to;
}
