import { showOverallPercentile } from './evidence.ts';
import { formatClock, formatNumber, formatPercent } from './format.ts';
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
  const end = ENDS[run.state];
  const time =
    run.durationMs < 60_000
      ? `${formatNumber(run.durationMs / 1_000)} s`
      : `${formatClock(run.durationMs)} min`;
  const said =
    summary.totals.sent === 0
      ? `In ${time} nothing was sent`
      : [`In ${time}, ${sayTraffic(summary)}`, ...sayAnswers(summary)].join('; ');
  const text = `${said}.${hasNoSuccess(summary) ? ' No request succeeded.' : ''}`;
  return end === '' ? text : `${end}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
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
  if (webSocket === null || webSocket.attempted === 0) return '';
  const { attempted, opened, messagesOut, messagesIn, pingMs } = webSocket;
  const lead = `${formatNumber(opened)} of ${counted(attempted, 'WebSocket connection')} opened`;
  if (opened === 0) return lead;
  if (messagesOut + messagesIn === 0 && pingMs.count > 0)
    return `${lead}, ${counted(pingMs.count, 'ping')} answered`;
  return `${lead}, ${counted(messagesOut, 'message')} sent and ${formatNumber(messagesIn)} received`;
}

function sayEventStreams(sse: Summary['sse']): string {
  if (sse === null || sse.attempted === 0) return '';
  const { attempted, opened, events } = sse;
  return `${formatNumber(opened)} of ${counted(attempted, 'event stream')} opened, ${counted(events, 'event')} received`;
}

/**
 * How what was sent was answered, with the rates of the document: clauses of a sentence. That nothing failed is said
 * only of a run that passes and of which nothing failed anywhere, its warm-up included.
 */
function sayAnswers(summary: Summary): string[] {
  const { totals } = summary;
  if (totals.ok + totals.errors === 0) return totals.sent === 0 ? [] : ['none came to an end'];
  return [...sayFailures(summary), ...sayOrder(summary.webSocket), ...sayTail(summary)];
}

function sayFailures({ rates, totals, errors, overall }: Summary): string[] {
  const { failed, leftOut, brokenOff, errorRatePercent, leftOutPercent } = rates;
  const before = Math.max(0, totals.errors - (failed - brokenOff) - leftOut);
  const parts = [
    failed === 0 ? '' : `${formatPercent(errorRatePercent)} failed`,
    leftOut === 0 ? '' : `${formatPercent(leftOutPercent)} not counted as the service's failures`,
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
    missed === 0 ? '' : `${counted(missed, 'message')} never came`,
    duplicates === 0 ? '' : `${counted(duplicates, 'message')} came twice`,
    outOfOrder === 0 ? '' : `${counted(outOfOrder, 'message')} came out of order`,
  ].filter((part) => part !== '');
}

function sayTail(summary: Summary): string[] {
  const { value, text } = showOverallPercentile(summary, 'p95');
  return value === null ? [] : [`95 % of the ${timedOf(summary)} took at most ${text}`];
}

/** What the overall latency is the latency of. */
function timedOf({ endpoints, webSocket, sse }: Summary): 'responses' | 'answers' | 'first events' {
  const hasRequests = endpoints.some(
    ({ protocol, part, count }) => protocol === 'http' && !part && count > 0,
  );
  if (hasRequests || (webSocket === null && sse === null)) return 'responses';
  return webSocket === null ? 'first events' : 'answers';
}

function counted(count: number, noun: string): string {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}
