import { formatMs, formatPercent, formatRate } from '../../../contract/format.ts';
import type { Summary } from '../../../contract/summary.ts';

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;

/** What was done: how many asked how much, for how long. */
function loadSentence(summary: Summary): string {
  const users = summary.perSecond.reduce((peak, second) => Math.max(peak, second.users), 0);
  const services = new Set(summary.endpoints.map((row) => row.service)).size;
  const who = users > 0 ? `${count(users)} ${users === 1 ? 'user' : 'users'}` : 'The plan';
  const whom = `${services} ${services === 1 ? 'service' : 'services'}`;
  return `${who} asked ${whom} for ${seconds(summary.run.durationMs)}: ${count(summary.totals.sent)} requests, ${formatRate(summary.ratePerSecond)} on average.`;
}

/** How it answered. */
function answerSentence(summary: Summary): string {
  const { overallTimeMs: time, totals } = summary;
  if (time.count === 0) return totals.sent === 0 ? 'Nothing was sent.' : 'Not one request was answered well.';
  const typical = `Half of the answers came within ${formatMs(time.p50)}`;
  const tail = time.p95 === null ? '' : `, 95 of 100 within ${formatMs(time.p95)}`;
  const failed =
    totals.errors === 0 ? 'none failed' : `${formatPercent((totals.errors / totals.sent) * 100)} failed`;
  return `${typical}${tail}; ${failed}.`;
}

/** The run in three sentences for someone who was not there: what was done, how it answered, whether to believe it. */
export function sentencesOf(summary: Summary): [string, string, string] {
  return [loadSentence(summary), answerSentence(summary), summary.trust.sentence];
}
