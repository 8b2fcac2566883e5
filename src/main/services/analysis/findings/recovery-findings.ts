import type { Millis } from '../../../../contract/units.ts';
import { BROKEN_SHARE, MIN_EVENTS, type TraceSecond, WINDOW_SECONDS } from '../seconds/load-trace.ts';
import { meanwhileWords } from '../target/absence-words.ts';
import { type Draft, type Facts, type Rule, rule } from './finding.ts';
import { EVERYWHERE, shownFrom } from './finding-places.ts';
import {
  clock,
  countedFailures,
  failedOf,
  ofFailures,
  plannedSeconds,
  spansOf,
  sum,
  whole,
} from './finding-words.ts';

/** From so many measured seconds on, five of them are looked at together. */
const LONG_RUN_SECONDS = 60;
const HEALED_SHARE = 0.01;
/** Shorter than this, an end of errors could be chance. */
const MIN_CALM_MS: Millis = 2_000;
const QUICK_MS: Millis = 10_000;
/** Share of all failures that the bursts have to hold: errors that are everywhere come in no bursts. */
const IN_BURSTS = 0.9;

/** A second, or five of a long run. */
interface Slice {
  readonly fromMs: Millis;
  readonly toMs: Millis;
  readonly ok: number;
  readonly failed: number;
  /** When what failed in it began: a timeout is counted a deadline later than it was sent. */
  readonly beganMs: Millis;
}

/** Slices from the first to the last with more than 5% errors, with no slice below 1% between them. */
interface Stretch {
  readonly first: number;
  last: number;
}

type State = 'bad' | 'good' | 'between';

function stateOf({ ok, failed }: Slice): State {
  const share = failed / Math.max(1, ok + failed);
  if (failed >= MIN_EVENTS && share > BROKEN_SHARE) return 'bad';
  return ok > 0 && share < HEALED_SHARE ? 'good' : 'between';
}

function slicesOf(facts: Facts): Slice[] {
  // What drains after the plan is over has no requests beside it that could have succeeded.
  const planned = plannedSeconds(facts);
  const size = planned.length < LONG_RUN_SECONDS ? 1 : WINDOW_SECONDS;
  return Array.from({ length: Math.ceil(planned.length / size) }, (_, nth) =>
    sliceOf(planned.slice(nth * size, (nth + 1) * size)),
  );
}

function sliceOf(seconds: readonly TraceSecond[]): Slice {
  const last = seconds.at(-1);
  const fromMs = (seconds[0]?.second ?? 0) * 1_000;
  const began = seconds.flatMap(({ second, targetErrors, failedMeanMs }) =>
    targetErrors > 0 ? (second - Math.floor((failedMeanMs ?? 0) / 1_000)) * 1_000 : [],
  );
  return {
    fromMs,
    toMs: (last?.second ?? 0) * 1_000 + (last?.lengthMs ?? 0),
    ok: sum(seconds, (second) => second.ok),
    failed: sum(seconds, (second) => second.targetErrors),
    beganMs: Math.min(fromMs, ...began),
  };
}

function stretchesOf(slices: readonly Slice[]): Stretch[] {
  const stretches: Stretch[] = [];
  let open: Stretch | null = null;
  for (const [index, slice] of slices.entries()) {
    const state = stateOf(slice);
    if (state === 'good') open = null;
    if (state !== 'bad') continue;
    open ??= stretches[stretches.push({ first: index, last: index }) - 1] ?? null;
    if (open !== null) open.last = index;
  }
  return stretches;
}

/** The one outage of a run that has just one, and that the service was well before. */
interface Outage {
  readonly failed: number;
  readonly ok: number;
  readonly after: readonly Slice[];
  readonly fromMs: Millis;
  readonly toMs: Millis;
}

