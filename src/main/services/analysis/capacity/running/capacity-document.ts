import type { CapacityDocument, CapacityOutcome, CapacityStage } from '../../../../../contract/capacity.ts';
import type { CapacitySearchPlan } from '../../../../../contract/capacity-search.ts';
import { levelText, searchUnit, stepUnit } from '../../../../../contract/capacity-text.ts';
import { type Failure, failureText } from '../../../../../contract/failure.ts';
import { kneeOf } from '../scaling/knee.ts';
import type { LadderResult } from '../scaling/user-ladder.ts';
import type { SearchResult } from '../search-settings.ts';

/** A load that was ordered and not applied: of users where it is of a ladder, else in the unit searched. */
export interface RefusedOrder {
  readonly stage: CapacityStage;
  readonly level: number;
  /** Why; null: nobody said so, it just was not applied. */
  readonly failure: Failure | null;
}

interface Known {
  readonly stage: CapacityStage;
  readonly level: number;
  readonly isOver: boolean;
  /** In the order of time; empty: every load that was ordered was applied. */
  readonly refused: readonly RefusedOrder[];
  /** Why there was no ladder, or no overload; null: there was, or nobody asked for it. */
  readonly noLadder: string | null;
  readonly noRecovery: string | null;
  readonly search: SearchResult | null;
  readonly ladder: LadderResult | null;
  readonly recovery: CapacityDocument['recovery'];
}

type SearchAnswer = Omit<SearchResult, 'stage' | 'met' | 'missed'>;

/** What is said of a search where nothing was searched: only how the target recovers was asked. */
const NOT_SEARCHED: Omit<SearchAnswer, 'sentence'> = {
  outcome: 'unmeasured',
  remarks: [],
  highest: null,
  minutesForFive: null,
  firstFailing: null,
  failureModes: { sentence: '', modes: [] },
  steps: [],
  curve: [],
};

/** The section of the document, from what the stages of a search know. */
export function capacityDocument(plan: CapacitySearchPlan, known: Known): CapacityDocument {
  const { stage, level, isOver, search, ladder, recovery } = known;
  const unit = searchUnit(plan);
  const answer =
    search === null
      ? {
          ...NOT_SEARCHED,
          outcome: recoveryOutcome(recovery),
          sentence: recovery?.sentence ?? known.noRecovery ?? 'Nothing was measured.',
        }
      : withRemarks(answerOf(search), [known.noLadder, known.noRecovery]);
  return {
    by: plan.by,
    unit,
    requestsPerArrival: plan.requestsPerArrival,
    objectives: plan.objectives.map(({ text }) => text),
    recoveryAsked: plan.recovery,
    stage: isOver ? 'done' : stage,
    ...known.refused.reduce(
      (known, order) => refusedAnswer(order, { answer: known, unit, by: plan.by, search }),
      answer,
    ),
    knee: kneeOfSearch(plan, search, ladder),
    scalability: ladder === null ? null : scalabilityOf(ladder),
    recovery,
    progress: {
      level: isOver ? 0 : level,
      met: search?.met ?? null,
      missed: search?.missed ?? null,
      atMostMs: plan.maxMs,
    },
  };
}

/** What a recovery alone comes to. One whose retest is missing may still turn out to be lost. */
function recoveryOutcome(recovery: CapacityDocument['recovery']): CapacityOutcome {
  if (recovery === null || recovery.recovered === 'not yet' || recovery.recovered === 'unknown')
    return 'unmeasured';
  if (recovery.referenceMet === false) return 'reference missed';
  if (recovery.recovered === 'no') return 'not recovered';
  if (recovery.returned === null) return 'partial';
  return recovery.returned ? 'recovered' : 'not returned';
}

function withRemarks(answer: SearchAnswer, more: readonly (string | null)[]): SearchAnswer {
  return { ...answer, remarks: [...answer.remarks, ...more.filter((one) => one !== null)] };
}

/** A search that got no further; after it, what was found stays found. */
function refusedAnswer({ stage, level, failure }: RefusedOrder, from: RefusedFrom): SearchAnswer {
  const { unit, search, answer } = from;
  const load = levelText(level, stepUnit({ stage }, from));
  const why =
    failure === null ? `${load} could not be generated.` : `${load} was refused. ${failureText(failure)}`;
  const what = stage === 'ladder' ? 'ladder' : AFTER_SEARCH.has(stage) ? 'overload' : null;
  // A recovery alone is all that was asked for, and then nothing is known.
  if (what !== null && search !== null) return withRemarks(answer, [`The ${what} ended early: ${why}`]);
  const { met = null, missed = null } = search ?? {};
  if (failure === null || failure.side === 'client')
    return { ...answer, outcome: 'limited', sentence: `Limit of this machine, not of the target: ${why}` };
  if (met !== null && missed === null) {
    const upTo = `Meets up to ${levelText(met, unit)}; capacity not reached`;
    return { ...answer, outcome: 'capped', sentence: `${upTo}: ${why}` };
  }
  return { ...answer, sentence: `Limit of this run, not of the target: ${why}` };
}

/** What was known when an order was refused. */
interface RefusedFrom {
  readonly answer: SearchAnswer;
  readonly unit: string;
  readonly by: CapacitySearchPlan['by'];
  readonly search: Pick<SearchResult, 'met' | 'missed'> | null;
}

const AFTER_SEARCH: ReadonlySet<CapacityStage> = new Set(['reference', 'overload', 'recovering', 'retest']);

function answerOf({ stage: _, met: _met, missed: _missed, ...answer }: SearchResult): SearchAnswer {
  return answer;
}

/** Of a ladder, whose levels double, where the search is of users as well; else of the levels of the search. */
function kneeOfSearch(
  plan: CapacitySearchPlan,
  search: SearchResult | null,
  ladder: LadderResult | null,
): CapacityDocument['knee'] {
  const { by } = plan;
  if (ladder !== null && by === 'users') return ladder.knee;
  if (search === null || search.curve.length === 0) return null;
  return kneeOf(search.curve, by === 'rate' ? 'latency' : 'throughput', searchUnit(plan));
}

function scalabilityOf({ law, levels }: LadderResult): CapacityDocument['scalability'] {
  return {
    sentence: law.sentence,
    model: law.model,
    levels: levels.map(({ users, throughput, errorShare, p95Ms }) => ({
      users,
      throughput,
      errorShare,
      p95Ms,
    })),
  };
}
