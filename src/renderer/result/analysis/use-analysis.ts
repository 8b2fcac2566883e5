import { useCallback, useMemo, useState } from 'react';
import type { Scope } from '../../../contract/area.ts';
import type { Summary } from '../../../contract/summary.ts';
import { measuredFrom } from '../../../contract/warm-up.ts';
import { linkOf, parseLink } from './selecting/analysis-link.ts';
import { type AnalysisState, linkedView, stateOfLink } from './selecting/analysis-state.ts';
import type { MeasuredRun } from './selecting/area-edit.ts';
import { scopeOf } from './selecting/scopes.ts';

export type Change = (state: AnalysisState) => AnalysisState;

/** What is looked at of a run, held above everything that reads it. */
export interface Analysis {
  /** Of the whole run. */
  readonly summary: Summary;
  /** Seconds of the run, and those of them that are warm-up. */
  readonly length: number;
  readonly warmup: number;
  readonly state: AnalysisState;
  readonly act: (change: Change) => void;
  /** Looks at what another link says. */
  readonly follow: (query: string) => void;
  readonly scope: Scope;
  /** What a link says of it. */
  readonly query: string;
  /** Of a run that goes on, what is said of it is asked again whenever this changes; 0: it is over. */
  readonly pulse: number;
}

/** How far a run is that goes on. */
interface LiveProgress {
  /** Seconds that are known so far. */
  readonly length: number;
  readonly pulse: number;
}

/**
 * @param summary of the whole run
 * @param query what the link said that led here
 * @param live absent: it is over
 */
export function useAnalysis(summary: Summary, query: string, live?: LiveProgress): Analysis {
  const ended = endedRun(summary);
  const { length, pulse } = live ?? { length: ended.length, pulse: 0 };
  const { warmup } = ended;
  const [state, setState] = useState(() => stateOfLink(parseLink(query), length));
  const act = useCallback((change: Change) => setState(change), []);
  const follow = useCallback((link: string) => setState(stateOfLink(parseLink(link), length)), [length]);
  const { endpoint, clock } = state;
  const { service, endpoint: name } = scopeOf({ endpoint, clock }, summary);
  // A new document of the same run is no other scope.
  const scope = useMemo(() => ({ service, endpoint: name, clock }), [service, name, clock]);
  return useMemo(
    () => ({ summary, length, warmup, state, act, follow, scope, query: linkOf(linkedView(state)), pulse }),
    [summary, length, warmup, state, act, follow, scope, pulse],
  );
}

/** How long a run was that is over. */
export function endedRun({ perSecond, run }: Pick<Summary, 'perSecond' | 'run'>): MeasuredRun {
  const length = Math.max(1, perSecond.length, Math.ceil(run.durationMs / 1_000));
  return { length, warmup: measuredFrom(run) };
}
