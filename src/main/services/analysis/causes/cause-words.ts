import { formatClock, formatCount, formatMs, formatPercent } from '../../../../contract/format.ts';
import type { Phase } from '../../../../contract/tick.ts';
import { formatWatched } from '../../../../contract/watched-format.ts';
import type { CauseKind, SentencePart } from '../../../../contract/why.ts';
import { begun, placeName } from '../findings/finding-words.ts';
import type { Alike } from './alike.ts';
import type { Cause, CauseContext, Names, PhaseShare } from './cause.ts';
import { secondsOf } from './cause-requests.ts';
import type { Observed, ObservedGauge } from './observed.ts';
import { LARGE } from './property-causes.ts';
import { highFrom } from './time-causes.ts';

/** From this share on, a group is slow as a whole. */
const WHOLE_GROUP = 0.95;
/** From this share on, another digit says no more. */
const ALMOST_ALL = 0.995;

/** What slow requests did for longer; `own`: the possessive of who did it. */
const VERBS: Readonly<Record<Phase, (own: string) => readonly [before: string, after: string]>> = {
  queued: () => ['waited ', ' for a free connection'],
  dns: () => ['spent ', ' resolving the host name'],
  connect: () => ['spent ', ' connecting'],
  tls: () => ['spent ', ' in the TLS handshake'],
  send: () => ['spent ', ' sending'],
  wait: (own) => ['waited ', ` for ${own} first byte`],
  receive: (own) => ['spent ', ` receiving ${own} response`],
};

/** A phase as the subject of a sentence. */
const PHASE_SUBJECTS: Readonly<Record<Phase, string>> = {
  queued: 'Waiting for a free connection',
  dns: 'Resolving the host name',
  connect: 'Connecting',
  tls: 'The TLS handshake',
  send: 'Sending',
  wait: 'Waiting for the first byte',
  receive: 'Receiving',
};

/** "**gateway historical** waited **900 ms longer** for its first byte, from **10:02 to 10:06**." */
export function sentenceOf(cause: Cause, context: CauseContext): SentencePart[] {
  const share = shareOf(cause);
  const isName = isByName(cause, share);
  const parts = [
    ...whileOf(cause, context),
    ...subjectOf(cause, context, share),
    ...predicateOf(cause, isName ? 'its' : 'their'),
    ...spanOf(cause),
    plain('.'),
  ];
  return isName ? joined(parts) : withCapital(joined(parts));
}

/** What a cause is about: `gateway historical`, `gateway historical, status 202`, `wait`. */
export function subjectText(cause: Cause, context: CauseContext): string {
  const { kind, endpoint, value } = cause;
  const place = endpoint === null ? [] : [placeOf(context.names, endpoint)];
  const which = WHICH[kind](cause, context).flatMap(({ text, strong }) => (strong ? [text] : []));
  return [...place, ...(kind === 'phase' || kind === 'gauge' ? [value] : which)].join(', ');
}

/** "187 of its 187 requests in those seconds were slow, and none of its 54,966 in others." */
export function evidenceOf(cause: Cause): string {
  const extra = cause.phase === null ? '' : ` ${extraTime(cause.phase)}`;
  if (cause.kind === 'phase') {
    const { behind, association } = cause;
    const [some, all] = [formatCount(behind), formatCount(association.slow)];
    return `${some === all ? `All ${all}` : `${some} of the ${all}`} slow requests did.${extra}`;
  }
  const { members, slowMembers, others, slowOthers } = cause.association;
  const [ours, theirs] = GROUPS[cause.kind](formatCount(members), formatCount(others), cause);
  const there = slowOthers < 0.5 ? 'none' : formatCount(slowOthers);
  return `${formatCount(slowMembers)} of ${ours} were slow, and ${there} of ${theirs}.${extra}`;
}

/** "Waiting for the first byte took 92% of their extra time." */
export function extraTime({ name, share }: PhaseShare): string {
  const how = share >= ALMOST_ALL ? 'almost all' : formatPercent(share * 100);
  return `${PHASE_SUBJECTS[name]} took ${how} of their extra time.`;
}

/** "new connections (2.1% of slow requests, 2% of others)" */
export function alikeText(
  { kind, value, slow, others }: Alike,
  context: Pick<CauseContext, 'observed' | 'names'>,
): string {
  const subject = ALIKE[kind](value, context);
  return `${subject} (${formatPercent(slow * 100)} of slow requests, ${formatPercent(others * 100)} of others)`;
}

type Group = (members: string, others: string, cause: Cause) => readonly [ours: string, theirs: string];

/** How the requests of a cause are called, and those that they are compared with. "About": weighed from kept requests. */
const GROUPS: Readonly<Record<Exclude<CauseKind, 'phase'>, Group>> = {
  connection: (members, others) => [
    `about ${members} requests on this connection`,
    `about ${others} on others`,
  ],
  address: (members, others) => [`about ${members} requests to this address`, `about ${others} to others`],
  'new-connection': (members, others) => [
    `about ${members} requests on new connections`,
    `about ${others} on reused ones`,
  ],
  status: (members, others) => [`about ${members} requests with this status`, `about ${others} with others`],
  'large-body': (members, others) => [
    `about ${members} requests with a response over ${LARGE} times the median size of their endpoint`,
    `about ${others} with smaller ones`,
  ],
  disturbed: (members, others) => [`${members} requests in those seconds`, `${others} in others`],
  gauge: (members, others) => [`${members} requests in those seconds`, `${others} in others`],
  endpoint: (members, others) => [`its ${members} requests`, `${others} to other endpoints`],
  burst: (members, others, { endpoint }) =>
    endpoint === null
      ? [`${members} requests in those seconds`, `${others} in others`]
      : [`its ${members} requests in those seconds`, `its ${others} in others`],
};

