import { Tabs } from '@base-ui/react/tabs';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { capacityTitle } from '../../../contract/capacity-text.ts';
import { tellsOfLoad } from '../../../contract/load-words.ts';
import type { RunDetail, RunRow } from '../../../contract/wire.ts';
import { RunCharts } from '../../charts/RunCharts.tsx';
import { Box, Grid, Stack, Text } from '../../parts/Box.tsx';
import { CopyButton } from '../../parts/CopyButton.tsx';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { type Lead, Leads } from '../../parts/leads.tsx';
import { Page } from '../../parts/Page.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import tabs from '../../parts/Tabs.module.css';
import { AnalysisView } from '../../result/analysis/AnalysisView.tsx';
import { SelectionBar } from '../../result/analysis/SelectionBar.tsx';
import { followLead } from '../../result/analysis/selecting/follow-lead.ts';
import { linkOfPlace } from '../../result/analysis/selecting/place-link.ts';
import { showingEndpoint, showingFailures } from '../../result/analysis/selecting/scopes.ts';
import type { Change } from '../../result/analysis/use-analysis.ts';
import { CapacityView } from '../../result/capacity/CapacityView.tsx';
import { ContextPanels } from '../../result/context/ContextPanels.tsx';
import { Endpoints } from '../../result/endpoints/Endpoints.tsx';
import { ErrorTable } from '../../result/errors/ErrorTable.tsx';
import { GradeMatrix, GradeTable } from '../../result/grades/GradeTable.tsx';
import { GradingsPanel } from '../../result/grades/GradingsPanel.tsx';
import { SegmentsPanel } from '../../result/load/SegmentsPanel.tsx';
import { MarkersBar } from '../../result/markers/MarkersBar.tsx';
import { StreamPanel } from '../../result/streams/StreamPanel.tsx';
import { streamsIn } from '../../result/streams/stream-run.ts';
import { FindingsPanel } from '../../result/summary/FindingsPanel.tsx';
import { RunFacts } from '../../result/summary/RunFacts.tsx';
import { StressPanel } from '../../result/summary/StressPanel.tsx';
import { Verdict } from '../../result/summary/Verdict.tsx';
import { TargetPanel } from '../../result/target/TargetPanel.tsx';
import { createRunDetailStore } from '../../stores/run-detail.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { paths, RUN_TABS, type RunTab } from '../../words/navigation.ts';
import { AnnotationPanel } from './AnnotationPanel.tsx';
import { RunActions } from './RunActions.tsx';
import { RunBaseline } from './RunBaseline.tsx';
import { pathOfTab, tabOf } from './run-tabs.ts';
import { SaveAsPlan } from './SaveAsPlan.tsx';
import { TargetTab } from './TargetTab.tsx';
import { type RunAnalysis, useRunAnalysis } from './use-run-analysis.ts';

const TAB_WORDS: Readonly<Record<RunTab, string>> = {
  capacity: 'Capacity',
  summary: 'Summary',
  analysis: 'Analysis',
  grades: 'Grades',
  endpoints: 'Endpoints',
  charts: 'Charts',
  target: 'Target',
  errors: 'Errors',
  streams: 'Streams',
  environment: 'Plan and environment',
};

/** A stored run: first a page to show, behind it the engineer's pages. @param tab with what a link says of it behind `?` */
export function RunScreen({ runId, tab }: { runId: string; tab: string | undefined }) {
  const { host } = useWorkbench();
  const store = useMemo(() => createRunDetailStore(host, runId), [host, runId]);
  useEffect(() => store.getState().open(), [store]);
  const { detail, whole } = useStore(store);
  const [name = '', query = ''] = (tab ?? '').split('?', 2);
  if (detail.state !== 'ready' || whole === null) {
    return (
      <Page title="Run">
        <Loaded of={detail} lines={8}>
          {() => null}
        </Loaded>
      </Page>
    );
  }
  if (detail.value.row.state === 'running') return <Redirect to={paths.live(runId)} replace />;
  return (
    <StoredRun
      store={store}
      detail={detail.value}
      whole={whole}
      tab={tabOf(name, whole.summary)}
      query={query}
    />
  );
}

interface StoredProps {
  readonly store: ReturnType<typeof createRunDetailStore>;
  readonly detail: RunDetail;
  readonly whole: RunDetail;
  readonly tab: RunTab;
  readonly query: string;
}

