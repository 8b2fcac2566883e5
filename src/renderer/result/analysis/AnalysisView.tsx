import { useCallback, useMemo, useState } from 'react';
import type { Heatmap as HeatmapData } from '../../../contract/heatmap.ts';
import type { Marker } from '../../../contract/marker.ts';
import type { SelectedTimes } from '../../../contract/selection.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Card, Stack } from '../../parts/Box.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { type Answer, useAnswer } from '../../parts/use-answer.ts';
import type { AnalysisPlace } from './analysis-source.ts';
import type { CountSums } from './heatmap/count-sums.ts';
import { Heatmap } from './heatmap/Heatmap.tsx';
import type { Preview } from './heatmap/heat-drag.ts';
import { Panels } from './panels/Panels.tsx';
import { wholeArea } from './selecting/area-edit.ts';
import type { Analysis } from './use-analysis.ts';

interface Props {
  readonly analysis: Analysis;
  readonly place: AnalysisPlace;
  readonly heatmap: Answer<HeatmapData>;
  readonly sums: CountSums | null;
  /** The document of the time of the selection alone; of the whole run where there is none (yet). */
  readonly ranged: Summary;
  readonly onPreview: (preview: Preview | null) => void;
  readonly markers?: readonly Marker[];
  /** Of a run that goes on: percentiles of all that the picture shows; only a selection is asked about. */
  readonly live?: { readonly whole: SelectedTimes | null };
}

/** From a heatmap to an area of it, to what sets that apart, to its requests, to one of them. */
export function AnalysisView(props: Props) {
  const { analysis, place, heatmap, sums, ranged, onPreview, markers = [], live } = props;
  const [asTable, setAsTable] = useState(false);
  const { source } = place;
  const { scope, length, state, act } = analysis;
  const onTable = useCallback(() => setAsTable((now) => !now), []);
  const isLive = live !== undefined;
  const askWhole = useMemo(
    () => (isLive ? null : () => source.select({ scope, area: wholeArea({ length }), against: null })),
    [isLive, source, scope, length],
  );
  const { answer } = useAnswer(askWhole);
  const whole = live?.whole ?? (answer.state === 'ready' ? answer.value.all.here : null);
  const isQuiet = isLive && state.history.now.a === null;
  return (
    <Stack gap={12}>
      <Card as="section" aria-label="Heatmap" style={{ opacity: heatmap.isStale ? 0.6 : 1 }}>
        <Loaded of={heatmap.answer} lines={8} height={39}>
          {(value) =>
            value.count === 0 && value.failed.every((count) => count === 0) ? (
              <EmptyState title="Nothing to show">No request of this choice ended in this run.</EmptyState>
            ) : sums === null ? null : (
              <Heatmap
                heatmap={value}
                onAsTable={setAsTable}
                {...{ sums, state, act, onPreview, whole, asTable, markers }}
              />
            )
          }
        </Loaded>
      </Card>
      {heatmap.answer.state === 'failed' || isQuiet ? null : (
        <Panels analysis={analysis} place={place} ranged={ranged} onTable={onTable} />
      )}
    </Stack>
  );
}