function onlyOutage(facts: Facts): Outage | null {
  const slices = slicesOf(facts);
  const [found, another] = stretchesOf(slices);
  if (found === undefined || another !== undefined) return null;
  // Errors may have begun before they were many.
  const isCalm = (slice: Slice) => slice.failed === 0 || stateOf(slice) === 'good';
  const begin = slices.slice(0, found.first).findLastIndex(isCalm) + 1;
  const first = slices[begin];
  const before = slices.slice(0, begin);
  const inside = slices.slice(begin, found.last + 1);
  // Errors that were there from the start have nothing to recover to.
  if (first === undefined || first.beganMs < (slices[0]?.fromMs ?? 0) + 1_000) return null;
  if (sum(before, ({ failed }) => failed) >= sum(before, ({ ok, failed }) => ok + failed) * HEALED_SHARE)
    return null;
  return {
    failed: sum(inside, (slice) => slice.failed),
    ok: sum(inside, (slice) => slice.ok),
    after: slices.slice(found.last + 1),
    fromMs: first.beganMs,
    toMs: inside.at(-1)?.toMs ?? 0,
  };
}

/** After the outage, errors stayed below 1% for as long as it took, or to the end. */
function healedMs({ after, fromMs, toMs }: Outage): Millis | null {
  const from = after.findIndex((slice) => stateOf(slice) === 'good');
  if (from === -1) return null;
  const calm = after.slice(from);
  const broken = calm.findIndex((slice) => stateOf(slice) !== 'good' && slice.ok + slice.failed > 0);
  const stayed = broken === -1 ? calm : calm.slice(0, broken);
  const begin = calm[0]?.fromMs ?? 0;
  const length = (stayed.at(-1)?.toMs ?? 0) - begin;
  const enough = broken === -1 ? MIN_CALM_MS : Math.max(MIN_CALM_MS, toMs - fromMs);
  return length >= enough ? begin : null;
}

function sayOutage({ failed, ok, fromMs, toMs }: Outage): string {
  return `From ${clock(fromMs)} to ${clock(toMs)}, ${failedOf(failed, failed + ok)}`;
}

/** Targets that were gone or restarted then: beside it, whatever the cause. */
function besideIn({ target }: Facts, fromMs: Millis, toMs: Millis): string {
  return meanwhileWords(target?.absences ?? [], fromMs, toMs);
}

const bursts = rule({ code: 'errors.bursts', kind: 'bad', claim: 'fact' }, (facts) => {
  const slices = slicesOf(facts);
  const stretches = stretchesOf(slices);
  if (stretches.length < 2) return null;
  const inside = stretches.flatMap(({ first, last }) => slices.slice(first, last + 1));
  const failed = sum(inside, (slice) => slice.failed);
  if (failed < sum(slices, (slice) => slice.failed) * IN_BURSTS) return null;
  const spans = stretches.map(({ first, last }) => ({
    fromMs: slices[first]?.fromMs ?? 0,
    toMs: slices[last]?.toMs ?? 0,
  }));
  return {
    title: `Errors come in ${stretches.length} bursts`,
    evidence: `${failedOf(failed, failed + sum(inside, (slice) => slice.ok))} ${spansOf(spans)}; in between, fewer than 1% did.${besideIn(facts, spans[0]?.fromMs ?? 0, spans.at(-1)?.toMs ?? 0)}`,
    suggestion: 'Look for what recurs at these times: a restart, a job, a health check that fails over.',
    explains: ofFailures(failed, facts),
    shown: shownFrom(EVERYWHERE, spans[0]?.fromMs ?? 0, spans.at(-1)?.toMs ?? 0),
  };
});

