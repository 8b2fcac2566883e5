import { Tabs } from '@base-ui/react/tabs';
import { useEffect, useMemo } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useStore } from 'zustand';
import type { RunDetail } from '../../../contract/wire.ts';
import { RunCharts } from '../../charts/RunCharts.tsx';
import { classNames } from '../../parts/class-names.ts';
import { EmptyState } from '../../parts/EmptyState.tsx';
import { ErrorNote } from '../../parts/ErrorNote.tsx';
import { Page } from '../../parts/Page.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import tabs from '../../parts/Tabs.module.css';
import { Endpoints } from '../../result/endpoints/Endpoints.tsx';
import { ErrorTable } from '../../result/errors/ErrorTable.tsx';
import { GradeTable } from '../../result/grades/GradeTable.tsx';
import { StreamPanel } from '../../result/streams/StreamPanel.tsx';
import { RunFacts } from '../../result/summary/RunFacts.tsx';
import { createRunDetailStore } from '../../stores/run-detail.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { isRunTab, paths, RUN_TABS, type RunTab } from '../../words/navigation.ts';
import { EnvironmentTab } from './EnvironmentTab.tsx';
import { RunActions } from './RunActions.tsx';
import styles from './RunScreen.module.css';
import { SummaryTab } from './SummaryTab.tsx';

const TAB_WORDS: Readonly<Record<RunTab, string>> = {
  summary: 'Summary',
  grades: 'Grades',
  endpoints: 'Endpoints',
  charts: 'Charts',
  errors: 'Errors',
  streams: 'Streams',
  environment: 'Plan and environment',
};

/** A stored run: first a page to show, behind it the engineer's pages. */
export function RunScreen({ runId, tab }: { runId: string; tab: string | undefined }) {
  const { host } = useWorkbench();
  const store = useMemo(() => createRunDetailStore(host, runId), [host, runId]);
  useEffect(() => store.getState().open(), [store]);
  const { detail, excludeBadSeconds, recomputing } = useStore(store);
  if (detail.state === 'failed') {
    return (
      <Page title="Run">
        <ErrorNote failure={detail.failure} />
      </Page>
    );
  }
  if (detail.state === 'loading') {
    return (
      <Page title="Run">
        <Skeleton lines={8} />
      </Page>
    );
  }
  if (detail.value.row.state === 'running') return <Redirect to={paths.live(runId)} replace />;
  return (
    <Page
      title={detail.value.row.name}
      sub={<RunFacts run={detail.value.summary.run} more={detail.value.row.deleted ? ' · in the bin' : ''} />}
      wide
      actions={
        <RunActions
          detail={detail.value}
          exclude={excludeBadSeconds}
          recomputing={recomputing}
          onExclude={(exclude) => store.getState().setExcludeBadSeconds(exclude)}
        />
      }
    >
      <RunTabs detail={detail.value} tab={isRunTab(tab) ? tab : 'summary'} />
    </Page>
  );
}

function RunTabs({ detail, tab }: { detail: RunDetail; tab: RunTab }) {
  const [, navigate] = useLocation();
  const { runId } = detail.row;
  const hasStreams = detail.summary.webSocket !== null || detail.summary.sse !== null;
  const shown = RUN_TABS.filter((name) => name !== 'streams' || hasStreams);
  return (
    <Tabs.Root
      value={tab}
      onValueChange={(next: RunTab) => navigate(paths.run(runId, next), { replace: true })}
    >
      <Tabs.List className={classNames(tabs.tabs, styles.tabs)} activateOnFocus>
        {shown.map((name) => (
          <Tabs.Tab key={name} value={name} className={tabs.tab} data-testid={`tab-${name}`}>
            {TAB_WORDS[name]}
            {name === 'errors' && detail.summary.totals.errors > 0 ? (
              <span className={tabs.count}>{detail.summary.errors.length}</span>
            ) : null}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {shown.map((name) => (
        <Tabs.Panel key={name} value={name} className={styles.panel}>
          {name === tab ? <TabBody name={name} detail={detail} /> : null}
        </Tabs.Panel>
      ))}
    </Tabs.Root>
  );
}

function TabBody({ name, detail }: { name: RunTab; detail: RunDetail }) {
  const { summary } = detail;
  if (name === 'summary') return <SummaryTab detail={detail} />;
  if (name === 'grades') return <GradeTable summary={summary} />;
  if (name === 'endpoints') return <Endpoints summary={summary} />;
  if (name === 'errors') return <ErrorTable summary={summary} />;
  if (name === 'streams') {
    return (
      <StreamPanel
        summary={summary}
        seconds={summary.perSecond}
        plannedMs={summary.run.durationMs}
        syncKey={`streams-${summary.run.id}`}
      />
    );
  }
  if (name === 'environment') return <EnvironmentTab detail={detail} />;
  if (summary.perSecond.length === 0) {
    return (
      <EmptyState title="No seconds stored">The run ended before its first second was complete.</EmptyState>
    );
  }
  return (
    <RunCharts
      summary={summary}
      seconds={summary.perSecond}
      plannedMs={summary.run.durationMs}
      syncKey={`run-${summary.run.id}`}
      choice="all"
    />
  );
}
