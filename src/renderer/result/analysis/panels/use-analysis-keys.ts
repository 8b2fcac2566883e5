import { useEffect, useRef } from 'react';
import { entriesOf } from '../../../../contract/keys.ts';
import { isTyping } from '../../../parts/is-typing.ts';
import { ANALYSIS_KEYS, type AnalysisKey } from '../../../words/page-keys.ts';
import { isShortcut, isWithModifier } from '../../../words/shortcuts.ts';

/** Markers have their own listener, as they are set on other tabs as well. */
type Doing = Exclude<AnalysisKey, 'marker'> | 'close' | 'undo' | 'redo';

/** Listens for single letters while nothing is typed; what another part of the page has taken is left to it. */
export function useAnalysisKeys(doings: Readonly<Record<Doing, () => void>>): void {
  const latest = useRef(doings);
  latest.current = doings;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.altKey || isTyping(event)) return;
      // A dialog or an open list has the keys to itself.
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return;
      const doing = doingOf(event);
      if (doing === null) return;
      if (doing !== 'close') event.preventDefault();
      latest.current[doing]();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

function doingOf(event: KeyboardEvent): Doing | null {
  if (isShortcut(event, 'undo')) return 'undo';
  if (isShortcut(event, 'redo')) return 'redo';
  if (isWithModifier(event)) return null;
  if (event.key === 'Escape') return 'close';
  const [name] = entriesOf(ANALYSIS_KEYS).find(([, { key }]) => key === event.key.toLowerCase()) ?? [];
  return name === undefined || name === 'marker' ? null : name;
}
