import type { CapacityDocument, CapacityOutcome, CapacityStage } from '../../../../../contract/capacity.ts';
import type { CapacitySearchPlan } from '../../../../../contract/capacity-search.ts';
import { levelText, searchUnit } from '../../../../../contract/capacity-text.ts';
import { kneeOf } from '../scaling/knee.ts';
import type { LadderResult } from '../scaling/user-ladder.ts';
import type { SearchResult } from '../search-settings.ts';

/** A load that was ordered and not applied: of users where it is of a ladder, else in the unit searched. */
export interface RefusedOrder {
  readonly stage: CapacityStage;
  readonly level: number;
}

interface Known {
  readonly stage: CapacityStage;
  readonly level: number;
  readonly isOver: boolean;
  /** Null: every load that was ordered was applied. */
  readonly refused: RefusedOrder | null;
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
          sentence: recovery?.sentence ?? 'Nothing was measured.',
        }
      : answerOf(search);
  return {
    by: plan.by,
    unit,
    requestsPerArrival: plan.requestsPerArrival,
    objectives: plan.objectives.map(({ text }) => text),
    recoveryAsked: plan.recovery,
    stage: isOver ? 'done' : stage,
    ...answer,
    ...(known.refused !== null && refusedAnswer(known.refused, unit, answer)),
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

/** What a recovery alone comes to. One that was measured before the retest had ended is not over. */
function recoveryOutcome(recovery: CapacityDocument['recovery']): CapacityOutcome {
  if (recovery === null || recovery.recovered === 'not yet' || recovery.recovered === 'unknown')
    return 'unmeasured';
  if (recovery.returned === null) return 'partial';
  if (recovery.referenceMet === false) return 'reference missed';
  if (recovery.recovered === 'no') return 'not recovered';
  return recovery.returned ? 'recovered' : 'not returned';
}

/** A search that got no further because of this machine; after it, what was found stays found. */
function refusedAnswer(
  { stage, level }: RefusedOrder,
  unit: string,
  { remarks, outcome, sentence }: SearchAnswer,
): Pick<CapacityDocument, 'outcome' | 'sentence' | 'remarks'> {
  if (stage === 'ladder')
    return { outcome, sentence, remarks: [...remarks, notApplied('ladder', levelText(level, 'users'))] };
  const load = levelText(level, unit);
  // Alone it is all that was asked for, and then nothing is known.
  if (AFTER_SEARCH.has(stage) && outcome !== 'unmeasured' && outcome !== 'partial')
    return { outcome, sentence, remarks: [...remarks, notApplied('overload', load)] };
  return {
    outcome: 'limited',
    sentence: `Limit of this machine, not of the target: ${load} could not be generated.`,
    remarks,
  };
}

const AFTER_SEARCH: ReadonlySet<CapacityStage> = new Set(['reference', 'overload', 'recovering', 'retest']);

function notApplied(what: string, load: string): string {
  return `The ${what} ended early: ${load} is beyond a limit of this run, or of this machine.`;
}

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
