import { showOverallPercentile } from './evidence.ts';
import { counted, formatClock, formatMs, formatNumber, formatPercent } from './format.ts';
import type { DocumentPart } from './protocols/document-part.ts';
import { partsOf } from './protocols/parts.ts';
import { isRequests } from './protocols/protocols.ts';
import type { Summary } from './summary.ts';

/** The run in three plain sentences: how good it was, what was done, and whether the figures can be believed. */
export function threeSentences(summary: Summary): [grade: string, load: string, trust: string] {
  return [summary.overall.sentence, loadSentence(summary), summary.trust.sentence];
}

const ENDS: Readonly<Record<Summary['run']['state'], string>> = {
  running: 'So far',
  completed: '',
  stopped: 'Until it was stopped',
  failed: 'Until it failed',
  interrupted: 'Until Plimsoll exited unexpectedly',
};

function loadSentence(summary: Summary): string {
  const { run } = summary;
  const end = run.range === null ? ENDS[run.state] : '';
  const when = whenOf(run);
  const said =
    summary.totals.sent === 0 && !isHolding(summary)
      ? `${when} nothing was sent`
      : [`${when}, ${sayTraffic(summary)}`, ...sayAnswers(summary)].join('; ');
  const text = `${said}.${hasNoSuccess(summary) ? ' No request succeeded.' : ''}`;
  return end === '' ? text : `${end}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}

/** `In 4 s`, `In 2:30 min`; of a part of a run, `From 0:02 to 0:05`. */
function whenOf({ durationMs, range }: Summary['run']): string {
  if (range !== null) {
    const toMs = Math.min(durationMs, (range.toSecond + 1) * 1_000);
    return `From ${formatClock(range.fromSecond * 1_000)} to ${formatClock(toMs)}`;
  }
  if (durationMs < 1_000) return `In ${formatMs(durationMs)}`;
  return durationMs < 60_000
    ? `In ${formatNumber(durationMs / 1_000)} s`
    : `In ${formatClock(durationMs)} min`;
}

/** Streams that were open before, and go on in the part of a run that is in view. */
function isHolding(summary: Summary): boolean {
  return partsOf(summary).some(({ part }) => (part.openAtStart ?? 0) > 0);
}

/** Only where requests came to an end, and none of them well. */
function hasNoSuccess({ endpoints }: Summary): boolean {
  const requests = endpoints.filter(({ protocol, part }) => isRequests(protocol) && !part);
  return requests.every(({ counts }) => counts.ok === 0) && requests.some(({ counts }) => counts.errors > 0);
}

/** `240 requests went to one service`; of streams what they carried. */
function sayTraffic(summary: Summary): string {
  const { totals, endpoints } = summary;
  const services = new Set(endpoints.map((endpoint) => endpoint.service)).size;
  const where = services === 1 ? 'one service' : `${services} services`;
  const streams = partsOf(summary)
    .map(({ said, part }) => said.say(part))
    .filter((text) => text !== '');
  if (streams.length === 0) return `${counted(totals.sent, 'request')} went to ${where}`;
  const requests = endpoints
    .filter(({ protocol, part }) => isRequests(protocol) && !part)
    .reduce((sum, { counts }) => sum + counts.sent, 0);
  const parts = [...(requests === 0 ? [] : [`${counted(requests, 'request')} went out`]), ...streams];
  return `${where} ${services === 1 ? 'was' : 'were'} tested: ${parts.join(', ')}`;
}

/**
 * How what was sent was answered, with the rates of the document: clauses of a sentence. That nothing failed is said
 * only of a run that passes and of which nothing failed anywhere, its warm-up included.
 */
function sayAnswers(summary: Summary): string[] {
  const { totals } = summary;
  if (totals.ok + totals.errors === 0) return totals.sent === 0 ? [] : ['none finished'];
  const order = partsOf(summary).flatMap(({ said, part }) => said.sayOrder(part));
  return [...sayFailures(summary), ...order, ...sayTail(summary)];
}

function sayFailures({ rates, totals, errors, overall }: Summary): string[] {
  const { failed, leftOut, open, brokenOff, errorRatePercent, leftOutPercent } = rates;
  const aside = leftOut - open;
  const before = Math.max(0, totals.errors - (failed - brokenOff) - aside);
  const parts = [
    failed === 0 ? '' : `${formatPercent(errorRatePercent)} failed`,
    aside === 0
      ? ''
      : `${open === 0 ? formatPercent(leftOutPercent) : formatNumber(aside)} ended in failures that are not the service's own`,
    open === 0 ? '' : `${formatNumber(open)} had not ended when the run did`,
    before === 0 ? '' : `${formatNumber(before)} outside the measured seconds failed`,
  ].filter((part) => part !== '');
  const isClean = parts.length === 0 && errors.length === 0 && overall.passed;
  return isClean ? ['none failed'] : parts;
}

function sayTail(summary: Summary): string[] {
  const { value, text } = showOverallPercentile(summary, 'p95');
  return value === null ? [] : [`95% of the ${timedOf(summary)} took at most ${text}`];
}

/** What the overall latency is the latency of. */
function timedOf(summary: Summary): 'responses' | DocumentPart['timed'] {
  const hasRequests = summary.endpoints.some(
    ({ protocol, part, count }) => isRequests(protocol) && !part && count > 0,
  );
  return hasRequests ? 'responses' : (partsOf(summary)[0]?.said.timed ?? 'responses');
}
