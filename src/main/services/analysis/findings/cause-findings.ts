import { formatPercent } from '../../../../contract/format.ts';
import type { Phase } from '../../../../contract/tick.ts';
import type { CauseKind, NamedCause } from '../../../../contract/why.ts';
import type { FailingSpell } from '../causes/failing-spells.ts';
import { meanwhileWords } from '../target/absence-words.ts';
import type { Absence } from '../target/absences.ts';
import { type Draft, type Facts, type Finding, rule } from './finding.ts';
import { shownFrom } from './finding-places.ts';
import { clock, failedOf, list, placeName, whole } from './finding-words.ts';
import { TAIL_ADVICE } from './latency-findings.ts';

/** So many are told; the rest is for whoever opens the analysis. */
const MAX_CAUSES = 4;
const MAX_SPELLS = 3;

/** A few seconds in which one endpoint failed: of a whole run its rate hardly shows them. */
export const FAILING_SPELLS = rule({ code: 'errors.spell', kind: 'bad', claim: 'fact' }, (facts) => {
  const absences = facts.target?.absences ?? [];
  // What began to fail and never came back is no spell.
  const isDead = ({ service }: FailingSpell) => facts.silences.some((silence) => silence.service === service);
  return facts.causes.failing
    .filter((spell) => !isDead(spell))
    .slice(0, MAX_SPELLS)
    .map((spell) => sayFailing(spell, absences));
});

function sayFailing(spell: FailingSpell, absences: readonly Absence[]): Draft {
  const { service, endpoint, span, failed, finished, failedElse, finishedElse, share, codes, phase } = spell;
  const [fromSecond, toSecond] = span;
  const where =
    phase === null ? '' : ` ${formatPercent(phase.share * 100)} of their time went to ${WHERE[phase.name]}.`;
  const beside = meanwhileWords(absences, fromSecond * 1_000, (toSecond + 1) * 1_000);
  return {
    title: `Failed for ${toSecond - fromSecond + 1} s: ${placeName(spell)}`,
    evidence: `${placeName(spell)}, ${fromTo(span)}: ${failedOf(failed, finished)} with ${list(codes)}, and ${failedElse === 0 ? 'none' : whole(failedElse)} of ${whole(finishedElse)} in other seconds. That is ${formatPercent(share * 100)} of all failures.${where}${beside}`,
    suggestion: 'Look in its log at that time.',
    explains: share,
    shown: shownFrom({ service, endpoint }, fromSecond * 1_000, (toSecond + 1) * 1_000),
  };
}

/** `from 10:02 to 10:06`: until the last second is over. */
function fromTo([from, to]: FailingSpell['span']): string {
  return `from ${clock(from * 1_000)} to ${clock((to + 1) * 1_000)}`;
}

const WHERE: Readonly<Record<Phase, string>> = {
  queued: 'waiting for a free connection',
  dns: 'resolving the host name',
  connect: 'connecting',
  tls: 'the TLS handshake',
  send: 'sending',
  wait: 'waiting for the first byte',
  receive: 'receiving',
};

/** What the seconds of the run cannot show: which requests were slow, and what they have in common. */
export const SLOW_CAUSES = rule({ code: 'latency.cause', kind: 'bad', claim: 'cause' }, ({ causes }) =>
  causes.slow.filter(isOfTarget).slice(0, MAX_CAUSES).map(saySlow),
);

/** So many are named in a sentence. */
const MAX_HIDDEN = 3;

/**
 * What a grade of a whole run averages out: "Figures of the whole run hide that gateway orders failed for 5 s and gateway
 * historical was slow for 4 s."
 * @param findings those that are told of the run: what they do not say is not said here either
 * @returns empty: they hide nothing that is known
 */
export function hiddenByRunFigures(
  { slow, failing }: Facts['causes'],
  findings: readonly Pick<Finding, 'code'>[],
): string {
  const isFound = (code: string) => findings.some((finding) => finding.code === code);
  const clauses = [
    ...(isFound(FAILING_SPELLS.code) ? failing.map(failedClause) : []),
    ...(isFound(SLOW_CAUSES.code) ? slow.filter(isOfTarget).map((cause) => CLAUSES[cause.kind](cause)) : []),
  ].slice(0, MAX_HIDDEN);
  return clauses.length === 0 ? '' : `Figures of the whole run hide that ${list(clauses)}.`;
}

