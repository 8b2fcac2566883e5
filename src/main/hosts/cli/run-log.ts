import { failureText } from '../../../contract/failure.ts';
import { formatNumber, GRADE_WORDS, OUTCOME_WORDS } from '../../../contract/format.ts';
import { DOCUMENT_PARTS } from '../../../contract/protocols/parts.ts';
import { secondPercentileText } from '../../../contract/second-percentiles.ts';
import type { ErrorRow, Summary, SummarySecond } from '../../../contract/summary.ts';
import type { LiveUpdate } from '../../../contract/wire.ts';
import { type Progress, progressLine } from './progress.ts';
import type { Terminal } from './terminal.ts';

/**
 * What each level adds to those before it:
 *
 * | level   | lines                                                              |
 * |---------|--------------------------------------------------------------------|
 * | error   | every kind of failure when it is first seen, and how often in all  |
 * | warning | the generator is not to be trusted; the run is stopped by hand     |
 * | info    | where the run is, every few seconds, and its grade                 |
 * | debug   | every second: requests, connections by state, messages, times     |
 */
export const LOG_LEVELS = ['error', 'warning', 'info', 'debug'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

const INFO_EVERY_SECONDS = 5;

export interface RunLog extends Progress {
  /** What came of the run, at its end. */
  ended(summary: Summary): void;
}

/** A run as dated lines on standard error, one event each, for a file or a journal. @param now epoch, in milliseconds */
export function startRunLog(terminal: Terminal, level: LogLevel, now: () => number = Date.now): RunLog {
  const seen = new Set<string>();
  let verdict: Summary['trust']['verdict'] = 'not judged';
  let before: SummarySecond | null = null;
  const say = (of: LogLevel, sentence: string) => {
    if (LOG_LEVELS.indexOf(of) > LOG_LEVELS.indexOf(level)) return;
    const line = sentence.replace(/\s+/g, ' ').trim();
    terminal.err(`${new Date(now()).toISOString()} ${of.toUpperCase().padEnd(7)} ${line}\n`);
  };
  const sayNew = ({ errors, trust }: Summary) => {
    for (const row of errors) {
      if (!seen.has(keyOf(row)))
        say('error', `${row.code} (${row.side}) on ${placeOf(row)}: ${failureText(row)}`);
      seen.add(keyOf(row));
    }
    const isNews = trust.verdict !== verdict && trust.verdict !== 'not judged';
    if (isNews && !(verdict === 'not judged' && trust.verdict === 'trusted'))
      say('warning', `generator ${trust.verdict}: ${trust.sentence}`);
    verdict = trust.verdict;
  };
  return {
    update(live) {
      sayNew(live.summary);
      const { second } = live.second;
      if (second === 0 || (second + 1) % INFO_EVERY_SECONDS === 0) say('info', progressLine(live, 0, before));
      before = live.second;
      say('debug', secondLine(live));
    },
    aim: (line) => say('info', line),
    note: (sentence) => say('warning', sentence),
    ended(summary) {
      sayNew(summary);
      for (const row of summary.errors)
        say('error', `${row.count} × ${row.code} on ${placeOf(row)} in total`);
      const { state, id } = summary.run;
      const { outcome, grade, sentence } = summary.overall;
      const isGraded = summary.capacity === undefined && grade !== 'not-gradable';
      const graded = isGraded ? ` ${GRADE_WORDS[grade]}.` : '';
      say('info', `run ${id} ${state}: ${OUTCOME_WORDS[outcome]}.${graded} ${sentence}`);
    },
    end: () => undefined,
  };
}

const keyOf = ({ code, service, endpoint }: ErrorRow) => `${code} ${service} ${endpoint}`;
const placeOf = ({ service, endpoint }: ErrorRow) => `${service}.${endpoint}`;

/** `second 12: 40 sent, 39 ok, 1 errors, p95 12 ms · WebSocket: 0 handshaking, …`. */
function secondLine({ second }: LiveUpdate): string {
  const { sent, ok, errors } = second;
  return [
    `second ${second.second}: ${sent} sent, ${ok} ok, ${errors} errors, p95 ${secondPercentileText(second, 'p95')}`,
    ...streamParts(second),
  ].join(' · ');
}

function streamParts({ streams }: SummarySecond): string[] {
  return DOCUMENT_PARTS.flatMap(({ key, label }) => {
    const part = streams?.[key];
    if (part === undefined || part === null) return [];
    const { handshaking, open, subscribed, closing } = part.connections;
    const { attempted, opened, failed, closed, messagesIn, messagesOut } = part;
    return [
      `${label}: ${handshaking} handshaking, ${open} open, ` +
        `${subscribed} subscribed, ${closing} closing; +${attempted} attempted, +${opened} opened, ` +
        `+${failed} failed, +${closed} closed; ${formatNumber(messagesIn)} in, ${formatNumber(messagesOut)} out`,
    ];
  });
}
