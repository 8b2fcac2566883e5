import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { isTyping } from '../parts/is-typing.ts';
import { isShortcut, isWithModifier } from '../words/shortcuts.ts';
import { openPalette } from './palette-door.ts';
import { PLACES } from './places.ts';

/** After `G`, the letter of a place must come within this. */
const SEQUENCE_MS = 1_200;
const BY_KEY: ReadonlyMap<string, string> = new Map(
  Object.values(PLACES).map(({ key, path }) => [key.toLowerCase(), path]),
);

/** Ctrl/Cmd-K opens the palette; G and a letter goes to a place. */
export function useHotkeys(): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (isShortcut(event, 'palette')) {
        event.preventDefault();
        openPalette();
        return;
      }
      if (isWithModifier(event) || event.altKey || isTyping(event)) return;
      const place = BY_KEY.get(key);
      if (place !== undefined && event.timeStamp - wentAt < SEQUENCE_MS) navigate(place);
      wentAt = key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate]);
}
