import { formatClock, formatMs, formatNumber, formatPercent } from '../../../../contract/format.ts';
import { labelWords } from '../../../../contract/in-use-words.ts';
import { formatWatched, MEBIBYTE } from '../../../../contract/watched-format.ts';
import { absencesByWatch, absencesWords } from './absence-words.ts';
import { type Beside, failedMore, isComparable, wereSlower } from './beside-others.ts';
import type { CacheFall } from './cache-falls.ts';
import type { Ceiling, Reached } from './ceilings.ts';
import type { MemoryFact } from './memory-facts.ts';
import type { TargetFacts } from './target-looks.ts';

/** `0:42`. */
export function clockOf(second: number): string {
  return formatClock(second * 1_000);
}

/** `gateway used 1.9 of its 2 cores`. @param used what is said of it: the most, or the mean of some seconds */
export function usedWords(ceiling: Ceiling, used: number): string {
  const { kind, watch, name, limit, isMachine } = ceiling;
  const label = `${watch.label}${labelWords(name)}`;
  const of = (unit: (value: number) => string, whose = 'its') => `${unit(used)} of ${whose} ${unit(limit)}`;
  const mebibytes = (value: number) => formatNumber(value / MEBIBYTE);
  switch (kind) {
    case 'cpu':
      return `${label} used ${of(formatNumber, isMachine ? 'the' : 'its')} cores`;
    case 'core':
      return `the busiest process of ${label} used ${formatNumber(used)} cores`;
    case 'memory':
      return `${label} used ${of(mebibytes)} MiB of memory`;
    case 'files':
      return `${label} had ${of(formatCount)} files open`;
    case 'connections': {
      const [count, whole] = [formatCount(used), formatCount(limit)];
      const those = count === whole ? `all ${whole}` : `${count} of ${whole}`;
      return `${those} connections of ${holderOf(ceiling)} were in use`;
    }
    case 'network':
      return `${label} ${/receive|_in_|rx/.test(name) ? 'received' : 'sent'} ${of((value) => formatWatched(value, 'bytes/s'))}`;
    case 'pool':
      return `${label}: ${name.replace(/\{.*$/s, '')} was at ${formatNumber(used)} of ${formatNumber(limit)}`;
  }
}

/** Whose connections they are: what its one label names a service, else the watch. */
export function ownerOf({ watch, name }: Pick<Ceiling, 'watch' | 'name'>): string {
  const [, service] = /\{(?:service|app|application)="((?:[^"\\]|\\.)+)"\}$/.exec(name) ?? [];
  return service ?? watch.label;
}

/** `auth's pool`, `gateway's pool (main)`, `database`. */
function holderOf(ceiling: Ceiling): string {
  const owner = ownerOf(ceiling);
  const whose = /pool/i.test(ceiling.name) ? `${owner}'s pool` : owner;
  return owner === ceiling.watch.label ? `${whose}${labelWords(ceiling.name)}` : whose;
}

/** What was in use at its limit: of connections and files, what they were at the most. */
export function reachedWords(ceiling: Ceiling, { mean, isHeldBack }: Reached): string {
  if (isHeldBack)
    return `${ceiling.watch.label} was held back by its CPU limit, with ${formatNumber(mean)} of ${formatNumber(ceiling.limit)} cores used`;
  const isCounted = ceiling.kind === 'connections' || ceiling.kind === 'files';
  return usedWords(ceiling, isCounted ? ceiling.highest : mean);
}

/** `from 1:05 to 1:40`. */
export function spanWords({ fromSecond, toSecond }: Pick<Reached, 'fromSecond' | 'toSecond'>): string {
  return `from ${clockOf(fromSecond)} to ${clockOf(toSecond + 1)}`;
}

/** What was at its limit first, for whoever looks for what ran out: `all 20 connections of database were in use from 1:05 to 1:40`. Null: nothing was. */
export function firstAtLimit(ceilings: readonly Ceiling[]): string | null {
  let first: { readonly text: string; readonly fromSecond: number } | null = null;
  for (const ceiling of ceilings) {
    const { reached } = ceiling;
    if (reached === null || reached.fromSecond >= (first?.fromSecond ?? Number.POSITIVE_INFINITY)) continue;
    const { fromSecond } = reached;
    first = { fromSecond, text: `${reachedWords(ceiling, reached)} ${spanWords(reached)}` };
  }
  return first?.text ?? null;
}

function formatCount(value: number): string {
  return formatNumber(Math.round(value));
}

/**
 * What requests did meanwhile: beside it, whatever the cause. Times and failures are both of undisturbed seconds; empty where
 * those are too few to be held against the others, but for how many were disturbed.
 */
