import { formatNumber } from '../../../../contract/format.ts';
import { NOT_SENT_FINDING } from '../../../../contract/summary.ts';
import { FAILING_SPELLS, SLOW_CAUSES } from './cause-findings.ts';
import { CONNECTION_RULES, STREAM_RULES } from './connection-findings.ts';
import { ERROR_RULES } from './error-findings.ts';
import { sayFailedSetup } from './failed-setup.ts';
import { type Facts, type Finding, type Rule, rule } from './finding.ts';
import { codesOf, sum } from './finding-words.ts';
import { GRADE_RULES, GRADES_WELL } from './grade-findings.ts';
import { IRREGULAR_RULES } from './irregular-findings.ts';
import { LATENCY_RULES } from './latency-findings.ts';
import { LOAD_RULES } from './load-findings.ts';
import { RECOVERY_RULES } from './recovery-findings.ts';
import { STALL_RULES } from './stall-findings.ts';
import { RULES_UNJUDGED } from './stop-rule-findings.ts';
import { TARGET_RULES } from './target-findings.ts';
import { TIMEOUT_RULES } from './timeout-findings.ts';

/**
 * Good signs (S-59), bad signs (S-60) and hints (S-61) that one run can decide; those it cannot are left unsaid.
 * Bad ones first, then good ones, then hints; of each, what explains most comes first.
 */
export function findingsOf(facts: Facts): Finding[] {
  const raised = RULES.flatMap(({ code, kind, claim, find }) => {
    const drafts = maySay({ claim, kind }, facts) ? find(facts) : null;
    const isAdvised = claim !== 'fact' || facts.trust.verdict !== 'untrustworthy';
    return [drafts ?? []].flat().map(({ title, evidence, suggestion = '', explains = 0, shown }) => {
      const said = { code, kind, title, evidence, suggestion: isAdvised ? suggestion : '' };
      return { finding: { ...said, ...(shown === undefined ? {} : { shown }) }, explains };
    });
  });
  return withoutExcluded(raised, ({ finding }) => finding.code)
    .toSorted((a, b) => rankOf(a.finding) - rankOf(b.finding) || b.explains - a.explains)
    .map(({ finding }) => finding);
}

const rankOf = ({ kind }: Finding) => ['bad', 'good', 'hint'].indexOf(kind);

/** @see Claim */
function maySay({ claim, kind }: Pick<Rule, 'claim' | 'kind'>, { passed, trust }: Facts): boolean {
  const believed = trust.verdict !== 'untrustworthy';
  if (claim === 'good') return passed && believed;
  if (claim === 'cause') return trust.verdict === 'trusted' || trust.verdict === 'degraded';
  // What was seen is said, as a hint too: that most answers were redirects is true on any machine.
  return believed || claim === 'fact' || claim === 'target' || (claim === 'plan' && kind !== 'hint');
}

/** How errors went in time; each says when, and so explains the times around it. */
const OUTAGES = ['errors.bursts', 'service.dead', 'recovery.none', 'recovery.quick', 'outage.recovered'];

/**
 * What contradicts or repeats one another: of each row at most one is said, the first one. A code may stand in
 * several rows; all are in the order of `RULES`.
 */
export const EXCLUSIONS: readonly (readonly string[])[] = [
  // An endpoint that failed for a while: whatever else tells of these errors says less.
  ['errors.spell', ...OUTAGES],
  ['errors.spell', 'errors.endpoint', 'errors.some'],
  ['errors.spell', 'errors.few'],
  ['errors.spell', 'thresholds.within'],
  // A queue that grows is slow at its end, wherever the requests go.
  ['load.overload', 'latency.cause'],
  // The share of errors.
  ['errors.endpoint', 'errors.many', 'errors.few', 'errors.some'],
  // What became of the errors as time went on.
  OUTAGES,
  // Few errors are no comfort where they were an outage.
  ['errors.bursts', 'service.dead', 'recovery.none', 'outage.recovered', 'errors.few'],
  // A service that broke down is not one that degrades.
  ['service.dead', 'degradation.graceful'],
  ['errors.bursts', 'throughput.stable'],
  // A pause that failed requests is told by them; one that did not explains the slow ones.
  [...OUTAGES, 'stall'],
  ['stall', 'load.overload'],
  ['stall', 'throughput.stable'],
  ['stall', 'degradation.graceful'],
  ['stall', 'hint.saturation'],
  // The grades as a whole.
  ['thresholds.exceeded', 'grades.missing', 'thresholds.within'],
  // What no threshold looks at is no merit of the thresholds.
  ...[
    'setup.failed',
    'errors.bursts',
    'service.dead',
    'recovery.none',
    'outage.recovered',
    'credentials.refused',
    'credentials.revoked',
    'credentials.forbidden',
    'requests.refused',
    'errors.endpoint',
    'errors.many',
    'errors.some',
    'replies.none',
    'latency.endpoint',
  ].map((code) => [code, 'thresholds.within']),
  ['thresholds.exceeded', 'throughput.stable'],
  // How throughput follows the load, and time.
  ['load.overload', 'throughput.degraded', 'hint.saturation', 'throughput.stable'],
  ['load.overload', 'hint.saturation', 'degradation.graceful'],
  ['throughput.degraded', 'degradation.graceful'],
  ['errors.endpoint', 'degradation.graceful'],
  ['errors.many', 'degradation.graceful'],
  // Why requests ran out of time: one cause, and none beside an outage that says when.
  ['load.overload', 'hint.rate-limit', 'replies.none', 'timeouts.lost', 'hint.timeouts'],
  [...OUTAGES, 'timeouts.lost'],
  // Where the time goes: of an overloaded target it goes into the queue before the work.
  ['load.overload', 'hint.saturation', 'hint.server-time'],
  // Times that an outage or a stall explains are no matter of queries and indexes.
  [...OUTAGES, 'stall', 'hint.server-time'],
  // Connections are opened because more are needed at once, or because they are closed.
  ['load.overload', 'hint.connection-pool'],
];

