import { useEffect } from 'react';
import type { StoreApi } from 'zustand';
import { isTyping } from '../../../parts/is-typing.ts';
import type { PlanEditorState } from '../../../stores/plan-editor.ts';
import { isShortcut } from '../../../words/shortcuts.ts';

/** Ctrl/Cmd-Z and its like outside of the text, which has them itself; Ctrl/Cmd-S stores at once. */
export function useEditorKeys(store: StoreApi<PlanEditorState>, readOnly: boolean): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return;
      if (isShortcut(event, 'save')) {
        event.preventDefault();
        void store.getState().flush();
        return;
      }
      // A field that is being typed in takes back what was typed in it.
      if (readOnly || isTyping(event)) return;
      if (isShortcut(event, 'undo')) {
        event.preventDefault();
        store.getState().undo();
      } else if (isShortcut(event, 'redo')) {
        event.preventDefault();
        store.getState().redo();
      }
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
