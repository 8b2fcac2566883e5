import { useEffect, useRef } from 'react';
import { isTyping } from '../../../parts/is-typing.ts';
import { isWithModifier } from '../../../words/shortcuts.ts';

/** What letters do anywhere on the tab. */
const KEYS = {
  w: 'why',
  r: 'requests',
  j: 'next',
  k: 'previous',
  c: 'curl',
  l: 'link',
  t: 'table',
} as const;
type Doing = (typeof KEYS)[keyof typeof KEYS] | 'close';

/** Listens for single letters while nothing is typed; what another part of the page has taken is left to it. */
export function useAnalysisKeys(doings: Readonly<Record<Doing, () => void>>): void {
  const latest = useRef(doings);
  latest.current = doings;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isWithModifier(event) || event.altKey || isTyping(event)) return;
      // A dialog or an open list has the keys to itself.
      if (document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return;
      const doing = event.key === 'Escape' ? 'close' : doingOf(event.key);
      if (doing === null) return;
      if (doing !== 'close') event.preventDefault();
      latest.current[doing]();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

function doingOf(key: string): Doing | null {
  return Object.entries(KEYS).find(([letter]) => letter === key.toLowerCase())?.[1] ?? null;
}
