import type { CapacityDocument, CapacityStage, CapacityStep } from '../../../contract/capacity.ts';
import { stepLoadText, throughputText } from '../../../contract/capacity-text.ts';
import { formatClock, formatMs, formatNumber, formatPercent } from '../../../contract/format.ts';
import { failedText } from '../../../contract/rate-words.ts';
import { secondPercentileText } from '../../../contract/second-percentiles.ts';
import { isDoubted } from '../../../contract/trust-verdict.ts';
import type { LiveUpdate } from '../../../contract/wire.ts';
import type { Progress } from './progress.ts';
import { type Terminal, WIPE_LINE } from './terminal.ts';

/** Live progress of a search on standard error: one line that is redrawn on a terminal, a line per step elsewhere. */
export function startSearchProgress(terminal: Terminal, quiet: boolean): Progress {
  let drawn = false;
  let told = 0;
  let beside = '';
  const wipe = () => {
    if (drawn) terminal.err(WIPE_LINE);
    drawn = false;
  };
  return {
    update(live) {
      const { capacity } = live.summary;
      if (quiet || capacity === undefined) return;
      if (terminal.isInteractive) {
        terminal.err(`${WIPE_LINE}${searchLine(live, capacity).slice(0, terminal.columns - 1)}`);
        drawn = true;
        return;
      }
      const stage = besideSteps(capacity);
      if (stage !== '' && stage !== beside) terminal.err(`${formatClock(live.elapsedMs)} ${stage}\n`);
      beside = stage;
      const ended = capacity.steps.filter(isOver);
      for (const step of ended.filter(({ number }) => number > told))
        terminal.err(`${stepLine(step, capacity)}\n`);
      told = Math.max(told, ...ended.map(({ number }) => number));
    },
    aim: (line) => terminal.err(`${line}\n`),
    note(sentence) {
      wipe();
      terminal.err(`${sentence}\n`);
    },
    end: wipe,
  };
}

/** A pause tells nothing. */
function isOver({ verdict, stage }: CapacityStep): boolean {
  return verdict !== 'unfinished' && stage !== 'rest';
}

/** What follows a search has no steps: its loads are told as they begin. */
const AFTER: ReadonlySet<CapacityStage> = new Set([
  'ladder',
  'reference',
  'overload',
  'recovering',
  'retest',
]);

function besideSteps({ stage, progress, unit, by }: CapacityDocument): string {
  return AFTER.has(stage) ? `${stage} ${stepLoadText({ stage, level: progress.level }, { unit, by })}` : '';
}

/** The second of a search in one line: which load is tried, between which two the answer lies, and how long it may take. */
function searchLine(live: LiveUpdate, capacity: CapacityDocument): string {
  const { second, summary, elapsedMs } = live;
  const { stage, progress, unit, by } = capacity;
  const { met, missed, level, atMostMs } = progress;
  const known = [
    ...(met === null ? [] : [`met at ${formatNumber(met)}`]),
    ...(missed === null ? [] : [`missed at ${formatNumber(missed)}`]),
  ];
  const parts = [
    stage === 'rest' ? 'rest' : `${stage} ${stepLoadText({ stage, level }, { unit, by })}`,
    ...(known.length === 0 ? [] : [known.join(', ')]),
    `p95 ${secondPercentileText(second, 'p95')}`,
    `failed ${failedText(summary.rates)}`,
    `${formatClock(elapsedMs)}, at most ${formatClock(Math.max(0, atMostMs - elapsedMs))} left`,
    ...(isDoubted(summary.trust.verdict) ? [summary.trust.verdict] : []),
  ];
  return parts.join(' · ');
}

/** `0:24 climb 400 req/s: met · 400 requests/s ok · p95 15.8 ms · failed 0%`, and why. */
function stepLine(step: CapacityStep, capacity: Pick<CapacityDocument, 'unit' | 'by'>): string {
  const { stage, toMs, verdict, why, throughput, p95Ms, errorShare } = step;
  const parts = [
    `${formatClock(toMs)} ${stage} ${stepLoadText(step, capacity)}: ${verdict}`,
    `${throughputText(throughput, capacity)} ok`,
    `p95 ${formatMs(p95Ms)}`,
    `failed ${formatPercent(errorShare === null ? null : errorShare * 100)}`,
    ...(why === '' ? [] : [why]),
  ];
  return parts.join(' · ');
}
