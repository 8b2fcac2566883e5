import { ArrowRight, Square } from 'lucide-react';
import { startTransition, useEffect, useMemo, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { listsGrade } from '../../../contract/format.ts';
import { firedRulesOf } from '../../../contract/stop-rule.ts';
import type { Summary } from '../../../contract/summary.ts';
import type { RunRow } from '../../../contract/wire.ts';
import { Box, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { Page } from '../../parts/Page.tsx';
import { ProgressBar } from '../../parts/ProgressBar.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { VerdictMark } from '../../parts/VerdictMark.tsx';
import { chosenScope } from '../../result/analysis/selecting/scopes.ts';
import { EndpointTable } from '../../result/endpoints/EndpointTable.tsx';
import { ErrorTable } from '../../result/errors/ErrorTable.tsx';
import { StreamPanel } from '../../result/streams/StreamPanel.tsx';
import { TargetFigures } from '../../result/target/TargetCharts.tsx';
import { TargetPanel } from '../../result/target/TargetPanel.tsx';
import { createLiveStore, type StopState } from '../../stores/live.ts';
import { seriesOfRun } from '../../stores/series.ts';
import { withColumns } from '../../stores/watched-columns.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import { STATE_WORDS } from '../../words/words.ts';
import { CapacityPanel } from './CapacityPanel.tsx';
import { ErrorStream } from './ErrorStream.tsx';
import { LiveCharts, LiveHeatmap, ScopeBar } from './LiveAnalysis.tsx';
import { LiveFigures } from './LiveFigures.tsx';
import styles from './LiveScreen.module.css';
import { LoadPanel } from './LoadPanel.tsx';
import { whyNotSteered } from './load-drafts.ts';
import { SeriesStrip } from './SeriesStrip.tsx';
import { scopeSelection } from './scope-selection.ts';
import { useHandover } from './use-handover.ts';
import { useLiveAnalysis } from './use-live-analysis.ts';

/**
 * A run in progress: how far, how hard, how well; and the way to stop it.
 * @param address the run, and behind `?` what a link says of its analysis
 */
export function LiveScreen({ runId: address }: { runId: string }) {
  const { host } = useWorkbench();
  const [runId = '', query = ''] = address.split('?', 2);
  const store = useMemo(() => createLiveStore(host, runId), [host, runId]);
  useEffect(() => store.getState().open(), [store]);
  const state = useCalmState(store);
  // What is pressed is answered at once.
  const stop = useStore(store, (now) => now.stop);
  const { row, summary, failure } = state;
  if (row === null || summary === null) {
    return (
      <Page title="Run" wide={failure === null}>
        {failure === null ? <Skeleton lines={8} /> : <ErrorNote failure={failure} />}
      </Page>
    );
  }
  return <LiveRun state={state} row={row} summary={summary} stop={stop} query={query} />;
}

type LiveState = ReturnType<ReturnType<typeof createLiveStore>['getState']>;

/** So many charts of the target are under the response times: its CPU, its memory, and what has a limit. */
const UNDER_TIMES = 3;

interface LiveRunProps {
  readonly state: LiveState;
  readonly row: RunRow;
  readonly summary: Summary;
  readonly stop: StopState;
  readonly query: string;
}

function LiveRun({ state, row, summary, stop, query }: LiveRunProps) {
  const { seconds, elapsedMs, plannedDurationMs, failure } = state;
  const { series: seriesStore } = useWorkbench();
  const found = seriesOfRun(
    useStore(seriesStore, ({ rows }) => rows),
    row.runId,
  );
  // Of one that goes on elsewhere nobody here knows how far it is.
  const series = found?.state === 'running' && found.progress !== undefined ? found : null;
  const wasOfSeries = useRef(false);
  wasOfSeries.current ||= series !== null;
  const handover = useHandover(wasOfSeries.current ? null : row);
  const [, navigate] = useLocation();
  // Its figures are known before its seconds are.
  const count = Math.max((seconds.at(-1)?.second ?? -1) + 1, Math.floor(summary.run.durationMs / 1_000));
  const { analysis, place } = useLiveAnalysis(summary, query, count);
  const ended = row.state !== 'running';
  const { iterations } = summary.run;
  const goal = iterations === undefined ? undefined : { reached: summary.totals.planned, of: iterations };
  // Nobody knows how long so many requests take: the charts grow with the run.
  const plannedMs = goal === undefined ? plannedDurationMs : elapsedMs;
  const syncKey = `live-${row.runId}`;
  const watched = useMemo(
    () => withWatched(summary, state.columns, seconds.length),
    [summary, state.columns, seconds.length],
  );
  const target = { summary: watched, seconds, plannedMs, syncKey, markers: row.markers };
  const streams = <StreamPanel {...{ summary, seconds, plannedMs, syncKey }} />;
  return (
    <Page title={row.name} sub={targetLine(summary)} wide>
      <Row gap={20} className={styles.top}>
        <Box grow>
          <ProgressBar
            elapsedMs={elapsedMs}
            plannedMs={plannedDurationMs}
            warmupMs={summary.run.warmupMs}
            done={ended}
            goal={goal}
          />
        </Box>
        {ended ? (
          <EndedBanner row={row} handover={handover} onOpen={() => navigate(paths.run(row.runId))} />
        ) : (
          <StopButton stop={stop} onStop={() => state.askToStop()} />
        )}
      </Row>
      {found !== null && wasOfSeries.current ? (
        <SeriesStrip series={found} runId={row.runId} elapsedMs={elapsedMs} />
      ) : null}
      {failure === null ? null : <ErrorNote failure={failure} />}
      <FiredRules summary={summary} />
      {summary.capacity === undefined ? null : (
        <CapacityPanel capacity={summary.capacity} elapsedMs={elapsedMs} isOver={ended} />
      )}
      <LiveFigures summary={summary} seconds={seconds} />
      {/* The load of a search is its own. */}
      {summary.capacity !== undefined ? null : (
        <LoadPanel
          load={state.applied}
          reason={whyNotSteered({ load: state.applied, isOver: ended, isStopping: stop !== 'idle' })}
          last={summary.steering?.at(-1) ?? null}
          steer={state.steer}
        />
      )}
      <ScopeBar analysis={analysis} row={row} elapsedMs={elapsedMs} />
      <LiveCharts
        {...{ summary, seconds, plannedMs, syncKey, count, row }}
        scope={analysis.scope}
        target={<TargetFigures {...target} most={UNDER_TIMES} />}
      />
      <TargetPanel {...target} skip={UNDER_TIMES} />
      <LiveHeatmap {...{ analysis, place, summary }} markers={row.markers} />
      <EndpointTable summary={summary} live {...scopeSelection(analysis)} />
      {streamsLead(summary) ? streams : null}
      {/* The chosen failure is one of its scope. */}
      <ErrorStream
        key={chosenScope(analysis.state.endpoint, summary)}
        summary={summary}
        source={place.source}
        scope={analysis.scope}
        beat={count}
      />
      <ErrorTable summary={summary} />
      {streamsLead(summary) ? null : streams}
    </Page>
  );
}

/** The document with the columns of what is watched. */
function withWatched(summary: Summary, columns: LiveState['columns'], seconds: number): Summary {
  const { gauges } = summary;
  return gauges === undefined ? summary : { ...summary, gauges: withColumns(gauges, columns, seconds) };
}

/** True where most of what is measured are streams: then they come before the errors. */
function streamsLead({ endpoints }: Summary): boolean {
  return endpoints.filter(({ protocol }) => protocol !== 'http').length > endpoints.length / 2;
}

/** What is asked: `26 endpoints on gateway, auth`. */
function targetLine(summary: Summary): string {
  const services = [...new Set(summary.run.environment.targets.map((target) => target.service))];
  const count = summary.endpoints.length;
  return `${count} ${count === 1 ? 'endpoint' : 'endpoints'} on ${services.join(', ')}`;
}

/**
 * The state of a live run for all that changes with every second of it. React renders it a few milliseconds at a time
 * and puts it on the page at once, so that a page of many endpoints neither holds up a frame nor is laid out twice.
 */
function useCalmState(store: ReturnType<typeof createLiveStore>) {
  const [state, setState] = useState(() => store.getState());
  useEffect(() => {
    const take = () => startTransition(() => setState(store.getState()));
    take();
    return store.subscribe(take);
  }, [store]);
  return state;
}

/** Stop rules that came true: what they did, and why. */
function FiredRules({ summary }: { summary: Summary }) {
  const fired = firedRulesOf(summary);
  if (fired.length === 0) return null;
  return (
    <Stack tint="acceptable" tone="acceptable" pad="normal" gap={4} role="status" data-testid="fired-rules">
      {fired.map(({ rule, sentence }) => (
        <p key={rule}>{sentence}</p>
      ))}
    </Stack>
  );
}

interface BannerProps {
  readonly row: RunRow;
  readonly handover: ReturnType<typeof useHandover>;
  readonly onOpen: () => void;
}

/** Takes the place of Stop when there is nothing left to stop. */
function EndedBanner({ row, handover, onOpen }: BannerProps) {
  return (
    <Row gap={10} style={{ animation: 'appear var(--calm)' }} role="status" data-testid="ended">
      <Text tone="muted">{STATE_WORDS[row.state]}</Text>
      <VerdictMark of={row.outcome} />
      {listsGrade(row) ? <GradeBadge grade={row.overallGrade} soft /> : null}
      {handover.pending ? (
        <Button look="quiet" onClick={handover.stay}>
          Stay here
        </Button>
      ) : null}
      <Button look="strong" icon={<ArrowRight />} onClick={onOpen}>
        Open result
      </Button>
    </Row>
  );
}

const STOP_WORDS: Readonly<Record<StopState, string>> = {
  idle: 'Stop',
  stopping: 'Stop now',
  cutting: 'Ending…',
};

/** Always in reach. The first press lets open requests finish; the second ends the threads. */
function StopButton({ stop, onStop }: { stop: StopState; onStop: () => void }) {
  return (
    <Row gap={12}>
      <Note as="span" role="status">
        {stop === 'stopping' ? 'Stopping: requests in flight may finish' : ''}
      </Note>
      <Button
        look="danger"
        icon={<Square size={12} fill="currentColor" />}
        onClick={onStop}
        disabled={stop === 'cutting'}
        // Wide enough for each of its words, so that nothing moves under the pointer.
        style={{ width: 108 }}
        data-testid="stop"
      >
        {STOP_WORDS[stop]}
      </Button>
    </Row>
  );
}
