import {
  counted,
  formatChange,
  formatNumber,
  formatPercent,
  formatValue,
} from '../../../../contract/format.ts';
import { OPEN_LOOKS } from '../../../../contract/run-series.ts';
import {
  SERIES_FIGURES,
  SERIES_SIDES,
  type SeriesCell,
  type SeriesFigure,
  type SeriesRule,
  type Side,
} from '../../../../contract/series-verdict.ts';
import { MIN_RUNS_PER_SIDE } from './series-difference.ts';
import { MIN_SESSIONS } from './stored-sessions.ts';

/** What a sentence about a cell needs besides the cell. */
export interface SaidOf {
  readonly cell: Omit<SeriesCell, 'sentence'>;
  readonly rule: SeriesRule;
  /** Runs per side that count. */
  readonly perSide: number;
  readonly familySize: number;
  readonly minChangePercent: number;
  /** Least change that the last open look would find, where the runs needed lie beyond it. */
  readonly visibleAtLastPercent: number | null;
  readonly belowPercent: { readonly a: number; readonly b: number } | null;
}

/** `B is slower`: what a verdict says of B. */
const SAID_OF_B: Readonly<Record<'time' | 'throughput' | 'errorRate', Record<'worse' | 'better', string>>> = {
  time: { worse: 'is slower', better: 'is faster' },
  throughput: { worse: 'carries less', better: 'carries more' },
  errorRate: { worse: 'fails more often', better: 'fails less often' },
};

/** The verdict of a cell in words, with the figures that it rests on. */
export function sayCell(said: SaidOf): string {
  return [sayVerdict(said), ...sayOdd(said.cell)].join(' ');
}

/** `B is slower`, of a verdict that names a direction. */
function sayDirection(figure: SeriesFigure, verdict: 'worse' | 'better'): string {
  const kind = figure === 'throughput' || figure === 'errorRate' ? figure : 'time';
  return `B ${SAID_OF_B[kind][verdict]}`;
}

function sayVerdict(said: SaidOf): string {
  const { cell, familySize, minChangePercent } = said;
  const change = `${sayChange(cell)}, ${sayRuns(cell)}.`;
  const least = formatPercent(minChangePercent);
  switch (cell.verdict) {
    case 'worse':
    case 'better':
      return `${sayDirection(cell.figure, cell.verdict)}: ${change}`;
    case 'changed':
      return `Changed, under ${least}: ${change}`;
    case 'unchanged':
      return `No change beyond ${least}: ${change}`;
    case 'alone-only':
      return `Would stand alone, not among ${familySize}: ${change}${sayNeeded(said)}`;
    case 'cannot-tell':
      return `Cannot tell: ${sayInterval(cell)}, ${sayRuns(cell)}.${sayVisible(cell)}${sayNeeded(said)}`;
    case 'not-judged':
      return `Not judged: ${change}`;
    default:
      return sayReason(said);
  }
}

/** `p95 +12% (95%: +4% to +21%)` */
function sayChange({ figure, estimate }: SaidOf['cell']): string {
  if (estimate === null) return SERIES_FIGURES[figure].word;
  const { changePercent, lowPercent, highPercent, levelPercent } = estimate;
  const range = `${formatPercent(levelPercent)}: ${formatChange(lowPercent)} to ${formatChange(highPercent)}`;
  return `${SERIES_FIGURES[figure].word} ${formatChange(changePercent)} (${range})`;
}

/** `p95 −5% to +13% (95%)` */
function sayInterval({ figure, estimate }: SaidOf['cell']): string {
  if (estimate === null) return SERIES_FIGURES[figure].word;
  const { lowPercent, highPercent, levelPercent } = estimate;
  const range = `${formatChange(lowPercent)} to ${formatChange(highPercent)}`;
  return `${SERIES_FIGURES[figure].word} ${range} (${formatPercent(levelPercent)})`;
}

function sayRuns({ judgedRuns: { a, b } }: SaidOf['cell']): string {
  return `${a} + ${b} runs`;
}

function sayVisible({ visiblePercent }: SaidOf['cell']): string {
  return visiblePercent === null ? '' : ` Visible now: ${roughly(visiblePercent)}.`;
}