/** What was looked at. */
const ALIKE: Readonly<
  Record<CauseKind, (value: string, context: Pick<CauseContext, 'observed' | 'names'>) => string>
> = {
  connection: (value, { names }) => `connection ${names.connections[Number(value)] ?? value}`,
  address: (value, { names }) => `address ${names.addresses[Number(value)] ?? value}`,
  'new-connection': () => 'new connections',
  status: (value) => `status ${value}`,
  'large-body': () => `responses over ${LARGE} times the median size`,
  disturbed: () => 'seconds in which Plimsoll was disturbed',
  gauge: (value, { observed }) => `seconds with ${value} ${highWords(observed, value)}`,
  endpoint: (value) => value,
  burst: (value) => value,
  phase: (value) => value,
};

/** Of those whom a cause concerns, the share that is slow. */
function shareOf({ kind, endpoint, behind, association, totals }: Cause): number {
  if (kind !== 'phase') return association.precision;
  const all = endpoint === null ? totals.reduce((sum, here) => sum + here, 0) : (totals[endpoint] ?? 0);
  return Math.min(1, behind / Math.max(1, all));
}

/** Whether the endpoint itself is who was slow, rather than some of its requests. */
function isByName({ kind, endpoint }: Cause, share: number): boolean {
  return (
    (kind === 'endpoint' || kind === 'burst' || kind === 'phase') && endpoint !== null && share >= WHOLE_GROUP
  );
}

function subjectOf(cause: Cause, context: CauseContext, share: number): SentencePart[] {
  const { kind, endpoint } = cause;
  const place = endpoint === null ? '' : placeOf(context.names, endpoint);
  if (isByName(cause, share)) return [strong(place)];
  const many = share >= WHOLE_GROUP ? 'requests' : `${formatPercent(share * 100)} of requests`;
  const where = place === '' ? [] : [plain(' to '), strong(place)];
  const which = WHICH[kind](cause, context);
  // Where nothing else stands out, they do.
  return [place === '' && which.length === 0 ? strong(many) : plain(many), ...where, ...which];
}

/** Which requests a cause is of, behind the word "requests". */
const WHICH: Readonly<Record<CauseKind, (cause: Cause, context: CauseContext) => SentencePart[]>> = {
  connection: ({ value }, { names }) => [
    plain(' on '),
    strong(`connection ${names.connections[Number(value)] ?? value}`),
  ],
  address: ({ value, endpoint }, { names }) => [
    plain(endpoint === null ? ' to ' : ' at '),
    strong(names.addresses[Number(value)] ?? value),
  ],
  'new-connection': () => [plain(' on '), strong('new connections')],
  status: ({ value }) => [plain(' answered with '), strong(`status ${value}`)],
  'large-body': () => [plain(' with '), strong('unusually large responses')],
  disturbed: () => [],
  gauge: () => [],
  endpoint: () => [],
  burst: () => [],
  phase: () => [],
};

/** "While **Plimsoll itself was disturbed** (4 s), " */
function whileOf(cause: Cause, { observed, area }: CauseContext): SentencePart[] {
  const seconds = secondsOf(cause, observed, area);
  if (seconds === null) return [];
  const what =
    cause.kind === 'disturbed'
      ? 'Plimsoll itself was disturbed'
      : `${cause.value} was ${highWords(observed, cause.value)}`;
  return [plain('while '), strong(what), plain(` (${formatCount(seconds.length)} s), `)];
}

function predicateOf({ phase, excessUs }: Cause, own: 'its' | 'their'): SentencePart[] {
  // Of a run that kept no requests it is not known by how much.
  if (excessUs <= 0) return [plain(own === 'its' ? ' was slow' : ' were slow')];
  const [before, after] = phase === null ? ['took ', ''] : VERBS[phase.name](own);
  const longer = `${formatMs((phase?.excessUs ?? excessUs) / 1_000)} longer`;
  return [plain(` ${before}`), strong(longer), plain(after)];
}

/** ", from **10:02 to 10:06**": until its last second is over. */
function spanOf({ span }: Cause): SentencePart[] {
  if (span === null) return [];
  const [from, to] = span;
  return [plain(', from '), strong(`${formatClock(from * 1_000)} to ${formatClock((to + 1) * 1_000)}`)];
}

/** `gateway historical` */
function placeOf({ endpoints }: Names, number: number): string {
  const place = endpoints[number];
  return place === undefined ? `endpoint ${number}` : placeName(place);
}

/** `at 78 or more` */
function highWords({ gauges }: Observed, name: string): string {
  const gauge = gauges.find((one) => one.name === name);
  return gauge === undefined ? 'high' : `at ${readingOf(highFrom(gauge.values), gauge.unit)} or more`;
}

function readingOf(value: number, unit: ObservedGauge['unit']): string {
  return unit === 'us' ? formatMs(value / 1_000) : formatWatched(value, unit);
}

function plain(text: string): SentencePart {
  return { text, strong: false };
}

function strong(text: string): SentencePart {
  return { text, strong: true };
}

/** Neighbours of one kind as one piece. */
function joined(parts: readonly SentencePart[]): SentencePart[] {
  const pieces: SentencePart[] = [];
  for (const part of parts) {
    const last = pieces.at(-1);
    if (last?.strong === part.strong) pieces.splice(-1, 1, { ...part, text: last.text + part.text });
    else pieces.push(part);
  }
  return pieces;
}

function withCapital([first, ...rest]: readonly SentencePart[]): SentencePart[] {
  return first === undefined ? [] : [{ ...first, text: begun(first.text) }, ...rest];
}
