import { Tabs } from '@base-ui/react/tabs';
import { TriangleAlert } from 'lucide-react';
import type { CSSProperties, ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useStore } from 'zustand';
import { Box, Note, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import tabs from '../../../parts/Tabs.module.css';
import { isPlanTab, PLAN_TABS, type PlanTab, paths } from '../../../words/navigation.ts';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import { LoadTab } from '../load/LoadTab.tsx';
import { RequestsTab } from '../requests/RequestsTab.tsx';
import { ThresholdsTab } from '../thresholds/ThresholdsTab.tsx';
import { ValuesTab } from '../values/ValuesTab.tsx';
import { AboutTab } from './AboutTab.tsx';
import { ImportNotes } from './ImportNotes.tsx';
import { isEmptyPlan, problemSentence, tabOfProblem } from './problem-words.ts';

const TABS: Readonly<Record<PlanTab, readonly [word: string, Body: () => ReactNode]>> = {
  requests: ['Requests', RequestsTab],
  load: ['Load', LoadTab],
  bounds: ['Thresholds', ThresholdsTab],
  values: ['Values', ValuesTab],
  about: ['About', AboutTab],
};

/** In sight above what scrolls. */
const STAYS: CSSProperties = {
  position: 'sticky',
  zIndex: 2,
  top: 0,
  flex: 'none',
  marginBottom: 14,
  background: 'var(--ground)',
};
const PANEL = { padding: '1px 1px 40px', outline: 'none' } as const;

/** The plan as a form. While the text cannot be read it shows the last one that could, and takes no change. */
export function VisualSide({ tab }: { tab: string | undefined }) {
  const { check, source } = useEditor();
  const [, navigate] = useLocation();
  const hasData = useStore(useEditorStore(), (state) => state.data !== null);
  const current: PlanTab = isPlanTab(tab) ? tab : 'requests';
  const [, Body] = TABS[current];
  const pathOf = (next: PlanTab) =>
    source.kind === 'preset' ? paths.presetPlan(source.name, next) : paths.plan(source.planId, next);
  const go = (next: PlanTab) => navigate(pathOf(next), { replace: true });
  const unreadable = check !== null && !check.readable;
  return (
    <Stack as={Tabs.Root} value={current} onValueChange={go} style={{ minHeight: '100%' }}>
      <Tabs.List className={tabs.tabs} style={STAYS} activateOnFocus>
        {PLAN_TABS.map((name) => (
          <Tabs.Tab key={name} value={name} className={tabs.tab} data-testid={`plan-tab-${name}`}>
            {TABS[name][0]}
            <ProblemCount tab={name} />
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {current === 'requests' ? <ImportNotes /> : null}
      {unreadable ? <Unreadable /> : null}
      {PLAN_TABS.map((name) => (
        <Tabs.Panel key={name} value={name} style={PANEL} tabIndex={-1}>
          {name === current && hasData ? (
            <Stack
              gap={12}
              style={{ maxWidth: 1100, opacity: unreadable ? 0.45 : undefined }}
              inert={unreadable}
              data-stale={unreadable}
            >
              <Body />
            </Stack>
          ) : null}
        </Tabs.Panel>
      ))}
    </Stack>
  );
}

function ProblemCount({ tab }: { tab: PlanTab }) {
  const { check } = useEditor();
  const count =
    check?.readable && !isEmptyPlan(check.problems)
      ? check.problems.filter((problem) => tabOfProblem(problem.path) === tab).length
      : 0;
  if (count === 0) return null;
  return (
    <Text tone="poor" weight="semibold" className={tabs.count}>
      {count}
      <span className="visually-hidden">{count === 1 ? ' problem' : ' problems'}</span>
    </Text>
  );
}

/** The sentence in place of a form that cannot be trusted, and the ways back. */
function Unreadable() {
  const { check, reveal, readOnly } = useEditor();
  const store = useEditorStore();
  const canUndo = useStore(store, (state) => state.history.past.length > 0);
  const [problem] = check?.problems ?? [];
  if (problem === undefined) return null;
  return (
    <Row tint="poor" align="start" gap={10} pad="normal" below={12} role="alert" data-testid="unreadable">
      <Box as={TriangleAlert} tone="poor" width={16} height={16} aria-hidden="true" />
      <Box grow breaks>
        <p>
          <strong>The text cannot be read as YAML.</strong> {problemSentence(problem)}
        </p>
        <Note size="body">The text is kept unchanged. The form returns once the text can be read again.</Note>
      </Box>
      <Button size="small" onClick={() => reveal(problem)}>
        Show the line
      </Button>
      {canUndo && !readOnly ? (
        <Button size="small" onClick={() => store.getState().undo()}>
          Undo
        </Button>
      ) : null}
    </Row>
  );
}