/** ` For 10%: about 9 per side (6 to 20): 7 more, up to the look at 12.`; nothing where the runs at hand are enough for it and no look is left. */
function sayNeeded({ cell: { needed }, rule, perSide, visibleAtLastPercent }: SaidOf): string {
  if (needed === null) return '';
  const { targetPercent, runs, range, more } = needed;
  if (runs <= perSide)
    return more === null ? '' : ` The next look takes ${formatNumber(more)} more per side.`;
  const about = `For ${formatPercent(targetPercent)}: about ${formatNumber(runs)} per side`;
  const within = range === null ? '' : ` (${formatNumber(range.low)} to ${formatNumber(range.high)})`;
  const last = OPEN_LOOKS[OPEN_LOOKS.length - 1] ?? 0;
  if (rule.kind === 'open' && runs > last) {
    const shown = visibleAtLastPercent === null ? '' : `, which show ${roughly(visibleAtLastPercent)}`;
    return ` ${about}${within}, more than the ${last} of the last look${shown}.`;
  }
  if (more === null) return ` ${about}${within}.`;
  const look = rule.kind === 'open' ? `, up to the look at ${formatNumber(perSide + more)}` : '';
  return ` ${about}${within}: ${formatNumber(more)} more${look}.`;
}

/** A size that is itself an estimate: whole percents, from 10 on. */
function roughly(percent: number): string {
  return formatChange(percent).replace('+', '');
}

function sayReason(said: SaidOf): string {
  const { cell, rule, perSide, belowPercent } = said;
  switch (cell.reason) {
    case 'too-few-runs':
      return `No verdict: ${sayRuns(cell)}, and it takes ${MIN_RUNS_PER_SIDE} of each side.`;
    case 'figures-missing':
      return sayMissing(cell);
    case 'rate-reached':
      return `Not judged: both sides carried the rate that was offered, and that is the plan's figure.`;
    case 'no-errors':
      return belowPercent === null
        ? 'No errors.'
        : `No errors; the rate lies below ${formatPercent(belowPercent.a)} of A and ${formatPercent(belowPercent.b)} of B.`;
    case 'few-sessions':
      return sayFewSessions(cell);
    default:
      return `No verdict yet: ${counted(perSide, 'run')} per side of ${lookOf(rule, perSide)}.${sayNeeded(said)}`;
  }
}

function sayMissing(cell: SaidOf['cell']): string {
  const { word, unit } = SERIES_FIGURES[cell.figure];
  const isTime = unit === 'ms';
  const has = `only ${sayRuns(cell)} have ${isTime ? `enough requests for a ${word}` : `a ${word}`}`;
  return `No verdict: ${has}, and it takes ${MIN_RUNS_PER_SIDE} of each side.${isTime ? ' Lengthen the runs.' : ''}`;
}

function sayFewSessions(cell: SaidOf['cell']): string {
  const widened = cell.estimate === null ? '' : ` With that in mind: ${sayChange(cell)}.`;
  return `No verdict: B was made in another session, and sessions differ more than their runs.${widened} Rerun the baseline alternately, or store ${MIN_SESSIONS} sessions of it.`;
}

function lookOf(rule: SeriesRule, perSide: number): string {
  const runs = rule.kind === 'declared' ? rule.runs : OPEN_LOOKS.find((look) => look > perSide);
  return formatNumber(runs ?? perSide);
}

function sayOdd({ odd, unit, better }: SaidOf['cell']): string[] {
  if (odd.length === 0) return [];
  const runs = odd.map(({ id, side, value }) => `${id} of ${side} (${formatValue(value, unit)})`);
  const named = `Set aside as odd: ${runs.join(', ')}.`;
  return [named, ...SERIES_SIDES.flatMap((side) => saySometimes(odd, side, better))];
}

/** Two odd runs of one side are no accident. */
function saySometimes(odd: SaidOf['cell']['odd'], side: Side, better: SaidOf['cell']['better']): string[] {
  const slow = odd.filter((run) => run.side === side && run.isHigh === (better === 'lower')).length;
  const fast = odd.filter((run) => run.side === side).length - slow;
  return [
    ...(slow >= 2 ? [`${side} is sometimes slow.`] : []),
    ...(fast >= 2 ? [`${side} is sometimes fast.`] : []),
  ];
}
