import { levelText } from '../../../../contract/capacity-text.ts';
import { formatMs, formatPercent, formatRate } from '../../../../contract/format.ts';
import type { FigurePlace } from '../../../../contract/run-figures.ts';
import type { NextStep, Trend, TrendChange, TrendPoint } from '../../../../contract/trend.ts';
import { TREND_FIGURES } from '../../../../contract/trend-figures.ts';
import { LEAST_HISTORY } from './change-points.ts';

/** More sentences are not read. */
const MAX_STEPS = 3;
/** So near to the bound of a passing grade, as a share of it, is told. */
const NEAR = 0.1;

type Shown = Omit<Trend, 'next'>;

/**
 * What to look at next, in at most three sentences: the last change of the level and which runs to hold against each other, how near
 * the last level is to its threshold, what the last run found. That something came together is said, that one came of the other never.
 */
export function nextSteps(
  trend: Shown,
  { findings, timeZone }: { readonly findings: readonly string[]; readonly timeZone?: string | undefined },
): NextStep[] {
  const last = trend.points.at(-1);
  return [changeStep(trend, timeZone), thresholdStep(trend), findingStep(last, findings), lastStep(last)]
    .filter((step) => step !== null)
    .slice(0, MAX_STEPS);
}

function changeStep(trend: Shown, timeZone: string | undefined): NextStep | null {
  const { points, changes, judged, better } = trend;
  if (judged === 0) return null;
  if (judged < LEAST_HISTORY) {
    const more = LEAST_HISTORY - judged;
    const runs = `${judged} ${judged === 1 ? 'session' : 'sessions'} can be judged`;
    return plain(
      `${runs}; changes are looked for from ${LEAST_HISTORY} on. Run it ${more} more ${more === 1 ? 'time' : 'times'}.`,
    );
  }
  // What got worse is told before what got better since.
  const told = changes.findLast(({ direction }) => direction === 'worse') ?? changes.at(-1);
  if (told === undefined) return plain(`${nameOf(trend)} kept its level over ${judged} sessions.`);
  const [before, after] = [points[told.before], points[told.point]];
  const [a = '', b = ''] = [before?.runs.at(-1), after?.runs[0]];
  const since = before === undefined ? '' : ` after ${dayText(before.startedAt, points, timeZone)}`;
  const stayed = told === changes.at(-1) ? ' and stayed there' : '';
  const beside = besideText(points, told, better);
  return {
    text: `${nameOf(trend)} ${movement(trend, told)}${since}${stayed}.${beside} Compare run ${a} with run ${b}.`,
    compare: { a, b },
    run: null,
  };
}

/** `p95 of gateway.orders`; `error rate` of the run as a whole. */
function nameOf({ figure, service, endpoint }: Shown): string {
  const { word } = TREND_FIGURES[figure];
  const place = placeText({ service, endpoint });
  const text = place === '' ? word : `${word} of ${place}`;
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`.replace(/^P(?=\d)/, 'p');
}

function placeText({ service, endpoint }: FigurePlace): string {
  return [service, endpoint].filter((name) => name !== null).join('.');
}

/** `rose by 14%, from 100 ms to 114 ms`. */
function movement(trend: Shown, { changePercent, fromValue, toValue }: TrendChange): string {
  const size = changePercent === null ? '' : ` by ${formatPercent(Math.abs(changePercent))}`;
  const levels = `from ${valueText(trend, fromValue)} to ${valueText(trend, toValue)}`;
  return `${toValue > fromValue ? 'rose' : 'fell'}${size}, ${levels},`;
}

function valueText({ figure, unit }: Shown, value: number): string {
  if (figure === 'capacity') return levelText(value, unit);
  if (unit === 'ms') return formatMs(value);
  return unit === '%' ? formatPercent(value) : formatRate(value);
}

/** What else was not as before from the same run on: both are said, and nothing between them. */
function besideText(points: readonly TrendPoint[], change: TrendChange, better: Trend['better']): string {
  const changed = points[change.point]?.changed ?? [];
  if (changed.length === 0 || better === 'neither') return '';
  const words = { plan: 'the plan', machine: 'the machine', version: 'the version of Plimsoll' } as const;
  const names = changed.map((one) => words[one]).join(' and ');
  const text = `${names} ${changed.length === 1 ? 'is another one' : 'are others'} from that run on, too.`;
  return ` ${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** `12 Nov`, `12 Nov, 14:20` where all are of one day, `12 Nov 2025` where they are of several years. */
function dayText(at: number, points: readonly TrendPoint[], timeZone: string | undefined): string {
  const format = (options: Intl.DateTimeFormatOptions, when: number) =>
    new Intl.DateTimeFormat('en-GB', { ...options, ...(timeZone !== undefined && { timeZone }) }).format(
      when,
    );
  const day = { day: 'numeric', month: 'short' } as const;
  const [first, last] = [points[0]?.startedAt ?? at, points.at(-1)?.startedAt ?? at];
  const isSame = (options: Intl.DateTimeFormatOptions) => format(options, first) === format(options, last);
  if (!isSame({ year: 'numeric' })) return format({ ...day, year: 'numeric' }, at);
  if (!isSame({ ...day, year: 'numeric' })) return format(day, at);
  return `${format(day, at)}, ${format({ hour: '2-digit', minute: '2-digit' }, at)}`;
}

/** Of the last level: beyond what passes, or within a tenth of it. */
function thresholdStep(trend: Shown): NextStep | null {
  const { better, lines, levels } = trend;
  const level = levels.at(-1)?.median;
  const line = lines.find(({ kind, name }) => kind === 'threshold' && name === 'acceptable');
  if (level === undefined || line === undefined || better === 'neither') return null;
  const room = better === 'lower' ? line.value - level : level - line.value;
  const [is, bound] = [valueText(trend, level), valueText(trend, line.value)];
  if (room < 0) return plain(`Its level of ${is} is beyond the acceptable ${bound}.`);
  return room <= NEAR * line.value ? plain(`Its level of ${is} is close to the acceptable ${bound}.`) : null;
}

function findingStep(last: TrendPoint | undefined, [finding]: readonly string[]): NextStep | null {
  const run = last?.runs.at(-1);
  if (run === undefined || finding === undefined) return null;
  return { text: `The last run found: ${finding.replace(/\.$/, '')}. Open run ${run}.`, compare: null, run };
}

/** Why the newest point says nothing. */
function lastStep(last: TrendPoint | undefined): NextStep | null {
  const run = last?.runs.at(-1);
  if (last === undefined || run === undefined || last.leftOut === '') return null;
  return { text: `The last run is not judged: ${last.leftOut}.`, compare: null, run };
}

function plain(text: string): NextStep {
  return { text, compare: null, run: null };
}
