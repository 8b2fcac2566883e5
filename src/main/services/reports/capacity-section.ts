import type { CapacityDocument, CapacityRecovery } from '../../../contract/capacity.ts';
import {
  countedWords,
  highestText,
  isRecoveryAlone,
  levelText,
  stepLoadText,
} from '../../../contract/capacity-text.ts';
import {
  formatClock,
  formatCount,
  formatMs,
  formatNumber,
  formatPercent,
  formatRate,
} from '../../../contract/format.ts';

/** A table as text. Headings that end in `>` are of columns set to the right. */
interface TextTable {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What a search of capacity says beside its answer, in the order in which it is read: the same in a terminal and in Markdown. */
interface CapacitySection {
  readonly remarks: readonly string[];
  /** What else it found, each under its name. */
  readonly facts: readonly (readonly [name: string, text: string])[];
  /** Null: there was no step. */
  readonly steps: TextTable | null;
  /** Null: no ladder was climbed. */
  readonly ladder: TextTable | null;
}

/** The section of a document as text. Computes no figure of its own. */
export function capacitySection(capacity: CapacityDocument): CapacitySection {
  const { remarks, steps, scalability, outcome, highest, unit, progress } = capacity;
  const isEstimated = outcome === 'partial' && highest !== null && highest.value !== progress.met;
  const facts: readonly (readonly [string, string])[] = [
    // The answer of the others names them, or has the figure.
    ['Objectives', outcome === 'found' ? '' : capacity.objectives.join(', ')],
    ['Estimate', isEstimated ? highestText(highest, unit) : ''],
    ['First miss', capacity.firstFailing?.sentence ?? ''],
    ['Failure modes', modesText(capacity)],
    ['Knee', capacity.knee?.sentence ?? ''],
    ['Scalability', scalabilityText(scalability)],
    [isRecoveryAlone(capacity) ? 'Overload' : 'Recovery', recoveryText(capacity)],
  ];
  return {
    remarks,
    facts: facts.filter(([, text]) => text !== ''),
    steps: steps.length === 0 ? null : stepTable(capacity),
    ladder: scalability === null || scalability.levels.length === 0 ? null : ladderTable(scalability.levels),
  };
}

function stepTable({ steps, unit, by }: CapacityDocument): TextTable {
  const { starts, ok } = countedWords({ by });
  const counts = [`${starts}>`, `${ok}>`];
  return {
    heads: ['#>', 'stage', 'load>', 'time', 'verdict', ...counts, 'p50>', 'p95>', 'errors>', 'why'],
    rows: steps.map((step) => [
      String(step.number),
      step.stage,
      stepLoadText(step, { unit, by }),
      `${formatClock(step.fromMs)}–${formatClock(step.toMs)}`,
      step.verdict,
      formatCount(step.starts),
      formatRate(step.throughput),
      formatMs(step.p50Ms),
      formatMs(step.p95Ms),
      formatPercent(step.errorShare === null ? null : step.errorShare * 100),
      step.why,
    ]),
  };
}

function modesText({ failureModes: { sentence, modes } }: CapacityDocument): string {
  const shares = modes.map(({ mode, share, firstAtMs }) => {
    const from = firstAtMs === null ? '' : `, first at ${formatClock(firstAtMs)}`;
    return `${mode} ${formatPercent(share * 100)}${from}`;
  });
  if (shares.length === 0) return '';
  // The sentence is of the first.
  return shares.length < 2 ? sentence : `${sentence} Besides: ${shares.slice(1).join('; ')}.`;
}

function scalabilityText(scalability: CapacityDocument['scalability']): string {
  if (scalability === null) return '';
  const { sentence, model } = scalability;
  if (model === null) return sentence;
  const { lambda, sigma, kappa } = model;
  return `${sentence} λ ${formatNumber(lambda)}/s, σ ${formatCoefficient(sigma)}, κ ${formatCoefficient(kappa)}.`;
}

/** Two digits of a number that may be a thousandth. */
function formatCoefficient(value: number): string {
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}

function recoveryText({ recovery, unit, sentence: answer }: CapacityDocument): string {
  if (recovery === null) return '';
  const { referenceLevel, overloadLevel, fellBackAtMs, meanwhile } = recovery;
  // Where nothing else was asked, it is the answer.
  const sentence = recovery.sentence === answer ? '' : recovery.sentence;
  const levels =
    fellBackAtMs === null
      ? `Before it ${levelText(referenceLevel, unit)}.`
      : `Overloaded with ${levelText(overloadLevel, unit)}, before and after ${levelText(referenceLevel, unit)}.`;
  return [sentence, levels, meanwhile === null ? '' : meanwhileText(meanwhile)]
    .filter((part) => part !== '')
    .join(' ');
}

function meanwhileText({ ok, late, failed, open }: NonNullable<CapacityRecovery['meanwhile']>): string {
  const codes = Object.entries(failed).toSorted(([, a], [, b]) => b - a);
  const failures = codes.reduce((sum, [, count]) => sum + count, 0);
  const named =
    codes.length === 0
      ? ''
      : ` (${codes.map(([code, count]) => `${code} ${formatCount(count)}`).join(', ')})`;
  return `Until it had recovered: ${formatCount(ok)} ok, ${formatCount(late)} late, ${formatCount(failures)} failed${named}, ${formatCount(open)} open.`;
}

function ladderTable(levels: NonNullable<CapacityDocument['scalability']>['levels']): TextTable {
  return {
    heads: ['users>', 'requests ok>', 'p95>', 'errors>'],
    rows: levels.map(({ users, throughput, errorShare, p95Ms }) => [
      formatNumber(users),
      formatRate(throughput),
      formatMs(p95Ms),
      formatPercent(errorShare * 100),
    ]),
  };
}
