import { useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Summary } from '../../../contract/summary.ts';
import { settleAddress } from '../../parts/settled-address.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import type { Preview } from '../../result/analysis/heatmap/heat-drag.ts';
import { useCounts } from '../../result/analysis/heatmap/use-counts.ts';
import { type Analysis, useAnalysis } from '../../result/analysis/use-analysis.ts';
import { useAnalysisPlace } from '../../result/analysis/use-analysis-place.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths, type RunTab } from '../../words/navigation.ts';
import { pathOfTab } from './run-tabs.ts';

export type RunAnalysis = ReturnType<typeof useRunAnalysis>;

/** The analysis of a stored run: its state, who answers, and its heatmap as soon as anything shows a part of it. */
export function useRunAnalysis(summary: Summary, query: string, tab: RunTab) {
  const analysis = useAnalysis(summary, query);
  const { host, app } = useWorkbench();
  // Desktop windows open no web pages.
  const opensLinks = useStore(app, ({ info }) => info.state === 'ready' && info.value.host !== 'electron');
  const place = useAnalysisPlace(host, { runId: summary.run.id, opensLinks });
  const [preview, setPreview] = useState<Preview | null>(null);
  const { scope, state } = analysis;
  const { source } = place;
  const isWanted = tab === 'analysis' || state.history.now.a !== null;
  const ask = useMemo(() => (isWanted ? () => source.heatmap(scope) : null), [isWanted, source, scope]);
  const heatmap = useAnswer(ask);
  const { sums, counts } = useCounts(heatmap);
  useAddress(summary, analysis, tab);
  return { analysis, place, heatmap, sums, counts, preview, setPreview };
}

/** The address of the window says what is looked at, so that a reload or a copy of it leads back; another one is followed. */
function useAddress(summary: Summary, { query, follow, state }: Analysis, tab: RunTab): void {
  const runId = summary.run.id;
  const plain = pathOfTab(summary, tab);
  const isSaid = tab === 'analysis' || state.history.now.a !== null;
  useEffect(() => {
    const path = `/runs/${encodeURIComponent(runId)}/${tab}`;
    return settleAddress(`#${isSaid ? `${path}?${query}` : plain}`);
  }, [runId, plain, query, tab, isSaid]);
  const own = useRef(query);
  own.current = query;
  useEffect(() => {
    const changed = () => {
      const [path, asked = ''] = location.hash.split('?', 2);
      const isHere = path?.startsWith(`#${paths.run(runId)}`) === true;
      if (isHere && asked !== '' && asked !== own.current) follow(asked);
    };
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, [runId, follow]);
}
