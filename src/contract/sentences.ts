import { showOverallPercentile } from './evidence.ts';
import { formatClock, formatMs, formatNumber, formatPercent } from './format.ts';
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
function isHolding({ webSocket, sse }: Summary): boolean {
  return (webSocket?.openAtStart ?? 0) + (sse?.openAtStart ?? 0) > 0;
}

/** Only where requests came to an end, and none of them well. */
function hasNoSuccess({ endpoints }: Summary): boolean {
  const requests = endpoints.filter(({ protocol, part }) => protocol === 'http' && !part);
  return requests.every(({ counts }) => counts.ok === 0) && requests.some(({ counts }) => counts.errors > 0);
}

/** `240 requests went to one service`; of streams what they carried. */
function sayTraffic({ totals, endpoints, webSocket, sse }: Summary): string {
  const services = new Set(endpoints.map((endpoint) => endpoint.service)).size;
  const where = services === 1 ? 'one service' : `${services} services`;
  const streams = [sayWebSockets(webSocket), sayEventStreams(sse)].filter((part) => part !== '');
  if (streams.length === 0) return `${counted(totals.sent, 'request')} went to ${where}`;
  const requests = endpoints
    .filter(({ protocol, part }) => protocol === 'http' && !part)
    .reduce((sum, { counts }) => sum + counts.sent, 0);
  const parts = [...(requests === 0 ? [] : [`${counted(requests, 'request')} went out`]), ...streams];
  return `${where} ${services === 1 ? 'was' : 'were'} tested: ${parts.join(', ')}`;
}

function sayWebSockets(webSocket: Summary['webSocket']): string {
  if (webSocket === null) return '';
  const { opened, openAtStart = 0, messagesOut, messagesIn, pingMs } = webSocket;
  const lead = sayOpened(webSocket, 'WebSocket connection');
  if (opened + openAtStart === 0) return lead;
  if (messagesOut + messagesIn === 0 && pingMs.count > 0)
    return `${lead}, ${counted(pingMs.count, 'ping')} answered`;
  return `${lead}, ${counted(messagesOut, 'message')} sent and ${formatNumber(messagesIn)} received`;
}

function sayEventStreams(sse: Summary['sse']): string {
  if (sse === null) return '';
  const lead = sayOpened(sse, 'event stream');
  return lead === '' ? '' : `${lead}, ${counted(sse.events, 'event')} received`;
}

/** `9 of 10 event streams opened`; in a part of a run, `8 event streams were open` before it. Empty without any. */
function sayOpened(
  {
    attempted,
    opened,
    unanswered = 0,
    openAtStart = 0,
  }: NonNullable<Summary['sse']> | NonNullable<Summary['webSocket']>,
  noun: string,
): string {
  const never = unanswered === 0 ? '' : `, ${formatNumber(unanswered)} never answered`;
  const tried = `${formatNumber(opened)} of ${counted(attempted, noun)} opened${never}`;
  if (openAtStart === 0) return attempted === 0 ? '' : tried;
  const held = `${counted(openAtStart, noun)} ${openAtStart === 1 ? 'was' : 'were'} open`;
  return attempted === 0 ? held : `${held} and ${tried}`;
}

/**
 * How what was sent was answered, with the rates of the document: clauses of a sentence. That nothing failed is said
 * only of a run that passes and of which nothing failed anywhere, its warm-up included.
 */
function sayAnswers(summary: Summary): string[] {
  const { totals } = summary;
  if (totals.ok + totals.errors === 0) return totals.sent === 0 ? [] : ['none finished'];
  return [...sayFailures(summary), ...sayOrder(summary.webSocket), ...sayTail(summary)];
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

/** What numbered messages show: absent where nothing is numbered, or everything came once and in order. */
function sayOrder(webSocket: Summary['webSocket']): string[] {
  if (webSocket === null) return [];
  const { missed, duplicates, outOfOrder } = webSocket;
  return [
    missed === 0 ? '' : `${counted(missed, 'message')} never arrived`,
    duplicates === 0 ? '' : `${counted(duplicates, 'message')} arrived twice`,
    outOfOrder === 0 ? '' : `${counted(outOfOrder, 'message')} arrived out of order`,
  ].filter((part) => part !== '');
}

function sayTail(summary: Summary): string[] {
  const { value, text } = showOverallPercentile(summary, 'p95');
  return value === null ? [] : [`95% of the ${timedOf(summary)} took at most ${text}`];
}

/** What the overall latency is the latency of. */
function timedOf({ endpoints, webSocket, sse }: Summary): 'responses' | 'replies' | 'first events' {
  const hasRequests = endpoints.some(
    ({ protocol, part, count }) => protocol === 'http' && !part && count > 0,
  );
  if (hasRequests || (webSocket === null && sse === null)) return 'responses';
  return webSocket === null ? 'first events' : 'replies';
}

function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}
