import {
  ClipboardList,
  Gauge,
  GitCompareArrows,
  History,
  House,
  type LucideIcon,
  Server,
  Settings2,
  SquareTerminal,
} from 'lucide-react';
import { keysOf } from '../../contract/keys.ts';
import { paths } from '../words/navigation.ts';

/**
 * @param key after `G` it goes there
 * @param longWord of the palette, where the word of the rail says too little alone
 */
const place = (path: string, word: string, key: string, Icon: LucideIcon, longWord = word) => ({
  path,
  word,
  longWord,
  key,
  Icon,
});

/** The places of the workbench: rail, palette, hot keys and the list of keys in Settings are made of these. */
export const PLACES = {
  home: place(paths.home, 'Home', 'H', House),
  plans: place(paths.plans, 'Plans', 'P', ClipboardList),
  runs: place(paths.runs, 'Runs', 'R', History),
  capacity: place(paths.capacity(), 'Capacity', 'K', Gauge, 'Capacity: how much can it carry?'),
  compare: place(paths.compare(), 'Compare', 'C', GitCompareArrows),
  services: place(paths.services, 'Services', 'S', Server),
  console: place(paths.console(), 'Console', 'W', SquareTerminal, 'WebSocket console'),
  settings: place(paths.settings, 'Settings', ',', Settings2),
} as const;
export type PlaceName = keyof typeof PLACES;
export const PLACE_NAMES = keysOf(PLACES);
