import { Copy, Download, Ellipsis, FileDiff, Gauge, Play, Redo2, Trash2, Undo2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useStore } from 'zustand';
import { recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import { ActionMenu, type MenuAction } from '../../../parts/ActionMenu.tsx';
import { Box, Row, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { HintedButton } from '../../../parts/HintedButton.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import { useStartDialog } from '../../../shell/StartDialog.tsx';
import { valueIn } from '../../../stores/loadable.ts';
import type { KeepState } from '../../../stores/plan-editor.ts';
import { paths } from '../../../words/navigation.ts';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import { usePlanActions } from '../list/use-plan-actions.ts';
import { CoverageModal } from './CoverageModal.tsx';
import { startRequestOf } from './start-plan.ts';

export type Layout = 'visual' | 'both' | 'text';

interface Props {
  readonly layout: Layout;
  readonly onLayout: (layout: Layout) => void;
}

const KEEP_WORDS: Readonly<Record<KeepState, string>> = {
  saved: 'Saved',
  waiting: 'Saving…',
  saving: 'Saving…',
  failed: 'Not saved',
  conflict: 'Changed elsewhere',
};

const HISTORY = [
  { what: 'Undo', keys: 'Ctrl Z', icon: Undo2, has: 'past' },
  { what: 'Redo', keys: 'Ctrl Shift Z', icon: Redo2, has: 'future' },
] as const;

/** The plan's name, whether it is kept, and what can be done with it. */
export function EditorHeader({ layout, onLayout }: Props) {
  const { data, readOnly } = useEditor();
  const store = useEditorStore();
  const keep = useStore(store, (state) => state.keep);
  const history = useStore(store, (state) => state.history);
  const { undo, redo } = store.getState();
  const stored = useStore(store, ({ opened }) => valueIn(opened)?.row?.name);
  const name = textOf(valueAt(data, ['name'])) || (stored ?? 'Plan without a name');
  useEffect(() => {
    document.title = `${name} · Plimsoll`;
  }, [name]);
  return (
    <Row as="header" align="end" gap={16} style={{ padding: '16px 0 12px' }}>
      <Box grow>
        <Row as="p" gap={6} tone="muted" size="small">
          <Link href={paths.plans}>Plans</Link>
          <span aria-hidden="true">/</span>
          {readOnly ? (
            <span>a preset, read only</span>
          ) : (
            <Text
              tone={keep === 'failed' || keep === 'conflict' ? 'poor' : undefined}
              data-testid="keep"
              role="status"
            >
              {KEEP_WORDS[keep]}
            </Text>
          )}
        </Row>
        <Text as="h1" clip title={name}>
          {name}
        </Text>
      </Box>
      <Row rigid gap={8}>
        <Segmented
          label="Sides"
          value={layout}
          onChange={onLayout}
          options={{ visual: 'Visual', both: 'Both', text: 'YAML' }}
        />
        {readOnly
          ? null
          : HISTORY.map(({ what, keys, icon: Icon, has }) => (
              <HintedButton
                key={what}
                hint={`${what} (${keys})`}
                size="normal"
                icon={<Icon size={16} />}
                aria-label={what}
                disabled={history[has].length === 0}
                onClick={what === 'Undo' ? undo : redo}
              />
            ))}
        <More name={name} />
        <RunButton />
      </Row>
    </Row>
  );
}

function RunButton() {
  const { data, check, planId, source } = useEditor();
  const store = useEditorStore();
  const openStart = useStartDialog();
  const run = async () => {
    const { text } = store.getState();
    const kept = planId === null || (await store.getState().flush());
    const preview = check?.preview;
    if (preview == null) return;
    const services = Object.keys(recordOf(valueAt(data, ['services'])));
    const presetName = source.kind === 'preset' ? source.name : null;
    const where = { planId: kept ? planId : null, presetName, text };
    openStart(
      startRequestOf(preview, where, [...services, ...preview.targets.map(({ service }) => service)]),
    );
  };
  return (
    <Button
      look="strong"
      icon={<Play />}
      disabled={check === null || check.problems.length > 0}
      onClick={run}
      data-testid="run-plan"
    >
      Run
    </Button>
  );
}

function More({ name }: { name: string }) {
  const { planId, source } = useEditor();
  const store = useEditorStore();
  const [, navigate] = useLocation();
  const { duplicate, remove, download } = usePlanActions();
  const [comparing, setComparing] = useState(false);
  const copy = async () => {
    await store.getState().flush();
    await duplicate(source);
  };
  const drop = async (id: string) => {
    await store.getState().flush();
    if (await remove({ planId: id, name })) navigate(paths.plans);
  };
  const search = async () => {
    await store.getState().flush();
    navigate(
      paths.capacity(
        source.kind === 'preset'
          ? { kind: 'preset', name: source.name }
          : { kind: 'plan', name: source.planId },
      ),
    );
  };
  const actions: MenuAction[] = [
    { key: 'capacity', text: 'Find its capacity', icon: <Gauge size={14} />, run: search },
    { key: 'copy', text: 'Duplicate', icon: <Copy size={14} />, run: copy },
    {
      key: 'download',
      text: 'Download the YAML file',
      icon: <Download size={14} />,
      run: () => download(name, store.getState().text),
    },
    {
      key: 'coverage',
      text: 'Compare with OpenAPI…',
      icon: <FileDiff size={14} />,
      run: () => setComparing(true),
    },
  ];
  if (planId !== null) {
    actions.push({ key: 'delete', text: 'Delete', icon: <Trash2 size={14} />, run: () => drop(planId) });
  }
  return (
    <>
      <ActionMenu
        trigger={<Button icon={<Ellipsis />} aria-label="More for this plan" />}
        actions={actions}
      />
      <CoverageModal open={comparing} onClose={() => setComparing(false)} />
    </>
  );
}
