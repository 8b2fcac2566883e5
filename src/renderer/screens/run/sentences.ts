import { showPercentile } from '../../../contract/evidence.ts';
import { formatMs, formatRate } from '../../../contract/format.ts';
import { sayAnswers, sayTraffic, timedOf } from '../../../contract/sentences.ts';
import type { Summary } from '../../../contract/summary.ts';

const count = (value: number): string => Math.round(value).toLocaleString('en-US');
const seconds = (ms: number): string =>
  ms < 120_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`;

/** What was done: how many asked how much, for how long. */
function loadSentence(summary: Summary): string {
  const users = summary.perSecond.reduce((peak, second) => Math.max(peak, second.users), 0);
  const who = users > 0 ? `, with ${count(users)} ${users === 1 ? 'user' : 'users'} at most` : '';
  const rate = formatRate(summary.rates.throughputPerSecond);
  return `In ${seconds(summary.run.durationMs)}${who}, ${sayTraffic(summary)}; ${rate} succeeded.`;
}

/** How it answered. */
function answerSentence(summary: Summary): string {
  const { overallTimeMs, totals } = summary;
  if (totals.sent === 0) return 'Nothing was sent.';
  const median = showPercentile(overallTimeMs, 'p50');
  const what = timedOf(summary);
  const typical = median.value === null ? [] : [`Half the ${what} took at most ${formatMs(median.value)}`];
  const clauses = [...typical, ...sayAnswers(summary)].join('; ');
  const nothing = what === 'responses' ? 'No request succeeded: ' : 'Nothing succeeded: ';
  const lead = totals.ok === 0 && totals.errors > 0 ? nothing : '';
  const text = clauses === '' ? 'Too few succeeded to say how fast.' : `${clauses}.`;
  return lead === '' ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : `${lead}${text}`;
}

/** The run in three sentences for someone who was not there: what was done, how it answered, whether to believe it. */
export function sentencesOf(summary: Summary): [string, string, string] {
  return [loadSentence(summary), answerSentence(summary), summary.trust.sentence];
}
