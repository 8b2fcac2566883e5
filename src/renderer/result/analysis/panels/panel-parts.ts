import type { SecondIndex } from '../../../../contract/units.ts';
import type { AnalysisPlace } from '../analysis-source.ts';
import type { Analysis } from '../use-analysis.ts';
import type { Findings } from './use-findings.ts';

/** What every panel below the heatmap is made of. */
export interface PanelParts {
  readonly analysis: Analysis;
  readonly place: AnalysisPlace;
  readonly findings: Findings;
  /** Brings the list of requests into sight. */
  readonly onListed: () => void;
}

/** What A is compared with, as tables call it. */
export function thereOf({ state }: Analysis): 'rest' | 'B' {
  return state.history.now.b === null ? 'rest' : 'B';
}

/** The second in which a request ended, as its id has it: `second.place`. */
export function secondOf(id: string): SecondIndex {
  return Number.parseInt(id, 10);
}
