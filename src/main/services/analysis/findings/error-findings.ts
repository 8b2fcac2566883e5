import { countsInErrorRate } from '../../../../contract/failure.ts';
import { formatPercent } from '../../../../contract/format.ts';
import { BROKEN_SHARE, MIN_EVENTS } from '../seconds/load-trace.ts';
import { type Draft, type EndpointFact, type Facts, type FailureFact, type Rule, rule } from './finding.ts';
import { shownWhile } from './finding-places.ts';
import {
  begun,
  clock,
  codesOf,
  countedFailures,
  failedOf,
  list,
  ofFailures,
  placeName,
  servicesOf,
  shareOf,
  sum,
  whenAll,
  whole,
} from './finding-words.ts';

const LITTLE_SHARE = 0.01;
/** With fewer requests a share below 1% could not have been seen. */
const MIN_FOR_LITTLE = 100;
/** Share of all failures that a few endpoints have to hold to be named for them. */
const CONCENTRATED = 0.8;

const finished = ({ ok, failed }: Pick<EndpointFact, 'ok' | 'failed'>) => ok + failed;
const rateOf = (place: Pick<EndpointFact, 'ok' | 'failed'>) => place.failed / Math.max(1, finished(place));

/** A service is called by its average; an endpoint that is broken disappears in it, and is named here. */
const errorsOfEndpoints = rule({ code: 'errors.endpoint', kind: 'bad', claim: 'fact' }, (facts) => {
  // Of a WebSocket service, connections and messages are no two endpoints.
  const tried = facts.endpoints.filter((place) => finished(place) > 0 && place.role !== 'connect');
  const bad = tried
    .filter((place) => place.failed >= MIN_EVENTS && rateOf(place) > BROKEN_SHARE)
    .toSorted((a, b) => b.failed - a.failed);
  const all = sum(tried, (place) => place.failed);
  const held = sum(bad, (place) => place.failed);
  if (bad.length === 0 || bad.length * 2 > tried.length || held < all * CONCENTRATED) return null;
  const rest = tried.filter((place) => !bad.includes(place));
  const isBroken = bad.every((place) => rateOf(place) >= 0.5);
  const which = bad.length === 1 ? 'one endpoint' : `${bad.length} of ${tried.length} endpoints`;
  const each = bad.slice(0, 3).map((place) => {
    const rows = countedFailures(facts, place);
    return `${placeName(place)}: ${failedOf(place.failed, finished(place))}${rows.length === 0 ? '' : `, ${codesOf(rows)} ${whenAll(rows)}`}`;
  });
  return {
    title: isBroken
      ? `${begun(which)} ${bad.length === 1 ? 'is' : 'are'} broken`
      : `Errors come from ${which}`,
    evidence: `${each.join('; ')}${bad.length > 3 ? `; and ${bad.length - 3} more` : ''}. ${sayOthers(rest)}`,
    suggestion: bad.every((place) => refusesAll(facts, place))
      ? ''
      : sum(rest, (place) => place.failed + place.leftOut) > 0
        ? 'Start there.'
        : 'Start there: the other endpoints of the plan succeed.',
    explains: ofFailures(held, facts),
    ...shownOf(facts, bad[0]),
  };
});

/** The failures of an endpoint, from the first to the last; nothing where none of them is known one by one. */
function shownOf(facts: Facts, place: EndpointFact | undefined): Pick<Draft, 'shown'> {
  const rows = place === undefined ? [] : countedFailures(facts, place);
  return place === undefined || rows.length === 0 ? {} : { shown: shownWhile(place, rows) };
}

/** What became of the endpoints that are not named. */
function sayOthers(rest: readonly EndpointFact[]): string {
  const failed = sum(rest, (place) => place.failed);
  const leftOut = sum(rest, (place) => place.leftOut);
  const others = rest.length === 1 ? 'the other endpoint' : `the other ${rest.length} endpoints`;
  if (failed > 0) return `Of ${others}, ${failedOf(failed, sum(rest, finished))}.`;
  if (leftOut > 0) return `No failure of ${others} counts.`;
  return rest.length === 1 ? 'The other endpoint did not fail.' : `None of ${others} failed.`;
}

const errorsMany = rule({ code: 'errors.many', kind: 'bad', claim: 'fact' }, (facts) => {
  if (rateOf(facts) <= BROKEN_SHARE) return null;
  return {
    title: 'Errors above 5%',
    evidence: sayErrors(facts),
    suggestion: 'The error table names each cause with an example; start with the most frequent one.',
    explains: 1,
    ...shownOfWorst(facts),
  };
});

