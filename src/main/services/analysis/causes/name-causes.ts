import type { Area, Scope } from '../../../../contract/area.ts';
import { counted, formatCount } from '../../../../contract/format.ts';
import type { NamedCause, Why } from '../../../../contract/why.ts';
import { alikeProperties } from './alike.ts';
import type { Cause, CauseContext, Names } from './cause.ts';
import { areaOf, requestsOf } from './cause-requests.ts';
import { alikeText, evidenceOf, extraTime, sentenceOf, subjectText } from './cause-words.ts';
import { type Observed, wholeRunOf } from './observed.ts';
import { MIN_PHASE_SHARE } from './phase-excess.ts';
import { type Ranking, rankCauses } from './rank-causes.ts';
import { MIN_COUNT } from './slow-cut.ts';
import { MIN_SLOW, type SlowSet } from './slow-set.ts';

/** So many times as many slow requests as are expected are no more than chance may bring. */
const NO_SLOWER = 1.25;
/** Beyond such a share of the seconds, what was disturbed is no exception that slow requests could be told by. */
const MANY_DISTURBED = 0.5;
const NOTHING_KEPT = 'This run kept no requests; counts and phases are exact.';
const NONE_OF_THESE = 'None of these requests were kept; counts and phases are exact.';

/** What is asked. */
interface Question {
  /** Null: about the whole run. */
  readonly area: Area | null;
  /** A second area that it is compared with; null, or absent: the rest of the run. */
  readonly against?: Area | null;
  readonly clock: Scope['clock'];
  /** Whether any request of the run was kept, of whatever scope; absent: those that were observed are all. */
  readonly runHasKept?: boolean;
}

/**
 * Why requests were slow, in words: the ranking as sentences, each with its evidence, its place on the heatmap and the requests
 * behind it. Where nothing can be named, why not.
 * @param names at least as many of each as the numbers that the observed run uses
 */
export function whySlow(observed: Observed, names: Names, question: Question): Why {
  const { area, against = null, clock, runHasKept = false } = question;
  const ranking = rankCauses(observed, area, against);
  const { set } = ranking;
  const none = runHasKept ? NONE_OF_THESE : NOTHING_KEPT;
  const unknown = unknownOf(observed, ranking, { names, none });
  if (set === null) {
    const nothing = 'The selection lies outside this run.';
    return { slow: 0, expected: null, causes: [], nothing, alike: [], unknown };
  }
  return {
    slow: set.count,
    expected: set.isWholeRun ? null : set.expected,
    causes: ranking.causes.map((cause) => named(cause, { observed, names, set, clock })),
    nothing: ranking.causes.some(({ isPeculiar }) => isPeculiar)
      ? ''
      : nothingOf(ranking, set, { observed, none, isB: against !== null }),
    alike: set.count < MIN_SLOW ? [] : alikeOf(ranking, set, observed, names),
    unknown,
  };
}

interface Asked {
  readonly observed: Observed;
  readonly names: Names;
  readonly set: SlowSet;
  readonly clock: Scope['clock'];
}

function named(cause: Cause, { observed, names, set, clock }: Asked): NamedCause {
  const context: CauseContext = { observed, names, area: set.area };
  // What holds all over the run is described for all of it, and shown where it was asked about.
  const described: CauseContext = cause.isPeculiar ? context : { ...context, area: wholeRunOf(observed) };
  return {
    kind: cause.kind,
    subject: subjectText(cause, context),
    place: cause.endpoint === null ? null : (names.endpoints[cause.endpoint] ?? null),
    phase: cause.phase?.name ?? null,
    sentence: sentenceOf(cause, described),
    evidence: evidenceOf(cause),
    share: cause.share,
    area: areaOf(cause, context),
    requests: requestsOf(cause, context, set, clock),
    isPeculiar: cause.isPeculiar,
  };
}

