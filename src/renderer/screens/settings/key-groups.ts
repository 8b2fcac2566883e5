import { keysOf } from '../../../contract/keys.ts';
import { PLACES } from '../../shell/places.ts';
import { ANALYSIS_KEYS, HEATMAP_KEYS } from '../../words/page-keys.ts';
import { capsOf, SHORTCUTS } from '../../words/shortcuts.ts';

export interface KeyRow {
  /** The ways to press it, each the caps that are held together. */
  readonly keys: readonly (readonly string[])[];
  readonly does: string;
}

/** What is pressed without Ctrl, and what the mouse does where a key would be looked for. */
const OTHERS: Readonly<Record<string, readonly KeyRow[]>> = {
  Everywhere: [
    ...Object.values(PLACES).map(({ key, longWord }) => ({ keys: [['G', key]], does: longWord })),
    { keys: [['Esc']], does: 'Close the search, a menu or a dialog' },
    { keys: [['←', '→']], does: 'Move between tabs and choices' },
  ],
  Analysis: [
    ...Object.values(ANALYSIS_KEYS).map(({ key, does }) => ({ keys: [[key.toUpperCase()]], does })),
    { keys: [['↑'], ['↓']], does: 'In the list: open the request above or below' },
  ],
  Heatmap: [
    ...HEATMAP_KEYS,
    { keys: [['Shift', 'Drag']], does: 'Draw a second area' },
    { keys: [['Double-click']], does: 'Zoom to the selection' },
    { keys: [['Ctrl', 'Wheel']], does: 'Zoom at the pointer' },
  ],
  Plans: [
    { keys: [['←', '↑', '↓', '→']], does: 'Move the chosen corner of the load profile' },
    { keys: [['Shift', '←', '↑', '↓', '→']], does: 'Move it ten steps' },
  ],
  Console: [],
  Charts: [
    { keys: [['Drag']], does: 'Zoom all charts of the run' },
    { keys: [['Double-click']], does: 'Show the whole run again' },
    { keys: [['Click']], does: 'Of a stored run: the requests of that second' },
  ],
};

/** Every key of the workbench, by where it works, in the order of Settings. */
export function keyGroups(isMac: boolean): (readonly [group: string, rows: readonly KeyRow[]])[] {
  const names = keysOf(SHORTCUTS);
  return Object.entries(OTHERS).map(([group, others]) => [
    group,
    [
      ...names
        .filter((name) => SHORTCUTS[name].group === group)
        .map((name) => ({ keys: capsOf(name, isMac), does: SHORTCUTS[name].does })),
      ...others,
      ...(group === 'Heatmap' ? (['undo', 'redo'] as const).map((name) => selectionKey(name, isMac)) : []),
    ],
  ]);
}

/** A selection is undone as a plan is. */
function selectionKey(name: 'undo' | 'redo', isMac: boolean): KeyRow {
  return { keys: capsOf(name, isMac).slice(0, 1), does: `${SHORTCUTS[name].does} a selection` };
}
