import { formatMs } from '../../../../contract/format.ts';
import type { Millis } from '../../../../contract/units.ts';
import type { TraceSecond } from '../seconds/load-trace.ts';
import { type Facts, type Rule, rule } from './finding.ts';
import { EVERYWHERE, shownFrom } from './finding-places.ts';
import { clock, plannedSeconds, spansOf, sum } from './finding-words.ts';

/** A spell is so many times slower than the slowest answer of a usual second … */
const TIMES_SLOWER = 3;
/** … and by so much. */
const MIN_SLOWER_MS: Millis = 200;
/** A second with less than this share of what usually comes is silent. */
const SILENT_SHARE = 0.2;
/** A second with less than this share breaks off before it ends. */
const STEADY_SHARE = 0.9;
/** With less per second, a second without any is chance. */
const MIN_PER_SECOND = 5;
/** Silence that the load ends in is one after so many seconds; slowness there may be a queue that grows. */
const MIN_UNENDED = 2;
/** A spell lies between seconds that are not: of them the run has at least so many. */
const MIN_CALM = 2;

/** What is compared of a second: the answers to requests, or the events of streams. */
interface Flow {
  readonly what: 'responses' | 'events or messages';
  readonly count: (second: TraceSecond) => number;
  /** The longest that one of them took, or was waited for. */
  readonly longest: (second: TraceSecond) => Millis | null;
  /** What at least a tenth, and at least five, of them took; null: too few, or not told apart. */
  readonly slow: (second: TraceSecond) => Millis | null;
  /** Somebody waits for more of them. */
  readonly awaited: (second: TraceSecond) => number;
}

const ANSWERS: Flow = {
  what: 'responses',
  count: ({ ok, targetErrors }) => ok + targetErrors,
  longest: ({ maxMs }) => maxMs,
  slow: ({ slowMs }) => slowMs,
  awaited: ({ inFlight }) => inFlight,
};

const EVENTS: Flow = {
  what: 'events or messages',
  count: ({ messagesIn }) => messagesIn,
  longest: ({ gapMs }) => gapMs,
  // A pause is one long gap among the many short ones of the same second: only silence tells.
  slow: () => null,
  awaited: ({ open }) => open,
};

interface Spell {
  readonly fromMs: Millis;
  readonly toMs: Millis;
  readonly longestMs: Millis | null;
  readonly silent: boolean;
  /** The load ended in it. */
  readonly open: boolean;
}

interface Spells {
  readonly flow: Flow;
  readonly spells: readonly Spell[];
  readonly usualMs: Millis | null;
}

/** The lower one of two in the middle: up to half of the seconds may be slow. */
function median(values: readonly number[]): number | null {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null;
}

/**
 * Seconds in a row in which everything slowed down or stopped, with usual seconds before and after them at no less
 * load: what a spike of the load or a growing queue does is no spell, nor is a tail that is always there.
 */
function spellsOf(facts: Facts, flow: Flow): Spells | null {
  const seconds = plannedSeconds(facts);
  const usualCount = median(seconds.map(flow.count)) ?? 0;
  const usualLoad = median(seconds.map(({ load }) => load)) ?? 0;
  const usualMs = median(seconds.flatMap((second) => flow.longest(second) ?? []));
  const bar = usualMs === null ? null : Math.max(usualMs * TIMES_SLOWER, usualMs + MIN_SLOWER_MS);
  const isSilent = (second: TraceSecond) =>
    usualCount >= MIN_PER_SECOND &&
    second.lengthMs >= 1_000 &&
    second.load >= usualLoad / 2 &&
    flow.awaited(second) > 0 &&
    flow.count(second) < usualCount * SILENT_SHARE;
  const isSlow = (second: TraceSecond) => bar !== null && (flow.slow(second) ?? 0) >= bar;
  const marked = seconds.map((second) => isSilent(second) || isSlow(second));
  const calm = seconds.filter((_, index) => marked[index] !== true);
  if (calm.length < MIN_CALM || calm.length * 2 < seconds.length) return null;
  // Of two in the middle the higher one: a second that the spell cut short is no usual one.
  const full = calm.map(flow.count).toSorted((a, b) => a - b)[Math.floor(calm.length / 2)] ?? 0;
  const usual = { flow, count: full, bar };
  const spells: Spell[] = [];
  for (let first = 0; first < seconds.length; first += 1) {
    if (marked[first] !== true) continue;
    const end = marked.indexOf(false, first);
    const part = seconds.slice(first, end === -1 ? undefined : end);
    const after = end === -1 ? undefined : seconds[end];
    const highest = Math.max(...calm.map(({ load }) => load));
    const isFit =
      first > 0 &&
      (after !== undefined || (part.length >= MIN_UNENDED && part.every(isSilent))) &&
      part.every((s) => s.trusted && s.load <= highest * 1.1);
    const found = isFit
      ? spellOf(seconds.slice(first - 1, first + part.length), after, part.some(isSilent), usual)
      : null;
    if (found !== null) spells.push(found);
    first += part.length;
  }
  return spells.length === 0 ? null : { flow, spells, usualMs };
}

