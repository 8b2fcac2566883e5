import { useEffect, useRef } from 'react';
import { entriesOf } from '../../../../contract/keys.ts';
import { isTyping } from '../../../parts/is-typing.ts';
import { ANALYSIS_KEYS, type AnalysisKey } from '../../../words/page-keys.ts';
import { isShortcut, isWithModifier } from '../../../words/shortcuts.ts';

/** Markers have their own listener, as they are set on other tabs as well. */
type KeyAction = Exclude<AnalysisKey, 'marker'> | 'close' | 'undo' | 'redo';

/** Listens for single letters while nothing is typed; what another part of the page has taken is left to it. */
export function useAnalysisKeys(actions: Readonly<Record<KeyAction, () => void>>): void {
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isTyping(event)) return;
      // A dialog or an open list has the keys to itself.
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return;
      const action = actionOf(event);
      if (action === null) return;
      if (action !== 'close') event.preventDefault();
      latest.current[action]();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

function actionOf(event: KeyboardEvent): KeyAction | null {
  if (isShortcut(event, 'undo')) return 'undo';
  if (isShortcut(event, 'redo')) return 'redo';
  if (isWithModifier(event)) return null;
  if (event.key === 'Escape') return 'close';
  const [name] = entriesOf(ANALYSIS_KEYS).find(([, { key }]) => key === event.key.toLowerCase()) ?? [];
  return name === undefined || name === 'marker' ? null : name;
}