const errorsFew = rule({ code: 'errors.few', kind: 'good', claim: 'good' }, (facts) => {
  if (finished(facts) < MIN_FOR_LITTLE || rateOf(facts) >= LITTLE_SHARE) return null;
  return { title: 'Errors below 1%', evidence: sayErrors(facts) };
});

/** What is too little for the rules above is said all the same: a failure that nobody mentions did not happen. */
const errorsSome = rule({ code: 'errors.some', kind: 'bad', claim: 'fact' }, (facts) => {
  if (facts.failed === 0) return null;
  return {
    title: facts.failed === 1 ? 'One error' : 'Some errors',
    evidence: sayErrors(facts),
    suggestion: 'The error table names each cause with an example.',
    explains: 1,
    ...shownOfWorst(facts),
  };
});

/** The most frequent failure is the one that is named. */
function shownOfWorst(facts: Facts): Pick<Draft, 'shown'> {
  const [worst] = countedFailures(facts);
  return worst === undefined ? {} : { shown: shownWhile(worst, [worst]) };
}

function sayErrors(facts: Facts): string {
  const { ok, failed, leftOut } = facts;
  const counted = countedFailures(facts);
  const rows =
    sum(counted, (row) => row.count) < failed ? [...counted, ...brokenConnections(facts)] : counted;
  const [worst] = rows;
  const most = rows.length > 1 ? ', most often' : ':';
  const named = worst === undefined ? '' : `${most} ${placeName(worst)} with ${worst.code}, ${whenAll(rows)}`;
  const more = failed === 0 ? '' : ' more';
  const aside = leftOut === 0 ? '' : ` ${whole(leftOut)}${more} failed for reasons that do not count.`;
  return `${begun(failedOf(failed, ok + failed, ' at the target or network'))}${named}.${aside}`;
}

/** How connections ended that were lost while in use: they fail without a request of their own. */
function brokenConnections({ failures }: Facts): FailureFact[] {
  return failures.filter(
    (row) => (row.role === 'session' || row.role === 'gap') && countsInErrorRate(row.side),
  );
}

/** Nothing was accepted from the first request on, and each answer says that the request is wrong. */
const requestsRefused = rule({ code: 'requests.refused', kind: 'bad', claim: 'plan' }, (facts) => {
  const refusing = facts.endpoints.filter((place) => refusesAll(facts, place));
  if (refusing.length === 0) return null;
  const count = sum(refusing, (place) => place.failed);
  const who = refusing.length === 1 ? 'An endpoint refuses' : `${refusing.length} endpoints refuse`;
  return {
    title: `${who} every request`,
    evidence: `${list(refusing.map(placeName))} responded to all ${whole(count)} requests with a client error (http.4xx), from the first one on.`,
    suggestion: 'Check path, method and body of the step: such a response has nothing to do with the load.',
    explains: ofFailures(count, facts),
    ...shownOf(facts, refusing[0]),
  };
});

function refusesAll(facts: Facts, place: EndpointFact): boolean {
  if (place.ok > 0 || place.failed < MIN_EVENTS) return false;
  const rows = countedFailures(facts, place);
  return rows.length > 0 && rows.every((row) => row.code === 'http.4xx');
}

const MIN_REDIRECTED = 5;

/**
 * A redirect counts as a success, and so does the page it leads to, though it may be a login page. An endpoint that
 * does nothing but redirect says so from its first answer on.
 */
const redirects = rule({ code: 'redirects.many', kind: 'hint', claim: 'fact' }, (facts) => {
  const { endpoints, followsRedirects } = facts;
  const often = endpoints
    .map((place) => ({ ...place, answers: place.ok + place.failed + place.leftOut }))
    .filter(({ redirected, answers }) => {
      if (!followsRedirects && redirected > 0 && redirected >= answers) return true;
      return redirected >= MIN_REDIRECTED && redirected > answers * BROKEN_SHARE;
    })
    .toSorted((a, b) => b.redirected - a.redirected);
  if (often.length === 0) return null;
  const share = sum(often, ({ redirected }) => redirected) / sum(often, ({ answers }) => answers);
  const each = often.slice(0, 4).map((place) => {
    const { redirected, answers, redirectedFromMs } = place;
    return `${placeName(place)}: ${shareOf(redirected, answers)} since ${clock(redirectedFromMs)}`;
  });
  return {
    title: redirectTitle(share, followsRedirects),
    evidence: `Redirects instead of direct responses: ${each.join('; ')}.`,
    suggestion: followsRedirects
      ? 'Check where they lead, a login page perhaps: a redirect counts as a success unless a check says otherwise.'
      : 'What they lead to was not requested. Give the plan the address they lead to, or set followRedirects in its limits; where the step expects a redirect, name its status under expect.',
    explains: share,
  };
});

