import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { Card } from '../../../parts/Box.tsx';
import { type PlanEditorState, tooLongPlan } from '../../../stores/plan-editor.ts';
import { useWorkbench } from '../../../stores/workbench.tsx';
import { useEditor, useEditorStore } from '../fields/editor-context.tsx';
import styles from './EditorScreen.module.css';
import { isEmptyPlan } from './problem-words.ts';
import { createYamlView, type YamlView } from './yaml-view.ts';

interface Props {
  /** A place to show, as often as it is a new object. */
  readonly reveal: { readonly line: number; readonly column: number } | null;
  readonly isHidden: boolean;
}

/** The text of a plan, with line numbers, colours, and what is wrong underlined. */
export function YamlText({ reveal, isHidden }: Props) {
  const { host } = useWorkbench();
  const { readOnly } = useEditor();
  const store = useEditorStore();
  const text = useStore(store, (state) => state.text);
  const problems = useStore(store, problemsOfNow);
  const place = useRef<HTMLDivElement>(null);
  const view = useRef<YamlView | null>(null);
  useEffect(() => {
    if (place.current === null) return;
    const { text: first, type, undo, redo } = store.getState();
    const made = createYamlView(place.current, {
      text: first,
      readOnly,
      onText: type,
      onUndo: undo,
      onRedo: redo,
      complete: async (now, offset) => {
        if (tooLongPlan(now) !== null) return null;
        const result = await host.call('plans.complete', { text: now, offset });
        return result.ok ? result.value : null;
      },
    });
    view.current = made;
    return () => {
      view.current = null;
      made.destroy();
    };
  }, [host, store, readOnly]);
  useEffect(() => view.current?.show(text), [text]);
  useEffect(() => view.current?.mark(problems), [problems]);
  useEffect(() => {
    if (reveal !== null) view.current?.reveal(reveal.line, reveal.column);
  }, [reveal]);
  return (
    <Card as="section" grow className={styles.text} aria-label="Text" hidden={isHidden}>
      <div ref={place} style={{ height: '100%', overflow: 'hidden' }} data-testid="yaml" />
    </Card>
  );
}

/** Those of a text that is behind would stand in the wrong places. */
function problemsOfNow({ check, checkedText, text }: PlanEditorState) {
  return check !== null && checkedText === text && !isEmptyPlan(check.problems) ? check.problems : NONE;
}
const NONE: readonly never[] = [];
