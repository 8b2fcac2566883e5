import { keysOf } from '../../contract/keys.ts';
import { paths } from '../words/navigation.ts';

interface Place {
  readonly path: string;
  readonly word: string;
  /** Of the palette, where the word of the rail says too little alone. */
  readonly longWord: string;
  /** After `G` it goes there. */
  readonly key: string;
}

const place = (path: string, word: string, key: string, longWord = word): Place => ({
  path,
  word,
  longWord,
  key,
});

/** The places of the workbench: rail, palette, hot keys and the list of keys in Settings are made of these. */
export const PLACES = {
  home: place(paths.home, 'Home', 'H'),
  plans: place(paths.plans, 'Plans', 'P'),
  runs: place(paths.runs, 'Runs', 'R'),
  compare: place(paths.compare(), 'Compare', 'C'),
  services: place(paths.services, 'Services', 'S'),
  console: place(paths.console(), 'Console', 'W', 'WebSocket console'),
  settings: place(paths.settings, 'Settings', ','),
} as const;
export type PlaceName = keyof typeof PLACES;
export const PLACE_NAMES = keysOf(PLACES);
