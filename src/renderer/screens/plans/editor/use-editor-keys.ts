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
