import { Pause, Play } from 'lucide-react';
import { type ReactNode, useMemo, useRef } from 'react';
import type { Scope } from '../../../contract/area.ts';
import type { Marker } from '../../../contract/marker.ts';
import type { Summary, SummarySecond } from '../../../contract/summary.ts';
import type { Millis } from '../../../contract/units.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { RunCharts } from '../../charts/RunCharts.tsx';
import { scopedSeconds, scopedSummary } from '../../charts/scoped-run.ts';
import { Box, Note, Row, Stack } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Field.tsx';
import { useHeld } from '../../parts/use-held.ts';
import { AnalysisView } from '../../result/analysis/AnalysisView.tsx';
import type { AnalysisPlace } from '../../result/analysis/analysis-source.ts';
import { SelectionBar } from '../../result/analysis/SelectionBar.tsx';
import {
  ALL_ENDPOINTS,
  chosenScope,
  scopeChoices,
  scopedTo,
} from '../../result/analysis/selecting/scopes.ts';
import type { Analysis } from '../../result/analysis/use-analysis.ts';
import { MarkersBar } from '../../result/markers/MarkersBar.tsx';
import { useWorkbench } from '../../stores/workbench.tsx';
import { timesSoFar, useLiveHeatmap } from './use-live-analysis.ts';
import { useScopeSeconds } from './use-scope-seconds.ts';

interface BarProps {
  readonly analysis: Analysis;
  readonly row: RunRow;
  readonly elapsedMs: Millis;
}

/** Of which requests the charts are, and what was marked. */
export function ScopeBar({ analysis, row, elapsedMs }: BarProps) {
  const { summary, state, act } = analysis;
  const { runs, notices } = useWorkbench();
  const chosen = chosenScope(state.endpoint, summary);
  const choose = (endpoint: string) => act((now) => scopedTo(now, endpoint));
  return (
    <Row wrap gap={16} data-testid="scope-bar">
      <Row gap={8}>
        <Choice
          hideLabel
          label="Charts are of"
          maxWidth={260}
          value={chosen}
          options={scopeChoices(summary)}
          onChange={choose}
        />
        {chosen === ALL_ENDPOINTS ? (
          <Note as="span" nowrap>
            or click an endpoint below
          </Note>
        ) : (
          <Button size="small" look="quiet" onClick={() => choose(ALL_ENDPOINTS)}>
            All again
          </Button>
        )}
      </Row>
      <MarkersBar
        markers={row.markers}
        momentMs={useMoment(elapsedMs)}
        onChange={(change) =>
          notices.getState().attempt(runs.getState().annotate({ runId: row.runId, ...change }))
        }
      />
      <Box style={{ marginLeft: 'auto' }}>
        <Following analysis={analysis} />
      </Box>
    </Row>
  );
}

/** The moment it is now in the run: what was heard last, and the time since. */
function useMoment(elapsedMs: Millis): () => Millis {
  const latest = useRef({ elapsedMs, at: performance.now() });
  if (latest.current.elapsedMs !== elapsedMs) latest.current = { elapsedMs, at: performance.now() };
  return () => latest.current.elapsedMs + Math.min(2_000, performance.now() - latest.current.at);
}

interface ChartsProps {
  readonly summary: Summary;
  readonly seconds: readonly SummarySecond[];
  readonly plannedMs: Millis;
  readonly syncKey: string;
  readonly count: number;
  readonly scope: Scope;
  readonly row: RunRow;
  /** Stands under the response times. */
  readonly target: ReactNode;
}

/** Charts of all, of a service or of an endpoint. */
export function LiveCharts({ summary, seconds, plannedMs, syncKey, count, scope, row, target }: ChartsProps) {
  const { host } = useWorkbench();
  // By the clock of the document, whatever the heatmap is drawn by: what they say is drawn beside what it says.
  const timed: Scope = useMemo(() => ({ ...scope, clock: 'intended' }), [scope]);
  const read = useScopeSeconds(host, { runId: row.runId, scope: timed, count });
  // What comes with no beat to follow, first of a scope or last of the run, is shown at once.
  const held = useHeld(read, read.size === 0 ? -1 : count);
  const more = row.state === 'running' ? held : read;
  const shown = useMemo(() => scopedSeconds(seconds, summary, scope, more), [seconds, summary, scope, more]);
  const own = useMemo(() => scopedSummary(summary, scope), [summary, scope]);
  return (
    <RunCharts
      summary={own}
      seconds={shown}
      plannedMs={plannedMs}
      syncKey={syncKey}
      choice="live"
      target={target}
      markers={row.markers}
      more={more}
    />
  );
}

interface HeatmapProps {
  readonly analysis: Analysis;
  readonly place: AnalysisPlace;
  readonly summary: Summary;
  readonly markers: readonly Marker[];
}

/** The heatmap as it grows; a selection of it, and why it is slow. */
export function LiveHeatmap({ analysis, place, summary, markers }: HeatmapProps) {
  const { heatmap, counts, sums, preview, setPreview } = useLiveHeatmap(analysis, place);
  return (
    <Stack gap={8} data-testid="live-analysis">
      <SelectionBar {...{ analysis, place, counts, preview }} isWhole />
      <AnalysisView
        {...{ analysis, place, heatmap, sums, markers }}
        onPreview={setPreview}
        live={{ whole: timesSoFar(summary, analysis) }}
      />
    </Stack>
  );
}

/** A picture of part of the run stands still; a click lets it follow again. */
function Following({ analysis: { state, act } }: { analysis: Analysis }) {
  const isFollowing = state.zoom === null;
  if (isFollowing) return null;
  return (
    <Row gap={6} nowrap>
      <Pause size={14} aria-hidden="true" />
      <Button
        size="small"
        icon={<Play />}
        title="Show the whole run again, as it goes on"
        onClick={() => act((now) => ({ ...now, zoom: null }))}
      >
        Follow
      </Button>
    </Row>
  );
}