interface Usual {
  readonly flow: Flow;
  /** How many come in a usual second. */
  readonly count: number;
  readonly bar: Millis | null;
}

/**
 * What waited through a silence is answered, slowly, in the second after it: that belongs to the spell. It begins where
 * the second before it breaks off, and a silence ends when the longest wait does.
 */
function spellOf(
  [before, ...part]: readonly TraceSecond[],
  after: TraceSecond | undefined,
  silent: boolean,
  { flow, count, bar }: Usual,
): Spell | null {
  const [first] = part;
  if (before === undefined || first === undefined) return null;
  const late = after !== undefined && silent && bar !== null && (flow.longest(after) ?? 0) >= bar;
  const all = late ? [...part, after] : part;
  const longest = all.flatMap((second) => flow.longest(second) ?? []);
  const longestMs = longest.length === 0 ? null : Math.max(...longest);
  // A silence that nothing waited through is no stall: between two events a while may pass as planned.
  if (after !== undefined && silent && longestMs !== null && bar !== null && longestMs < bar) return null;
  const share = flow.count(before) / Math.max(1, count);
  const fromMs = share < STEADY_SHARE ? (before.second + share) * 1_000 : first.second * 1_000;
  const end = all.at(-1) ?? first;
  const lastMs = end.second * 1_000 + end.lengthMs;
  const toMs =
    after !== undefined && silent && longestMs !== null
      ? Math.min(lastMs, Math.max(fromMs + longestMs, end.second * 1_000))
      : lastMs;
  return { fromMs, toMs, longestMs, silent, open: after === undefined };
}

function sayLongest({ flow, spells, usualMs }: Spells): string {
  if (spells.some(({ open }) => open)) return ', and none had arrived when the load ended';
  const longest = Math.max(0, ...spells.flatMap(({ longestMs }) => longestMs ?? []));
  if (longest === 0) return '';
  const usual = usualMs === null ? '' : `; in a normal second the longest is ${formatMs(usualMs)}`;
  return flow.what === 'responses'
    ? `: responses took up to ${formatMs(longest)}${usual}`
    : `: the gaps between events grew to ${formatMs(longest)}${usual}`;
}

function titleOf(spells: readonly Spell[], noun: string): string {
  const [only] = spells;
  if (only === undefined || spells.length > 1) return `${spells.length} ${noun}s`;
  const from = `A ${noun} from ${clock(only.fromMs)}`;
  return only.open ? `${from} to the end` : `${from} to ${clock(only.toMs)}`;
}

// It rests on times alone.
const stall = rule({ code: 'stall', kind: 'bad', claim: 'cause' }, (facts) => {
  const events = spellsOf(facts, EVENTS);
  // Where most of what ends runs out of time, its ends come in lots: that is no rhythm to fall out of.
  const isAnswered =
    sum(facts.seconds, ({ ok }) => ok) > sum(facts.seconds, ({ targetErrors }) => targetErrors);
  // Messages that come regularly are silent for a second, again and again, when they are few.
  const found =
    (isAnswered ? spellsOf(facts, ANSWERS) : null) ?? (events?.spells.length === 1 ? events : null);
  if (found === null) return null;
  const { spells, flow } = found;
  const stopped = spells.every(({ silent }) => silent);
  const lengthOf = ({ fromMs, toMs }: Spell) => toMs - fromMs;
  const slowMs = sum(spells, lengthOf);
  const longest = spells.reduce((most, one) => (lengthOf(one) > lengthOf(most) ? one : most));
  const allMs = sum(facts.seconds, ({ lengthMs }) => lengthMs);
  return {
    title: titleOf(spells, stopped ? 'stall' : 'slow spell'),
    evidence: `${stopped ? `Almost no ${flow.what} arrived` : `Most ${flow.what} were slow`} ${spansOf(spells)}${sayLongest(found)}.`,
    suggestion:
      'Look for what blocked everything at that time: garbage collection, a lock, a job, a failover.',
    explains: slowMs / Math.max(1, allMs),
    shown: shownFrom(EVERYWHERE, longest.fromMs, longest.toMs),
  };
});

export const STALL_RULES: readonly Rule[] = [stall];