function StoredRun({ store, detail, whole, tab, query }: StoredProps) {
  const { excludeBadSeconds, recomputing, hasSeconds } = useStore(store);
  const selected = useRunAnalysis(whole.summary, query, tab);
  const { a } = selected.analysis.state.history.now;
  const [fromSecond, toSecond] = [a?.fromSecond, a?.toSecond];
  // The analysis asks for itself.
  const isRead = tab !== 'analysis' || a === null;
  // One selection: what the other tabs show is of its time.
  useEffect(() => {
    if (!isRead) return;
    const range = fromSecond === undefined || toSecond === undefined ? null : { fromSecond, toSecond };
    void store.getState().setRange(range);
  }, [store, isRead, fromSecond, toSecond]);
  return (
    <Page
      title={detail.row.name}
      sub={
        <RunFacts
          summary={(tab === 'analysis' ? whole : detail).summary}
          more={`${detail.row.deleted ? ' · in the bin' : ''}${whole.isSearching === true ? ' · looking for causes…' : ''}`}
        />
      }
      wide
      actions={
        <RunActions
          detail={whole}
          exclude={tab === 'analysis' ? null : excludeBadSeconds}
          recomputing={recomputing}
          onRegraded={() => void store.getState().load()}
          onExclude={(exclude) => store.getState().setExcludeBadSeconds(exclude)}
        />
      }
    >
      <Box
        style={{ opacity: recomputing && tab !== 'analysis' ? 0.6 : 1 }}
        aria-busy={recomputing && tab !== 'analysis'}
      >
        <RunTabs detail={detail} whole={whole} tab={tab} selected={selected} isReading={!hasSeconds} />
      </Box>
    </Page>
  );
}

interface TabProps {
  readonly detail: RunDetail;
  readonly whole: RunDetail;
  readonly tab: RunTab;
  readonly selected: RunAnalysis;
  /** The rows of its seconds are still to come. */
  readonly isReading: boolean;
}