function nothingOf(
  { largest }: Ranking,
  set: SlowSet,
  {
    observed: { kept },
    none,
    isB,
  }: { readonly observed: Observed; readonly none: string; readonly isB: boolean },
): string {
  const { count, expected, isWholeRun, isSlower } = set;
  if (hasNone(set)) {
    return `No request succeeded ${isWholeRun ? 'in this run' : 'here'}, so there is no latency to explain.`;
  }
  if (tooFewOf(set).every(Boolean)) {
    const which = isWholeRun ? 'This run' : isB ? 'B' : 'The rest of the run';
    return `${which} holds too few requests to know what is usual: ${MIN_COUNT} of an endpoint are needed.`;
  }
  if (!isSlower && count >= MIN_SLOW) {
    const how = count <= NO_SLOWER * expected ? 'No' : 'Not clearly';
    const there = isB ? 'B' : 'the rest of the run';
    return `${how} slower than ${there}: ${formatCount(count)} slow requests, where ${formatCount(expected)} are expected.`;
  }
  if (count === 0) return 'No request was slow for its endpoint.';
  if (count < MIN_SLOW) return `Only ${slowRequests(count)}; ${MIN_SLOW} are needed.`;
  const where = largest !== null && largest.share >= MIN_PHASE_SHARE ? ` ${extraTime(largest)}` : '';
  return `Nothing sets the slow requests apart.${kept.length === 0 ? ` ${none}` : where}`;
}

function slowRequests(count: number): string {
  return `${formatCount(count)} slow ${count === 1 ? 'request' : 'requests'}`;
}

function alikeOf({ causes }: Ranking, set: SlowSet, observed: Observed, names: Names): string[] {
  return alikeProperties(observed, set)
    .filter(({ kind, value }) => !causes.some((cause) => cause.kind === kind && cause.value === value))
    .map((alike) => alikeText(alike, { observed, names }));
}

/** Whether nothing succeeded. */
function hasNone({ totals }: SlowSet): boolean {
  return totals.every((here) => here === 0);
}

/** Of each endpoint that has requests, whether too few of them are known to tell which are slow. */
function tooFewOf({ totals, seen }: Pick<SlowSet, 'totals' | 'seen'>): boolean[] {
  return [...seen].filter((_, place) => (totals[place] ?? 0) > 0).map((count) => count < MIN_COUNT);
}

/** @param of the words for that no request was kept */
function unknownOf(
  observed: Observed,
  { set, causes }: Ranking,
  { names: { endpoints }, none }: { readonly names: Names; readonly none: string },
): string[] {
  const { kept, gauges } = observed;
  const unknown: string[] = [];
  const isKnown = set !== null && !hasNone(set);
  if (isKnown) unknown.push(...fewWords(set, endpoints), ...disturbedWords(observed, set, causes));
  if (kept.length === 0) {
    // Of failures, which have no latency, some may have been kept.
    if (isKnown) unknown.push(`Connections, addresses, statuses and response sizes: cannot tell. ${none}`);
  } else if (kept.address.every((address) => address < 0)) {
    unknown.push('Addresses: cannot tell; none were recorded.');
  }
  if (gauges.length === 0) unknown.push('Load on the target: cannot tell; this run did not record it.');
  return unknown;
}

/** Some endpoints may be asked too seldom to say of any of their requests that it was slow. */
function fewWords({ totals, seen }: SlowSet, endpoints: Names['endpoints']): string[] {
  const few = endpoints.flatMap(({ service, endpoint }, place) =>
    (totals[place] ?? 0) > 0 && (seen[place] ?? 0) < MIN_COUNT ? [`${service} ${endpoint}`] : [],
  );
  const [first] = few;
  if (first === undefined || tooFewOf({ totals, seen }).every(Boolean)) return [];
  const which = few.length === 1 ? first : `${first} and ${counted(few.length - 1, 'other endpoint')}`;
  return [`Whether requests to ${which} were slow: cannot tell, fewer than ${MIN_COUNT} show what is usual.`];
}

/** Where most seconds of a selection were disturbed, few are left to tell by; of a whole run its trust says so. */
function disturbedWords(
  { disturbed }: Observed,
  { area, isWholeRun }: SlowSet,
  causes: readonly Cause[],
): string[] {
  if (isWholeRun) return [];
  const all = area.toSecond + 1 - area.fromSecond;
  const here = disturbed.subarray(area.fromSecond, area.toSecond + 1).reduce((sum, one) => sum + one, 0);
  if (here <= all * MANY_DISTURBED || causes.some(({ kind }) => kind === 'disturbed')) return [];
  return [
    `Whether the target was slow or this machine: cannot tell, Plimsoll itself was disturbed in ${here} of ${counted(all, 'second')}.`,
  ];
}
