import { useEffect, useMemo, useState } from 'react';
import type { Summary } from '../../../contract/summary.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import { useCopy } from '../../parts/use-copy.ts';
import type { AnalysisPlace } from '../../result/analysis/analysis-source.ts';
import { countSums } from '../../result/analysis/heatmap/count-sums.ts';
import type { Preview } from '../../result/analysis/heatmap/heat-drag.ts';
import { useAnalysis } from '../../result/analysis/use-analysis.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';

export type RunAnalysis = ReturnType<typeof useRunAnalysis>;

/** The analysis of a stored run: its state, who answers, and its heatmap as soon as anything shows a part of it. */
export function useRunAnalysis(summary: Summary, query: string, isShown: boolean) {
  const analysis = useAnalysis(summary, query);
  const place = useAnalysisPlace(summary.run.id);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { scope, state } = analysis;
  const isWanted = isShown || state.history.now.a !== null;
  const ask = useMemo(() => (isWanted ? () => place.source.heatmap(scope) : null), [isWanted, place, scope]);
  const heatmap = useAnswer(ask);
  const known = heatmap.answer.state === 'ready' ? heatmap.answer.value : null;
  const sums = useMemo(() => (known === null ? null : countSums(known)), [known]);
  const counts = useMemo(
    () => (sums === null || known === null ? null : { sums, of: known.count }),
    [sums, known],
  );
  useAddress(summary.run.id, analysis.query, isShown);
  return { analysis, place, heatmap, sums, counts, preview, setPreview };
}

/** The address of the window says what is looked at, so that a reload or a copy of it leads back. */
function useAddress(runId: string, query: string, isShown: boolean): void {
  useEffect(() => {
    if (isShown) history.replaceState(history.state, '', `#${paths.run(runId, 'analysis')}?${query}`);
  }, [runId, query, isShown]);
}

function useAnalysisPlace(runId: string): AnalysisPlace {
  const { host } = useWorkbench();
  const copy = useCopy();
  return useMemo(
    () => ({
      source: {
        heatmap: (scope) => host.call('runs.heatmap', { runId, scope }),
        select: ({ scope, area, against }) =>
          host.call('runs.select', { runId, scope, area, ...(against === null ? {} : { against }) }),
        why: ({ scope, area }) => host.call('runs.why', { runId, scope, ...(area === null ? {} : { area }) }),
        requests: (of) => host.call('runs.requests', { runId, ...of }),
        request: (id) => host.call('runs.request', { runId, id }),
      },
      copy: (text, done) => void copy(text, done),
      addressOf: (query) => `${location.href.split('#')[0]}#${paths.run(runId, 'analysis')}?${query}`,
    }),
    [host, copy, runId],
  );
}
