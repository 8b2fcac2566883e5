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
  interrupted: 'Until its program vanished',
};

function loadSentence({ run, totals, overallTimeMs, endpoints }: Summary): string {
  const services = new Set(endpoints.map((endpoint) => endpoint.service)).size;
  const finished = totals.ok + totals.errors;
  const where = services === 1 ? 'one service' : `${services} services`;
  const sent = `${formatNumber(totals.sent)} ${totals.sent === 1 ? 'request' : 'requests'}`;
  const end = ENDS[run.state];
  const time =
    run.durationMs < 60_000
      ? `${formatNumber(run.durationMs / 1_000)} s`
      : `${formatClock(run.durationMs)} min`;
  const lead = `In ${time}, ${sent} went to ${where}`;
  const failed =
    finished === 0
      ? 'none came to an end'
      : totals.errors === 0
        ? 'none failed'
        : `${formatPercent((totals.errors / finished) * 100)} failed`;
  const p95 =
    overallTimeMs.p95 === null ? '' : `; 95 % of the answers took at most ${formatMs(overallTimeMs.p95)}`;
  const text = `${lead}; ${failed}${p95}.`;
  return end === '' ? text : `${end}: ${text.charAt(0).toLowerCase()}${text.slice(1)}`;
}
