import { useCallback, useContext, useMemo, useRef, useState } from 'react';
import type { Heatmap as HeatmapData } from '../../../contract/heatmap.ts';
import type { Marker } from '../../../contract/marker.ts';
import type { RequestRow } from '../../../contract/request-rows.ts';
import type { SelectedTimes } from '../../../contract/selection.ts';
import { marksOf } from '../../charts/marks.ts';
import { Card, Stack } from '../../parts/Box.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Paper } from '../../parts/paper.ts';
import { type Answer, useAnswer } from '../../parts/use-answer.ts';
import type { AnalysisPlace } from './analysis-source.ts';
import type { CountSums } from './heatmap/count-sums.ts';
import type { OpenedPlace } from './heatmap/HeatMarks.tsx';
import { Heatmap } from './heatmap/Heatmap.tsx';
import type { Preview } from './heatmap/heat-drag.ts';
import { Panels } from './panels/Panels.tsx';
import { secondOf } from './panels/panel-parts.ts';
import { useIsLarge } from './panels/use-is-large.ts';
import { measuredArea } from './selecting/area-edit.ts';
import type { Analysis } from './use-analysis.ts';

interface Props {
  readonly analysis: Analysis;
  readonly place: AnalysisPlace;
  readonly heatmap: Answer<HeatmapData>;
  readonly sums: CountSums | null;
  readonly onPreview: (preview: Preview | null) => void;
  readonly markers?: readonly Marker[];
  /** Of a run that goes on: percentiles of all that the picture shows; only a selection is asked about. */
  readonly live?: { readonly whole: SelectedTimes | null };
}

/** From a heatmap to an area of it, to what sets that apart, to its requests, to one of them. */
export function AnalysisView(props: Props) {
  const { analysis, place, heatmap, sums, onPreview, markers, live } = props;
  const [asTable, setAsTable] = useState(false);
  const { source } = place;
  const { scope, length, warmup, state, act, summary } = analysis;
  const marks = useMemo(() => marksOf(summary.steering, markers), [summary.steering, markers]);
  const onTable = useCallback(() => setAsTable((now) => !now), []);
  const [row, setRow] = useState<RequestRow | null>(null);
  const opened = useMemo(() => openedAt(row), [row]);
  const isLive = live !== undefined;
  const askWhole = useMemo(() => {
    const area = measuredArea({ length, warmup });
    return isLive ? null : () => source.select({ scope, area, against: null });
  }, [isLive, source, scope, length, warmup]);
  const { answer } = useAnswer(askWhole);
  const whole = live?.whole ?? (answer.state === 'ready' ? answer.value.all.here : null);
  // As tall as the picture, so that nothing moves when it comes; on paper nothing comes later.
  const tall = useIsLarge() ? 376 : 318;
  const minHeight = useContext(Paper) ? undefined : tall;
  const still = useStill(analysis);
  const latest = useRef(analysis.query);
  latest.current = analysis.query;
  const onLink = useCallback(
    () => place.copy(place.addressOf(latest.current), 'Link copied to the clipboard.'),
    [place],
  );
  const isQuiet = isLive && state.history.now.a === null;
  return (
    <Stack gap={12}>
      <Card as="section" aria-label="Heatmap" style={{ opacity: heatmap.isStale ? 0.6 : 1, minHeight }}>
        <Loaded of={heatmap.answer} lines={8} height={39}>
          {(value) =>
            value.count === 0 && value.failed.every((count) => count === 0) ? (
              <EmptyState title="Nothing to show">No request of this choice ended in this run.</EmptyState>
            ) : sums === null ? null : (
              <Heatmap
                heatmap={value}
                onAsTable={setAsTable}
                {...{ sums, state, act, onPreview, whole, asTable, marks, opened }}
              />
            )
          }
        </Loaded>
      </Card>
      {heatmap.answer.state === 'failed' || isQuiet ? null : (
        <Panels analysis={still} place={place} onTable={onTable} onLink={onLink} onOpened={setRow} />
      )}
    </Stack>
  );
}

/** The same as long as what is said of the selection is: neither what is in sight nor the cursor changes that. */
function useStill(analysis: Analysis): Analysis {
  const { summary, length, state, act, scope, pulse } = analysis;
  const { history, request, narrowed, list } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: all that is read of it below
  return useMemo(() => analysis, [summary, length, history, request, narrowed, list, act, scope, pulse]);
}

/** Where a request stands on the picture; a failure has no latency there. */
function openedAt(row: RequestRow | null): OpenedPlace | null {
  if (row === null || row.code !== null) return null;
  return { second: secondOf(row.id), ms: row.durationUs / 1_000 };
}