export function besideWords(beside: Beside): string {
  const { undisturbed, disturbed, otherDisturbed, meanMs, otherMeanMs, failed, otherFailed } = beside;
  const said: string[] =
    disturbed === 0 ? [] : [`The load generator was disturbed in ${disturbed} of these.`];
  if (!isComparable(beside)) return said.join(' ');
  const here = disturbed === 0 ? 'these seconds' : `the ${undisturbed} undisturbed ones`;
  const others = disturbed + otherDisturbed === 0 ? 'the others' : 'the other undisturbed seconds';
  if (meanMs !== null && otherMeanMs !== null)
    said.push(
      `Responses took ${formatMs(meanMs)} on average in ${here}, and ${formatMs(otherMeanMs)} in ${others}.`,
    );
  if (failed > 0 || otherFailed > 0)
    said.push(
      `${formatPercent(failed * 100)} of the requests failed in ${here}, and ${formatPercent(otherFailed * 100)} in ${others}.`,
    );
  return said.join(' ');
}

type Growing = Extract<MemoryFact['trend'], { readonly state: 'growing' }>;

/** Of a rate below it, per second would say nothing. */
const PER_SECOND_FROM = 0.95;

/** `about 120 MiB per minute`, of what grows. */
function aboutRate({ slope }: Growing): string {
  const perMinute = (slope * 60) / MEBIBYTE;
  return `about ${Number(perMinute.toFixed(perMinute < 10 ? 1 : 0)).toLocaleString('en-US')} MiB per minute`;
}

/** `about 120 MiB per minute (2 MiB/s), 99% interval 120.2 to 120.6`: of the interval as many decimals as it shows. */
export function rateWords(trend: Growing): string {
  const width = ((trend.high - trend.low) * 60) / MEBIBYTE;
  const decimals = width >= 10 ? 0 : width >= 0.1 ? 1 : 2;
  const perMinute = (bytesPerSecond: number) =>
    Number(((bytesPerSecond * 60) / MEBIBYTE).toFixed(decimals)).toLocaleString('en-US');
  const perSecond = trend.slope / MEBIBYTE;
  const also =
    perSecond < PER_SECOND_FROM ? '' : ` (${Number(perSecond.toFixed(1)).toLocaleString('en-US')} MiB/s)`;
  return `${aboutRate(trend)}${also}, 99% interval ${perMinute(trend.low)} to ${perMinute(trend.high)}`;
}

/** How far its growth went: `was still growing at the end`, `stopped growing at 4:16`. */
export function growthEndWords({ trend, toSecond, isToEnd }: MemoryFact): string {
  const until = clockOf(toSecond + 1);
  if (trend.state === 'growing' && trend.stoppedAt !== null) return `stopped growing at ${until}`;
  return isToEnd ? 'was still growing at the end' : `was still growing at ${until}`;
}

interface Timed {
  readonly fromSecond: number;
  readonly text: string;
}

/**
 * What targets did, for whoever only reads sentences: where responses slowed down or failed beside it, where memory grew, or
 * where they were gone. At most three, in order of time; none claims a cause.
 * @param believed false: the times of the run are not to be believed, and so what a target did is told without them
 */
export function targetSentences(
  { ceilings, cacheFalls, memory, absences }: TargetFacts,
  believed: boolean,
): string[] {
  const said: Timed[] = [
    ...absencesByWatch(absences).map((those) => ({
      fromSecond: those[0]?.fromSecond ?? 0,
      text: `${absencesWords(those)}.`,
    })),
    ...ceilings.flatMap((ceiling): Timed[] => {
      const { reached } = ceiling;
      return reached === null ? [] : toldOf(reachedWords(ceiling, reached), reached, believed);
    }),
    ...cacheFalls.flatMap((fall) => toldOf(fallWords(fall), fall, believed)),
    ...memory.flatMap((fact): Timed[] => {
      const { watch, trend, fromSecond, isShort } = fact;
      if (trend.state !== 'growing' || isShort) return [];
      const text = `The memory of ${watch.label} grew by ${aboutRate(trend)} and ${growthEndWords(fact)}.`;
      return [{ fromSecond, text }];
    }),
  ];
  return said
    .toSorted((a, b) => a.fromSecond - b.fromSecond)
    .slice(0, MOST_SENTENCES)
    .map(({ text }) => text);
}

const MOST_SENTENCES = 3;

/** `the cache of database answered 71% of its lookups, after 98%`. */
export function fallWords({ watch, first, last }: CacheFall): string {
  return `the cache of ${watch.label} answered ${formatPercent(last * 100)} of its lookups, after ${formatPercent(first * 100)} at first`;
}

interface Told {
  readonly fromSecond: number;
  readonly toSecond: number;
  readonly beside: Beside;
}

/** Beside slow or failed responses, where these can be compared: nothing where they went as well. Else by itself. */
function toldOf(what: string, { beside, ...span }: Told, believed: boolean): Timed[] {
  const during = `From ${clockOf(span.fromSecond)} to ${clockOf(span.toSecond + 1)}`;
  const told = (text: string) => [{ fromSecond: span.fromSecond, text: `${during}${text}` }];
  if (!believed || !isComparable(beside)) return told(`, ${what}.`);
  if (wereSlower(beside))
    return told(`, ${what}; responses took longer in these seconds than in the others.`);
  return failedMore(beside)
    ? told(`, ${what}; more requests failed in these seconds than in the others.`)
    : [];
}