function redirectTitle(share: number, isFollowed: boolean): string {
  if (share >= 1)
    return `Every response ${isFollowed ? 'came by a redirect' : 'is a redirect, and is not followed'}`;
  const many = share >= 0.5 ? 'Most' : 'Many';
  return `${many} responses ${isFollowed ? 'came by a redirect' : 'are redirects, and are not followed'}`;
}

/** Failures that are refusals of a credential. */
function refusals({ failures }: Facts, isOne: (row: FailureFact) => boolean) {
  const rows = failures.filter((row) => row.inTotals && isOne(row));
  // None of them presented a credential: there is no token to look at.
  const bare = rows.every((row) => row.bare >= row.count);
  return { rows, count: sum(rows, (row) => row.count), bare };
}

/** Refusals of a credential that was never accepted: of the service nothing is known. */
const credentialsRefused = rule({ code: 'credentials.refused', kind: 'bad', claim: 'plan' }, (facts) => {
  const { rows, count, bare } = refusals(
    facts,
    ({ side, code }) => side === 'test' && /^(auth|ws)\./.test(code),
  );
  if (count === 0) return null;
  const answers = facts.ok + facts.failed + facts.leftOut;
  const all = count >= answers;
  const refused = `${servicesOf(rows)} refused ${shareOf(count, answers, 'requests')} ${whenAll(rows)}`;
  const explains = count / Math.max(1, answers);
  if (bare) {
    return {
      title: all
        ? 'Every request without a credential was refused'
        : 'Requests without a credential were refused',
      evidence: `${refused}; they presented no credential, and none like them was accepted (${codesOf(rows)}).`,
      suggestion:
        'No credential was sent: use --bearer, or give the plan one; or find what else refuses these requests, such as a firewall in front of the service or a closed path.',
      explains,
    };
  }
  const unknown = all
    ? 'Until it is accepted, nothing is known about the service.'
    : 'What was refused with it is in no error rate.';
  return {
    title: all ? 'The credentials were refused' : 'Some credentials were refused',
    evidence: `${refused} and never accepted that credential (${codesOf(rows)}).`,
    suggestion: `${sayWhereSet(rows, all)} ${unknown}`,
    explains,
  };
});

const MAX_HINTS = 2;

/** How another credential is set, where the plan says where these come from. */
function sayWhereSet(rows: readonly FailureFact[], all: boolean): string {
  const hints = [...new Set(rows.flatMap(({ credentialHint }) => credentialHint ?? []))];
  if (hints.length > 0) return hints.slice(0, MAX_HINTS).join(' ');
  return all ? 'Check the credential of the plan.' : 'Check that credential of the plan.';
}

/** The same credential was good for other requests: who refuses it is broken. */
const credentialsRevoked = rule({ code: 'credentials.revoked', kind: 'bad', claim: 'fact' }, (facts) => {
  const { rows, count, bare } = refusals(facts, ({ code }) => code === 'auth.revoked');
  if (count === 0) return null;
  return {
    title: bare ? 'Requests like accepted ones were refused' : 'Accepted credentials were refused',
    evidence: `${servicesOf(rows)} refused ${sayRefused(count, facts)} ${whenAll(rows)}, although it accepted others ${bare ? 'that presented no credential either' : 'with the same credential'}.`,
    suggestion: bare
      ? 'Look for what began to refuse them: a firewall, a rate limit, a rule of a proxy.'
      : 'Check what it uses to verify credentials, and what changed there at that time.',
    explains: ofFailures(count, facts),
  };
});

/** Accepted by the service, and refused by one endpoint from the first request on: no session ended there. */
const credentialsForbidden = rule({ code: 'credentials.forbidden', kind: 'bad', claim: 'fact' }, (facts) => {
  const { rows, count } = refusals(facts, ({ code }) => code === 'auth.forbidden');
  if (count === 0) return null;
  return {
    title: 'Accepted credentials have no permission for an endpoint',
    evidence: `${list([...new Set(rows.map(placeName))])} refused ${sayRefused(count, facts)} ${whenAll(rows)} with status 403, and never accepted one; the service accepts the same credential elsewhere.`,
    suggestion:
      'Give the credential permission for it, or use another one. If it should have it, check the rules of the service.',
    explains: ofFailures(count, facts),
  };
});

/** `41 requests (68%)`. */
function sayRefused(count: number, { ok, failed }: Facts): string {
  return `${whole(count)} requests (${formatPercent((count / Math.max(1, ok + failed)) * 100)})`;
}

export const ERROR_RULES: readonly Rule[] = [
  credentialsRefused,
  credentialsRevoked,
  credentialsForbidden,
  requestsRefused,
  redirects,
  errorsOfEndpoints,
  errorsMany,
  errorsFew,
  errorsSome,
];
