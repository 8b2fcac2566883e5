import type { CapacityDocument } from '../../../contract/capacity.ts';
import {
  capacityHeadlineText,
  countAlike,
  isOpenEnded,
  isRecoveryAlone,
} from '../../../contract/capacity-text.ts';
import type { ComparedCapacity } from '../../../contract/comparison.ts';
import { formatNumber } from '../../../contract/format.ts';

/**
 * Two searches side by side: what they asked for where that differs, then the highest loads, and whether their intervals
 * overlap. Descriptive, as all that is said of one run against one.
 * @returns null where one of the runs searched for nothing, or only recovered from an overload
 */
export function compareCapacity(
  a: CapacityDocument | undefined,
  b: CapacityDocument | undefined,
): ComparedCapacity | null {
  if (a === undefined || b === undefined || isRecoveryAlone(a) || isRecoveryAlone(b)) return null;
  const figures = figuresOf(a, b);
  return {
    sentence: [...questionsOf(a, b), loadsOf(a, b, figures)].join(' '),
    a: searchOf(a),
    b: searchOf(b),
    ...figures,
  };
}

function searchOf({ objectives, unit, outcome, highest }: CapacityDocument): ComparedCapacity['a'] {
  return { objectives, unit, outcome, highest };
}

type Figures = Pick<ComparedCapacity, 'changePercent' | 'overlap'>;

/** One of different objectives, or of what else is counted (arrivals, each of them a request or several), is no more or less than the other. */
function figuresOf(a: CapacityDocument, b: CapacityDocument): Figures {
  if (a.highest === null || b.highest === null || !countAlike(a, b) || !areSame(a, b))
    return { changePercent: null, overlap: null };
  const highA = isOpenEnded(a.outcome) ? Number.POSITIVE_INFINITY : a.highest.high;
  const highB = isOpenEnded(b.outcome) ? Number.POSITIVE_INFINITY : b.highest.high;
  const isMeasured = !isOpenEnded(a.outcome) && !isOpenEnded(b.outcome) && a.highest.value > 0;
  return {
    changePercent: isMeasured ? (b.highest.value / a.highest.value - 1) * 100 : null,
    overlap: a.highest.low <= highB && b.highest.low <= highA,
  };
}

function areSame(a: CapacityDocument, b: CapacityDocument): boolean {
  return wordsOf(a) === wordsOf(b);
}

function wordsOf({ objectives }: CapacityDocument): string {
  return objectives.toSorted().join(', ');
}

function questionsOf(a: CapacityDocument, b: CapacityDocument): string[] {
  const differ: string[] = [];
  if (!areSame(a, b)) differ.push(`the objectives differ (A: ${wordsOf(a)}; B: ${wordsOf(b)})`);
  if (a.unit !== b.unit) differ.push(`A counts ${a.unit} and B ${b.unit}`);
  else if (!countAlike(a, b)) differ.push(`an arrival is ${arrivalText(a)} in A and ${arrivalText(b)} in B`);
  const [first = ''] = differ;
  if (first === '') return [];
  return [
    `${first.slice(0, 1).toUpperCase()}${[first, ...differ.slice(1)].join(', and ').slice(1)}: the two loads answer different questions.`,
  ];
}

function arrivalText({ requestsPerArrival }: CapacityDocument): string {
  if (requestsPerArrival === null) return 'an uncounted number of requests';
  return `${formatNumber(requestsPerArrival)} requests`;
}

function loadsOf(a: CapacityDocument, b: CapacityDocument, { changePercent, overlap }: Figures): string {
  const loads = `A carries ${loadOf(a)}, B ${loadOf(b)}`;
  const size =
    changePercent === null
      ? ''
      : `: ${formatNumber(Math.abs(changePercent))}% ${changePercent < 0 ? 'less' : 'more'}`;
  if (overlap === null) return `${loads}${size}.`;
  return `${loads}${size}. The intervals ${overlap ? 'overlap, so no difference is shown' : 'do not overlap'}.`;
}

function loadOf({ highest, unit, outcome }: CapacityDocument): string {
  const { value = null, low = null, high = null } = highest ?? {};
  const text = capacityHeadlineText({ value, low, high, unit, outcome });
  return value === null ? `nothing that is known (${text})` : text;
}