/** Keeps, of what excludes one another, what comes first; several of one code do not. */
export function withoutExcluded<Item>(items: readonly Item[], codeOf: (item: Item) => string): Item[] {
  const kept: Item[] = [];
  for (const item of items) {
    const rows = EXCLUSIONS.filter((row) => row.includes(codeOf(item)));
    const excludes = (code: string) => code !== codeOf(item) && rows.some((row) => row.includes(code));
    if (!kept.some((other) => excludes(codeOf(other)))) kept.push(item);
  }
  return kept;
}

/**
 * Requests that could not be written (a value without a value, a line break in a header) never left. The books have no
 * column of their own for them: each was due and failed, so they count it as sent and as an error. How many there
 * were is said here, and in the words that explain `sent`.
 */
const notSent = rule(
  { code: NOT_SENT_FINDING, kind: 'bad', claim: 'plan' },
  ({ errors, ok, failed, leftOut }) => {
    const rows = errors.filter((row) => row.code.startsWith('value.'));
    const count = sum(rows, (row) => row.count);
    if (count === 0) return null;
    return {
      title: 'Requests that were never sent',
      evidence: `${formatNumber(count)} of what is counted as sent could not be written and never left: ${codesOf(rows)}.`,
      suggestion: 'The error table says which value was missing, and where; the plan has to define it first.',
      explains: count / Math.max(count, ok + failed + leftOut),
    };
  },
);

const setupFailed = rule({ code: 'setup.failed', kind: 'bad', claim: 'plan' }, ({ failedSetups }) => {
  const [first] = failedSetups;
  if (first === undefined) return null;
  return {
    title: 'A setup never succeeded',
    evidence: failedSetups.slice(0, 4).map(sayFailedSetup).join(' '),
    suggestion: `What class ${first.className} sends afterwards lacks its setup data: fix that first.`,
    explains: 1,
  };
});

/** What the in-flight limit of the plan does by itself. */
const OF_CAPS: ReadonlySet<string> = new Set(['generator.dropped', 'generator.queued']);

/** The reader looks for causes and finds none: this is why. */
const notBelieved = rule({ code: 'trust.no-causes', kind: 'bad', claim: 'plan' }, (facts) => {
  const { trust, failed, leftOut } = facts;
  if (trust.verdict !== 'untrustworthy') return null;
  return {
    title: 'Causes of times and rates are not named',
    evidence: `This run is untrustworthy, so no cause of slowness is listed here; the analysis (plimsoll why) names what sets its slow requests apart, which may be the doing of this machine.${failed + leftOut === 0 ? '' : ' Findings about failures rest on statuses and connections, which do not depend on when this machine sent.'} ${trust.sentence}`,
    suggestion: trust.reasons.every(({ code }) => OF_CAPS.has(code))
      ? 'Raise the in-flight limit of the plan, or lower the load.'
      : 'Run it again with less load, or on a machine that does nothing else.',
    explains: 2,
  };
});

/** All rules. Where two exclude each other, the first one wins. */
export const RULES: readonly Rule[] = [
  notBelieved,
  setupFailed,
  notSent,
  FAILING_SPELLS,
  ...RECOVERY_RULES,
  ...ERROR_RULES,
  ...IRREGULAR_RULES,
  ...STALL_RULES,
  ...STREAM_RULES,
  ...GRADE_RULES,
  ...LOAD_RULES,
  ...CONNECTION_RULES,
  ...TIMEOUT_RULES,
  ...LATENCY_RULES,
  SLOW_CAUSES,
  ...TARGET_RULES,
  GRADES_WELL,
  RULES_UNJUDGED,
];