function failedClause({ span: [from, to], ...place }: FailingSpell): string {
  return `${placeName(place)} failed for ${to - from + 1} s`;
}

/** What Plimsoll did itself stands under trust; a time in which everything was slow is told by the seconds. */
function isOfTarget({ kind, place }: NamedCause): boolean {
  return kind !== 'disturbed' && (kind !== 'burst' || place !== null);
}

function saySlow(cause: NamedCause): Draft {
  const { kind, sentence, evidence, share, place, phase, area } = cause;
  const said = sentence.map(({ text }) => text).join('');
  return {
    title: TITLES[cause.kind](cause),
    evidence: `${said} ${evidence} ${kind === 'gauge' ? 'That goes together with' : 'It explains'} ${formatPercent(share * 100)} of the slow requests.`,
    suggestion: phase === null ? '' : TAIL_ADVICE[phase],
    explains: share,
    ...(area === null
      ? {}
      : { shown: { service: place?.service ?? null, endpoint: place?.endpoint ?? null, area } }),
  };
}

type Title = (cause: NamedCause) => string;
const titled =
  (what: string): Title =>
  ({ subject }) =>
    subject === '' ? what : `${what}: ${subject}`;

/** Of most requests nothing is wrong, but of some. */
const someSlower: Title = ({ place, phase }) => {
  const where = phase === null ? '' : ` ${IN_PHASE[phase]}`;
  return `Some requests are much slower${where}${place === null ? '' : `: ${placeName(place)}`}`;
};

type Clause = (cause: NamedCause) => string;
const someWereSlower: Clause = ({ place, phase }) =>
  `some requests${place === null ? '' : ` to ${placeName(place)}`} were much slower${phase === null ? '' : ` ${IN_PHASE[phase]}`}`;

/** What a cause was, as a part of a sentence. */
const CLAUSES: Readonly<Record<CauseKind, Clause>> = {
  burst: ({ subject, area }) => `${subject} was slow for ${lengthOf(area)} s`,
  phase: someWereSlower,
  endpoint: someWereSlower,
  connection: ({ subject }) => `a connection was slow (${subject})`,
  address: ({ subject }) => `an address was slow (${subject})`,
  'new-connection': () => 'requests on new connections were slow',
  status: ({ subject }) => `responses of one status were slow (${subject})`,
  'large-body': () => 'large responses were slow',
  disturbed: () => 'requests were slow while Plimsoll was disturbed',
  gauge: (cause) => `requests were slow while ${gaugeOf(cause)} was high`,
};

/** Its name, without the endpoint before it. */
function gaugeOf({ subject, place }: NamedCause): string {
  return place === null ? subject : subject.replace(`${placeName(place)}, `, '');
}

function lengthOf(area: NamedCause['area']): number {
  return area === null ? 0 : area.toSecond - area.fromSecond + 1;
}

const TITLES: Readonly<Record<CauseKind, Title>> = {
  burst: ({ area, subject }) => `Slow for ${lengthOf(area)} s: ${subject}`,
  phase: someSlower,
  endpoint: someSlower,
  connection: titled('A connection is slow'),
  address: titled('An address is slow'),
  'new-connection': titled('Requests on new connections are slow'),
  status: titled('Responses of one status are slow'),
  'large-body': titled('Large responses are slow'),
  disturbed: titled('Slow while Plimsoll was disturbed'),
  gauge: (cause) => `Slow while ${gaugeOf(cause)} was high`,
};

const IN_PHASE: Readonly<Record<Phase, string>> = {
  queued: 'to get a connection',
  dns: 'to resolve the host name',
  connect: 'to connect',
  tls: 'in the TLS handshake',
  send: 'to send',
  wait: 'to the first byte',
  receive: 'to receive',
};
