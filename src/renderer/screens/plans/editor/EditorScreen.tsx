import { useEffect, useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useStore } from 'zustand';
import type { PlanSource } from '../../../../contract/plan-editing.ts';
import { Grid, Stack } from '../../../parts/Box.tsx';
import { EmptyState } from '../../../parts/EmptyState.tsx';
import { isTyping } from '../../../parts/is-typing.ts';
import { Loaded } from '../../../parts/Loaded.tsx';
import { Page } from '../../../parts/Page.tsx';
import { createPlanEditorStore, type PlanEditorStore } from '../../../stores/plan-editor.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { paths } from '../../../words/navigation.ts';
import { isShortcut } from '../../../words/shortcuts.ts';
import { EditorProvider } from '../fields/editor-context.tsx';
import { EditorHeader, type Layout } from './EditorHeader.tsx';
import styles from './EditorScreen.module.css';
import { KeepNote } from './KeepNote.tsx';
import { Outlook } from './Outlook.tsx';
import { useSayLeft } from './use-say-left.ts';
import { VisualSide } from './VisualSide.tsx';
import { YamlText } from './YamlText.tsx';

interface Props {
  readonly source: PlanSource;
  readonly tab: string | undefined;
}

/** A plan, seen and changed from two sides: as a form with a drawing, and as text. */
export function EditorScreen({ source, tab }: Props) {
  const { host } = useWorkbench();
  const sayLeft = useRef(useSayLeft());
  const key = source.kind === 'preset' ? source.name : source.planId;
  const store = useMemo(
    () =>
      createPlanEditorStore(
        host,
        source.kind === 'preset' ? { kind: 'preset', name: key } : { kind: 'stored', planId: key },
        { onLeft: (left) => sayLeft.current(left) },
      ),
    [host, source.kind, key],
  );
  useEffect(() => store.getState().open(), [store]);
  const opened = useStore(store, (state) => state.opened);
  if (opened.state === 'ready') return <OpenEditor store={store} source={source} tab={tab} />;
  const isGone = opened.state === 'failed' && opened.failure.code === 'plan.not_found';
  return (
    <Page title="Plan">
      {isGone ? (
        <EmptyState title="This plan does not exist" action={<Link href={paths.plans}>All plans</Link>}>
          It was deleted, or it belongs to another data folder.
        </EmptyState>
      ) : (
        <Loaded of={opened} lines={10}>
          {() => null}
        </Loaded>
      )}
    </Page>
  );
}

interface OpenProps extends Props {
  readonly store: PlanEditorStore;
}

function OpenEditor({ store, source, tab }: OpenProps) {
  const [layout, setLayout] = useState<Layout>(rememberedLayout);
  const [place, setPlace] = useState<{ line: number; column: number } | null>(null);
  useEditorKeys(store, source.kind === 'preset');
  const choose = (next: Layout) => {
    setLayout(next);
    localStorage.setItem(KEY, next);
  };
  const reveal = useMemo(
    () =>
      ({ line, column }: { readonly line: number; readonly column: number }) => {
        setLayout((now) => (now === 'visual' ? 'both' : now));
        setPlace({ line, column });
      },
    [],
  );
  return (
    <EditorProvider store={store} source={source} reveal={reveal}>
      <Stack className={styles.screen} data-layout={layout}>
        <EditorHeader layout={layout} onLayout={choose} />
        <KeepNote />
        <Grid columns={COLUMNS[layout]} stacks grow gap={16} className={styles.sides}>
          <div className={styles.visual} hidden={layout === 'text'}>
            <VisualSide tab={tab} />
          </div>
          <Stack gap={12} className={styles.right}>
            <YamlText reveal={place} isHidden={layout === 'visual'} />
            <div className={styles.outlook}>
              <Outlook />
            </div>
          </Stack>
        </Grid>
      </Stack>
    </EditorProvider>
  );
}

const COLUMNS = {
  visual: 'minmax(0, 1.9fr) minmax(0, 1fr)',
  both: 'minmax(0, 1.22fr) minmax(0, 1fr)',
  text: 'minmax(0, 1fr)',
} as const;

const KEY = 'plimsoll.editor';

/** The sides last shown, on this machine. */
function rememberedLayout(): Layout {
  const known = localStorage.getItem(KEY);
  return known === 'visual' || known === 'text' ? known : 'both';
}

/** Ctrl/Cmd-Z and its like outside of the text, which has them itself; Ctrl/Cmd-S stores at once. */
function useEditorKeys(store: OpenProps['store'], readOnly: boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      const { flush: save, undo, redo } = store.getState();
      // A field that is being typed in takes back what was typed in it.
      const names = readOnly || isTyping(event) ? (['save'] as const) : (['save', 'undo', 'redo'] as const);
      const name = names.find((one) => isShortcut(event, one));
      if (name === undefined) return;
      event.preventDefault();
      void { save, undo, redo }[name]();
    };
    const leave = () => void store.getState().flush();
    window.addEventListener('keydown', press);
    window.addEventListener('pagehide', leave);
    return () => {
      window.removeEventListener('keydown', press);
      window.removeEventListener('pagehide', leave);
    };
  }, [store, readOnly]);
}
