import type { CapacityUnit, Objective } from '../../../../contract/capacity-search.ts';
import { highestText, levelText, UNIT_TEXTS } from '../../../../contract/capacity-text.ts';
import { formatMs, formatNumber, formatPercent } from '../../../../contract/format.ts';
import { microsToMillis } from '../../../../contract/units.ts';
import type { EffectiveSample } from './effective-sample.ts';
import { allowedShare } from './objective-counts.ts';
import type { SearchEnd } from './search-settings.ts';
import { isMet, isMissed, type SearchStep } from './search-step.ts';

/** `588 req/s`, `1 user`, `120 connections`. */
export function levelWords(level: number, by: CapacityUnit): string {
  return levelText(level, unitFor(level, by));
}

/** One user is not users. */
function unitFor(level: number, by: CapacityUnit): string {
  return by !== 'rate' && level === 1 ? UNIT_TEXTS[by].slice(0, -1) : UNIT_TEXTS[by];
}

/** `p95<20ms and errors<1%`. */
function objectivesText(objectives: readonly Objective[]): string {
  return objectives.map(({ text }) => text).join(' and ');
}

/** `588 req/s (567–610) meets p95<20ms and errors<1%.` */
export function foundSentence(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  by: CapacityUnit,
  objectives: readonly Objective[],
): string {
  const verb = by === 'rate' || value === 1 ? 'meets' : 'meet';
  return `${highestText({ value, low, high }, unitFor(value, by))} ${verb} ${objectivesText(objectives)}.`;
}

/** `Missed even with one user: p95 84 ms after 30 s.` @param first when one user was looked at first */
export function noneSentence(
  last: SearchStep,
  fromMs: number,
  { by, objectives }: { readonly by: CapacityUnit; readonly objectives: readonly Objective[] },
): string {
  if (last.purpose !== 'probe') return `Missed even at ${levelWords(last.level, by)}, the lowest load tried.`;
  const after = `after ${formatNumber(Math.round((last.toMs - fromMs) / 1_000))} s`;
  const k = worstObjective(last, objectives, ({ share }) => share ?? 1);
  const objective = objectives[k];
  if (objective?.metric !== 'latency')
    return `Missed even with one user: ${formatPercent(100 * (last.errorShare ?? 1))} errors ${after}.`;
  const reached = last.quantilesUs[k] ?? null;
  const value =
    reached === null
      ? `above ${formatMs(microsToMillis(objective.limitUs))}`
      : formatMs(microsToMillis(reached));
  return `Missed even with one user: p${formatPercent(100 * objective.quantile).slice(0, -1)} ${value} ${after}.`;
}

export function partialSentence(
  lo: SearchStep | null,
  hi: SearchStep | null,
  { by, end }: { readonly by: CapacityUnit; readonly end: SearchEnd | null },
): string {
  const begin = end === 'time' ? 'Out of time' : end === 'steps' ? 'Out of steps' : 'Not finished';
  if (lo !== null && hi !== null)
    return `${begin}: met at ${levelWords(lo.level, by)}, missed at ${levelWords(hi.level, by)}.`;
  if (lo !== null) return `${begin}: met up to ${levelWords(lo.level, by)}, nothing missed yet.`;
  if (hi !== null) return `${begin}: missed at ${levelWords(hi.level, by)}, nothing met yet.`;
  return `${begin}: nothing is known yet.`;
}

/** What decided a step, in one sentence. */
export function stepSentence(step: SearchStep, objectives: readonly Objective[], isStale: boolean): string {
  return isStale ? `${whyOf(step, objectives)} It no longer holds.` : whyOf(step, objectives);
}

function whyOf(step: SearchStep, objectives: readonly Objective[]): string {
  if (step.verdict === 'void') return 'The load generator was disturbed, so it decides nothing.';
  if (step.verdict === 'unfinished') return 'It was not held long enough to decide.';
  if (step.growth !== null) return `The queue grows by ${formatNumber(step.growth)}/s.`;
  const isShown = step.verdict === 'met' || step.verdict === 'missed';
  const figure = ({ low, high, share }: EffectiveSample) =>
    isShown ? (step.verdict === 'met' ? high : low) : (share ?? 1);
  const k = worstObjective(step, objectives, figure);
  const [objective, sample] = [objectives[k], step.samples[k]];
  if (objective === undefined || sample === undefined || sample.share === null)
    return 'No request was answered.';
  const least = isShown ? (isMet(step) ? 'at most ' : 'at least ') : '';
  const certainty = isShown ? '' : step.isProvisional ? '; enough to go on' : '; too few requests to be sure';
  return `${objective.text}: ${least}${beyondText(figure(sample), objective)}, ${formatPercent(100 * allowedShare(objective))} allowed${certainty}.`;
}

function beyondText(share: number, objective: Objective): string {
  const percent = formatPercent(100 * share);
  if (objective.metric === 'errors') return `${percent} failed`;
  return `${percent} took over ${formatMs(microsToMillis(objective.limitUs))}`;
}

/** Position of the objective whose figure is the largest part of what is allowed. */
export function worstObjective(
  { samples }: Pick<SearchStep, 'samples'>,
  objectives: readonly Objective[],
  figure: (sample: EffectiveSample) => number,
): number {
  let worst = 0;
  let most = Number.NEGATIVE_INFINITY;
  objectives.forEach((objective, k) => {
    const sample = samples[k];
    const part = sample === undefined ? 0 : figure(sample) / allowedShare(objective);
    if (part <= most) return;
    most = part;
    worst = k;
  });
  return worst;
}

/** `p95<20ms fails first: at 1,400 req/s 6.1% took over 20 ms, 5% allowed.` */
export function firstFailingSentence(
  step: SearchStep,
  k: number,
  { by, objectives }: { readonly by: CapacityUnit; readonly objectives: readonly Objective[] },
): string {
  const objective = objectives[k];
  const where = step.purpose === 'probe' ? 'with one user' : `at ${levelWords(step.level, by)}`;
  const share = step.samples[k]?.share ?? null;
  const text = objective?.text ?? '';
  if (objective === undefined || !isMissed(step)) return '';
  if (step.growth !== null && (share ?? 0) < allowedShare(objective))
    return `${text} fails first: ${where} the queue grows by ${formatNumber(step.growth)}/s.`;
  return share === null
    ? `${text} fails first: ${where} no request was answered.`
    : `${text} fails first: ${where} ${beyondText(share, objective)}, ${formatPercent(100 * allowedShare(objective))} allowed.`;
}
