import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { paths } from '../navigation.ts';
import { isTyping } from '../parts/is-typing.ts';
import { openPalette } from './palette-door.ts';

/** After `G`, the letter of a place must come within this. */
const SEQUENCE_MS = 1_200;
const PLACES: Readonly<Record<string, string>> = {
  h: paths.home,
  p: paths.plans,
  r: paths.runs,
  c: paths.compare(),
  s: paths.services,
  w: paths.console(),
  ',': paths.settings,
};

/** Ctrl/Cmd-K opens the palette; G and a letter goes to a place. */
export function useHotkeys(): void {
  const [, navigate] = useLocation();
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    const press = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && key === 'k') {
        event.preventDefault();
        openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      const place = PLACES[key];
      if (place !== undefined && event.timeStamp - wentAt < SEQUENCE_MS) navigate(place);
      wentAt = key === 'g' ? event.timeStamp : Number.NEGATIVE_INFINITY;
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [navigate]);
}