const serviceDead = rule({ code: 'service.dead', kind: 'bad', claim: 'fact' }, (facts) => {
  // Where nothing was sent any more, because everybody waited, and what was awaited ran out of time, nobody asked whether
  // the service would have answered others.
  const silences = facts.silences.filter(({ failed, late, sent }) => sent >= MIN_EVENTS || late < failed / 2);
  const [worst, ...others] = silences.toSorted((a, b) => b.failed - a.failed);
  if (worst === undefined) return null;
  const isDead = worst.unanswered >= worst.failed / 2;
  const count = sum(silences, (silence) => silence.failed);
  const since = clock(worst.sinceMs);
  const also = others.map(
    ({ service, sinceMs }) => ` The same is true of ${service} since ${clock(sinceMs)}.`,
  );
  return {
    title: `${worst.service} has ${isDead ? 'been dead' : 'failed every request'} since ${since}`,
    evidence: `${worst.service} responded until ${since}; from ${clock(worst.fromMs)} to the end ${worst.failed === 1 ? 'its one request' : `all ${whole(worst.failed)} requests`} failed.${also.join('')}${besideIn(facts, worst.fromMs, facts.plannedMs)}`,
    suggestion: isDead
      ? 'Look for what stopped the service at that time: its log, its memory, its health check.'
      : 'Look for what changed at that time: a release, an expired session, a missing backend.',
    explains: ofFailures(count, facts),
    shown: shownFrom({ service: worst.service }, worst.fromMs, facts.plannedMs),
  };
});

/** With less than this due after the last failure, that it was the last is chance. */
const MIN_AFTER = 10;

/** The errors had ended within the last second of the load, too late to be called a recovery. */
function endedBefore(facts: Facts): boolean {
  const { plannedMs } = facts;
  const counted = countedFailures(facts);
  const lastMs = Math.max(0, ...counted.map((row) => row.lastMs));
  const last = plannedSeconds(facts).at(-1);
  if (last === undefined || counted.length === 0 || lastMs >= plannedMs) return false;
  return ((plannedMs - lastMs) * last.sent) / Math.max(1, last.lengthMs) >= MIN_AFTER;
}

const noRecovery = rule({ code: 'recovery.none', kind: 'bad', claim: 'fact' }, (facts) => {
  const outage = onlyOutage(facts);
  if (outage === null || outage.after.length > 0) return null;
  if (outage.toMs - outage.fromMs < MIN_CALM_MS || endedBefore(facts)) return null;
  return {
    title: 'No recovery seen',
    evidence: `${sayOutage(outage)}, and errors had not ended when the load did.${besideIn(facts, outage.fromMs, outage.toMs)}`,
    suggestion: 'Let the load fall at the end of the plan, so that recovery can be measured.',
    explains: ofFailures(outage.failed, facts),
    shown: shownFrom(EVERYWHERE, outage.fromMs, outage.toMs),
  };
});

function recovered(facts: Facts, title: string, isFit: (tookMs: Millis) => boolean): Draft | null {
  const outage = onlyOutage(facts);
  const healed = outage === null ? null : healedMs(outage);
  if (outage === null || healed === null || !isFit(healed - outage.fromMs)) return null;
  const seconds = Math.max(1, Math.round((healed - outage.fromMs) / 1_000));
  return {
    title,
    evidence: `${sayOutage(outage)}; it recovered after ${seconds} s, and errors then stayed below 1%.${besideIn(facts, outage.fromMs, outage.toMs)}`,
    explains: ofFailures(outage.failed, facts),
    shown: shownFrom(EVERYWHERE, outage.fromMs, outage.toMs),
  };
}

const quickRecovery = rule({ code: 'recovery.quick', kind: 'good', claim: 'good' }, (facts) => {
  if (facts.failed > (facts.ok + facts.failed) * BROKEN_SHARE) return null;
  return recovered(facts, 'Quick recovery', (tookMs) => tookMs <= QUICK_MS);
});

/** The same, of a run that does not pass, or that took long: the outage is the story, and its end a part of it. */
const outageRecovered = rule({ code: 'outage.recovered', kind: 'bad', claim: 'fact' }, (facts) =>
  recovered(facts, 'An outage, then recovery', () => true),
);

export const RECOVERY_RULES: readonly Rule[] = [
  bursts,
  serviceDead,
  noRecovery,
  quickRecovery,
  outageRecovered,
];
