import type { Objective } from '../../../../contract/capacity-search.ts';
import { highestText, levelText, oneAlone } from '../../../../contract/capacity-text.ts';
import { formatMs, formatNumber, formatPercent } from '../../../../contract/format.ts';
import { capText } from '../../../../contract/run-caps.ts';
import { microsToMillis } from '../../../../contract/units.ts';
import type { EffectiveSample } from './effective-sample.ts';
import { allowedShare } from './objective-counts.ts';
import type { SearchEnd } from './search-settings.ts';
import { isMet, isMissed, type SearchStep } from './search-step.ts';

/** What sentences are about, as `searchUnit` names what levels count. */
interface Asked {
  readonly unit: string;
  readonly objectives: readonly Objective[];
}

/** `p95<20ms and errors<1%`. */
function objectivesText(objectives: readonly Objective[]): string {
  return objectives.map(({ text }) => text).join(' and ');
}

/** `588 req/s (567–610) meets p95<20ms and errors<1%.` */
export function foundSentence(
  { value, low, high }: { readonly value: number; readonly low: number; readonly high: number },
  { unit, objectives }: Asked,
): string {
  const verb = unit === 'req/s' || value === 1 ? 'meets' : 'meet';
  return `${highestText({ value, low, high }, unit)} ${verb} ${objectivesText(objectives)}.`;
}

/** `Missed even with one user: p95 84 ms after 30 s.` @param first when one user was looked at first */
export function noneSentence(last: SearchStep, fromMs: number, { unit, objectives }: Asked): string {
  if (last.purpose !== 'probe')
    return `Missed even at ${levelText(last.level, unit)}, the lowest load tried.`;
  const after = `after ${formatNumber(Math.round((last.toMs - fromMs) / 1_000))} s`;
  const k = worstObjective(last, objectives, ({ share }) => share ?? 1);
  const objective = objectives[k];
  if (objective?.metric !== 'latency')
    return `Missed even with ${oneAlone(unit)}: ${formatPercent(100 * (last.errorShare ?? 1))} errors ${after}.`;
  const reached = last.quantilesUs[k] ?? null;
  const value =
    reached === null
      ? `above ${formatMs(microsToMillis(objective.limitUs))}`
      : formatMs(microsToMillis(reached));
  return `Missed even with ${oneAlone(unit)}: p${formatPercent(100 * objective.quantile).slice(0, -1)} ${value} ${after}.`;
}

/** Why no more is known; where a limit of the run ended it, that is said elsewhere. */
const ENDED_EARLY: Readonly<Partial<Record<SearchEnd | 'stopped', string>>> = {
  time: '; time ran out',
  steps: '; the steps ran out',
  stopped: '; the search was not over',
};

/** `Met at 566 req/s, missed at 800 req/s; time ran out.` */
export function partialSentence(
  lo: SearchStep | null,
  hi: SearchStep | null,
  { unit, end }: { readonly unit: string; readonly end: SearchEnd | null },
): string {
  const why = ENDED_EARLY[end ?? 'stopped'] ?? '';
  if (lo !== null && hi !== null)
    return `Met at ${levelText(lo.level, unit)}, missed at ${levelText(hi.level, unit)}${why}.`;
  if (lo !== null) return `Met up to ${levelText(lo.level, unit)}, nothing missed yet${why}.`;
  if (hi !== null) return `Missed at ${levelText(hi.level, unit)}, nothing met yet${why}.`;
  return `Nothing is known yet${why}.`;
}

/** What decided a step, in one sentence. */
export function stepSentence(step: SearchStep, objectives: readonly Objective[], isStale: boolean): string {
  return isStale ? `${whyOf(step, objectives)} It no longer holds.` : whyOf(step, objectives);
}

function whyOf(step: SearchStep, objectives: readonly Objective[]): string {
  if (step.cap !== null) return `Requests waited for ${capText(step.cap)}, so it decides nothing.`;
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
export function firstFailingSentence(step: SearchStep, k: number, { unit, objectives }: Asked): string {
  const objective = objectives[k];
  const where = step.purpose === 'probe' ? `with ${oneAlone(unit)}` : `at ${levelText(step.level, unit)}`;
  const share = step.samples[k]?.share ?? null;
  const text = objective?.text ?? '';
  if (objective === undefined || !isMissed(step)) return '';
  if (step.growth !== null && (share ?? 0) < allowedShare(objective))
    return `${text} fails first: ${where} the queue grows by ${formatNumber(step.growth)}/s.`;
  return share === null
    ? `${text} fails first: ${where} no request was answered.`
    : `${text} fails first: ${where} ${beyondText(share, objective)}, ${formatPercent(100 * allowedShare(objective))} allowed.`;
}
