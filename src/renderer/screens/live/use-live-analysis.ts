import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { SelectedTimes } from '../../../contract/selection.ts';
import type { Distribution, Summary } from '../../../contract/summary.ts';
import { useAnswer } from '../../parts/use-answer.ts';
import type { AnalysisPlace } from '../../result/analysis/analysis-source.ts';
import type { Preview } from '../../result/analysis/heatmap/heat-drag.ts';
import type { Zoom } from '../../result/analysis/heatmap/heat-grid.ts';
import { useCounts } from '../../result/analysis/heatmap/use-counts.ts';
import { wholeZoom } from '../../result/analysis/heatmap/zoom.ts';
import { type Analysis, type Change, useAnalysis } from '../../result/analysis/use-analysis.ts';
import { useAnalysisPlace } from '../../result/analysis/use-analysis-place.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';

/** Seconds between two looks at the selection of a run that goes on. */
const PULSE_SECONDS = 5;
/** Of a long run, a column of the picture is of several seconds anyway. */
const SLOWER_FROM_SECONDS = 300;

/**
 * The analysis of a run that goes on: what is looked at, as the address of the window says too. A selection keeps its place,
 * and what is said of it is asked again every five seconds.
 * @param count seconds so far
 */
export function useLiveAnalysis(summary: Summary, query: string, count: number) {
  const runId = summary.run.id;
  const { host, app } = useWorkbench();
  // Desktop windows open no web pages.
  const opensLinks = useStore(app, ({ info }) => info.state === 'ready' && info.value.host !== 'electron');
  const place = useAnalysisPlace(host, { runId, opensLinks });
  const progress = { length: Math.max(1, count), pulse: Math.floor(count / PULSE_SECONDS) };
  const analysis = usePausing(useAnalysis(summary, query, progress));
  useEffect(() => {
    history.replaceState(history.state, '', `#${paths.live(runId)}?${analysis.query}`);
  }, [runId, analysis.query]);
  return { analysis, place };
}

/** The heatmap as it grows with the run; it waits while an area is dragged over it. */
export function useLiveHeatmap({ scope, length }: Analysis, { source }: AnalysisPlace) {
  const [preview, setPreview] = useState<Preview | null>(null);
  const beat = Math.floor(length / (length > SLOWER_FROM_SECONDS ? PULSE_SECONDS : 1));
  const [shown, setShown] = useState(beat);
  // A picture that moves under the pointer could not be dragged over.
  if (preview === null && shown !== beat) setShown(beat);
  const ask = useMemo(() => () => source.heatmap(scope), [source, scope]);
  const heatmap = useAnswer(ask, shown);
  return { heatmap, ...useCounts(heatmap), preview, setPreview };
}

/**
 * The picture stands still from the first area on, and follows again once there is none; a part of the run that somebody
 * chose to look at stays chosen.
 */
function usePausing(analysis: Analysis): Analysis {
  const { act, length } = analysis;
  const paused = useRef<Zoom | null>(null);
  const pausing = useCallback(
    (change: Change) =>
      act((before) => {
        const after = change(before);
        const [had, has] = [before.history.now.a !== null, after.history.now.a !== null];
        if (has && !had && after.zoom === null) {
          paused.current = wholeZoom(length);
          return { ...after, zoom: paused.current };
        }
        return had && !has && after.zoom === paused.current ? { ...after, zoom: null } : after;
      }),
    [act, length],
  );
  return useMemo(() => ({ ...analysis, act: pausing }), [analysis, pausing]);
}

/** Percentiles so far of what the picture shows; null: its document has none of them. */
export function timesSoFar(summary: Summary, { scope }: Analysis): SelectedTimes | null {
  const { service, endpoint, clock } = scope;
  const isOf = (row: { readonly service: string }) => row.service === service;
  const one = summary.endpoints.find((row) => isOf(row) && row.endpoint === endpoint);
  if (clock === 'actual') {
    const times = endpoint === null ? summary.overallServiceTimeMs : one?.serviceTimeMs;
    return endpoint === null && service !== null ? null : selectedTimes(times);
  }
  if (service === null) return selectedTimes(summary.overallTimeMs);
  return selectedTimes((endpoint === null ? summary.services.find(isOf) : one)?.responseTimeMs);
}

function selectedTimes(times: Distribution | undefined): SelectedTimes | null {
  if (times === undefined) return null;
  const { count, p50, p90, p95, p99, p999, max, evidence } = times;
  return { count, p50Ms: p50, p90Ms: p90, p95Ms: p95, p99Ms: p99, p999Ms: p999, maxMs: max, evidence };
}
