import type { CapacityDocument, CapacityFailureMode } from '../../../../contract/capacity.ts';
import type { Objective } from '../../../../contract/capacity-search.ts';
import { formatClock, formatPercent } from '../../../../contract/format.ts';
import type { Millis } from '../../../../contract/units.ts';
import { categoryOf } from '../counts/category-of.ts';
import { begun } from '../findings/finding-words.ts';
import { allowedShare } from './objective-counts.ts';
import { isMissed, type SearchStep } from './search-step.ts';

/** Errors that are allowed where no objective says so. */
const USUAL_ERRORS = 0.01;
const LATENCY_ONLY = 'latency only';

/** How failures of a code are called, by its beginning; the first that fits. */
const MODES: readonly (readonly [begin: string, mode: string])[] = [
  ['http.429', '429 Too Many Requests'],
  ['http.5', '5xx responses'],
  ['http.4', '4xx responses'],
  ['connect.refused', 'connection refused'],
  ['reset.', 'connection reset'],
  ['closed.', 'connection closed'],
  ['tls.reset', 'connection reset'],
  ['check.', 'failed checks'],
  ['extract.', 'failed checks'],
  ['ws.', 'closed streams'],
  ['sse.', 'closed streams'],
  ['auth.', 'authentication failures'],
  ['http.', 'other responses'],
  ['protocol.', 'protocol errors'],
  ['limit.', 'protocol errors'],
];

/** What failures of a code are called among those of an overload: `429 Too Many Requests`, `connection refused`, `timeouts`. */
export function failureMode(code: string): string {
  if (categoryOf({ code, side: 'target' }) === 'timeout') return 'timeouts';
  return MODES.find(([begin]) => code.startsWith(begin))?.[1] ?? 'connection failures';
}

/** How a target fails beyond its capacity: kinds of failure in the steps that missed, by share of their starts, and first moments. */
export function failureModes(
  steps: readonly SearchStep[],
  objectives: readonly Objective[],
): CapacityDocument['failureModes'] {
  const missed = steps.filter(isMissed);
  const [first] = missed;
  if (first === undefined) return { sentence: 'No load missed the objectives.', modes: [] };
  const modes = modesOf(missed);
  const errors = objectives.find(({ metric }) => metric === 'errors');
  const least = errors === undefined ? USUAL_ERRORS : allowedShare(errors);
  const [largest] = modes;
  if (largest !== undefined && largest.share >= least) return { sentence: sentenceOf(largest, modes), modes };
  const share = Math.max(0, ...missed.map((step) => lateShare(step, objectives)));
  return {
    sentence: `Latency only: no kind of failure reached ${formatPercent(100 * least)} of the requests.`,
    modes: [{ mode: LATENCY_ONLY, share, firstAtMs: first.fromMs }, ...modes],
  };
}

function modesOf(missed: readonly SearchStep[]): CapacityFailureMode[] {
  const starts = missed.reduce((sum, step) => sum + step.starts, 0);
  const kinds = new Map<string, { count: number; firstAtMs: Millis }>();
  for (const { failures } of missed)
    for (const [code, { count, firstAtMs }] of failures) {
      const mode = failureMode(code);
      const known = kinds.get(mode);
      kinds.set(mode, {
        count: count + (known?.count ?? 0),
        firstAtMs: Math.min(firstAtMs, known?.firstAtMs ?? firstAtMs),
      });
    }
  return [...kinds]
    .map(([mode, { count, firstAtMs }]) => ({
      mode,
      share: Math.min(1, count / Math.max(1, starts)),
      firstAtMs,
    }))
    .sort((a, b) => b.share - a.share);
}

function lateShare({ samples }: SearchStep, objectives: readonly Objective[]): number {
  return Math.max(
    0,
    ...objectives.map(({ metric }, k) => (metric === 'latency' ? (samples[k]?.share ?? 0) : 0)),
  );
}

function sentenceOf(largest: CapacityFailureMode, modes: readonly CapacityFailureMode[]): string {
  const [first = largest] = modes.toSorted((a, b) => (a.firstAtMs ?? 0) - (b.firstAtMs ?? 0));
  const share = `${begun(largest.mode)}: ${formatPercent(100 * largest.share)} of the requests of loads that missed`;
  return first.mode === largest.mode
    ? `${share}, first at ${formatClock(largest.firstAtMs ?? 0)}.`
    : `${share}. First came ${first.mode}, at ${formatClock(first.firstAtMs ?? 0)}.`;
}