function RunTabs({ detail, whole, tab, selected, isReading }: TabProps) {
  const [, navigate] = useLocation();
  const { runId } = detail.row;
  const { capacity: searched } = whole.summary;
  const has: Partial<Record<RunTab, boolean>> = {
    capacity: searched !== undefined,
    streams: streamsIn(whole.summary).length > 0,
  };
  const shown = RUN_TABS.filter((name) => has[name] !== false);
  const isAnalysis = tab === 'analysis';
  const toAnalysis = (change: Change) => {
    selected.analysis.act(change);
    navigate(paths.run(runId, 'analysis'), { replace: true });
  };
  const lead = useLatest((to: Lead) => toAnalysis((now) => followLead(now, to, selected.analysis)));
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(next: RunTab) => navigate(pathOfTab(whole.summary, next), { replace: true })}
    >
      <Tabs.List className={tabs.tabs} style={{ marginBottom: isAnalysis ? 10 : 18 }} activateOnFocus>
        {shown.map((name) => (
          <Tabs.Tab key={name} value={name} className={tabs.tab} data-testid={`tab-${name}`}>
            {name === 'capacity' && searched !== undefined ? capacityTitle(searched) : TAB_WORDS[name]}
            {name === 'errors' && detail.summary.totals.errors > 0 ? (
              <span className={tabs.count}>{detail.summary.errors.length}</span>
            ) : null}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {isAnalysis || selected.analysis.state.history.now.a !== null ? (
        <Box below={isAnalysis ? 10 : 16}>
          <SelectionBar {...selected} isWhole={isAnalysis} />
        </Box>
      ) : null}
      {shown.map((name) => (
        <Stack as={Tabs.Panel} key={name} value={name} gap={16} style={{ outline: 'none' }}>
          {name === tab ? (
            <Leads value={lead}>
              <TabBody {...{ name, detail, whole, selected, isReading, toAnalysis }} />
            </Leads>
          ) : null}
        </Stack>
      ))}
    </Tabs.Root>
  );
}

/** The same function as long as the screen is there, which does what the latest one does. */
function useLatest<Argument>(act: (argument: Argument) => void): (argument: Argument) => void {
  const latest = useRef(act);
  latest.current = act;
  return useCallback((argument) => latest.current(argument), []);
}

interface BodyProps extends Omit<TabProps, 'tab'> {
  readonly name: RunTab;
  /** Changes what is looked at, and goes there. */
  readonly toAnalysis: (change: Change) => void;
}

function TabBody({ name, detail, whole, selected, isReading, toAnalysis }: BodyProps) {
  const { summary } = detail;
  // A search is of the whole run, whatever part of it is selected.
  if (name === 'capacity') return <CapacityView summary={whole.summary} syncKey={`run-${summary.run.id}`} />;
  if (name === 'summary') return <SummaryTab {...{ detail, whole, isReading }} />;
  if (name === 'analysis')
    return (
      <>
        <RunMarkers row={detail.row} analysis={selected.analysis} />
        <AnalysisView {...selected} onPreview={selected.setPreview} markers={detail.row.markers} />
      </>
    );
  if (name === 'grades')
    return (
      <>
        <RunGradings whole={whole} />
        <GradeTable summary={summary} />
      </>
    );
  if (name === 'endpoints')
    return (
      <Endpoints summary={summary} onAnalyse={(row) => toAnalysis((now) => showingEndpoint(now, row))} />
    );
  if (name === 'errors')
    return (
      <ErrorTable
        summary={summary}
        onRequests={(row) => toAnalysis((now) => showingFailures(now, row, selected.analysis))}
      />
    );
  if (name === 'streams') return <StreamPanel summary={summary} syncKey={`streams-${summary.run.id}`} />;
  if (name === 'environment') return <EnvironmentTab detail={detail} />;
  if (name === 'target') {
    const selectedFrom = selected.analysis.state.history.now.a?.fromSecond ?? null;
    return <TargetTab {...{ summary, isReading }} markers={detail.row.markers} selected={selectedFrom} />;
  }
  if (summary.perSecond.length === 0) {
    if (isReading) return <Skeleton lines={12} />;
    return (
      <EmptyState title="No seconds stored">The run ended before its first second was complete.</EmptyState>
    );
  }
  return (
    <>
      <RunMarkers row={detail.row} analysis={selected.analysis} />
      <RunCharts
        summary={summary}
        syncKey={`run-${summary.run.id}`}
        choice="all"
        markers={detail.row.markers}
      />
      <TargetPanel summary={summary} syncKey={`run-${summary.run.id}`} markers={detail.row.markers} />
    </>
  );
}

/** Its gradings, and the way to let another count. */
function RunGradings({ whole }: Pick<TabProps, 'whole'>) {
  const { host, notices } = useWorkbench();
  const { runId } = whole.row;
  return (
    <GradingsPanel
      summary={whole.summary}
      onCount={(number) =>
        void notices.getState().attempt(host.call('runs.chooseGrading', { runId, number }))
      }
    />
  );
}

/** The page for those who were not there: grade, three sentences, expectations, trust, three charts. */
function SummaryTab({ detail, whole, isReading }: Pick<TabProps, 'detail' | 'whole' | 'isReading'>) {
  const { summary, row } = detail;
  const isPart = summary.run.range !== null;
  return (
    <>
      <Verdict summary={summary} />
      <RunBaseline detail={whole} />
      {summary.perSecond.length === 0 ? (
        isReading && <Skeleton lines={12} />
      ) : (
        <RunCharts
          summary={summary}
          syncKey={`summary-${summary.run.id}`}
          choice="three"
          markers={row.markers}
        />
      )}
      <TargetPanel compact summary={summary} syncKey={`summary-${summary.run.id}`} markers={row.markers} />
      {whole.summary.stress === undefined ? null : <StressPanel stress={whole.summary.stress} />}
      {tellsOfLoad(whole.summary) ? (
        <SegmentsPanel
          summary={whole.summary}
          actions={whole.summary.steering === undefined ? null : <SaveAsPlan runId={row.runId} />}
        />
      ) : null}
      <GradeMatrix grades={summary.grades} />
      <FindingsPanel
        findings={whole.summary.findings}
        {...(isPart ? { aside: 'of the whole run' } : {})}
        hrefOf={(shown) => `#${paths.run(row.runId, 'analysis')}?${linkOfPlace(shown)}`}
      />
      <AnnotationPanel key={row.runId} row={row} />
    </>
  );
}

/** What was marked; M marks the moment of the cursor, else the beginning of what is selected or in sight. */
function RunMarkers({ row, analysis: { state } }: { row: RunRow; analysis: RunAnalysis['analysis'] }) {
  const { runs, notices } = useWorkbench();
  const second = state.cursor?.second ?? state.history.now.a?.fromSecond ?? state.zoom?.from ?? 0;
  return (
    <MarkersBar
      isQuiet
      markers={row.markers}
      momentMs={() => second * 1_000}
      onChange={(change) =>
        notices.getState().attempt(runs.getState().annotate({ runId: row.runId, ...change }))
      }
    />
  );
}

/** What was run, with what, where: all that is needed to run it again. */
function EnvironmentTab({ detail }: { detail: RunDetail }) {
  return (
    <Grid columns="minmax(0, 6fr) minmax(0, 5fr)" align="start" gap={16}>
      <PlanPanel detail={detail} />
      <ContextPanels summary={detail.summary} />
    </Grid>
  );
}

function PlanPanel({ detail }: { detail: RunDetail }) {
  return (
    <Panel title="Plan" actions={<CopyButton text={detail.planText} done="Plan copied to the clipboard." />}>
      {detail.summary.run.description === '' ? null : (
        <Text as="p" below={12} tone="soft">
          {detail.summary.run.description}
        </Text>
      )}
      <Text
        as="pre"
        tint="ground"
        pad="small"
        mono
        style={{ maxHeight: '70vh', overflow: 'auto', tabSize: 2 }}
        tabIndex={0}
      >
        {detail.planText}
      </Text>
    </Panel>
  );
}
