import { isShortcut, isWithModifier } from '../../../words/shortcuts.ts';

/** A step of the cursor, of an area or of its end: columns to the right, bands up. */
export interface KeyStep {
  readonly columns: number;
  readonly bands: number;
}

/** What a key does on the heatmap. */
export type HeatKey =
  | { readonly does: 'move' | 'extend' | 'nudge' | 'grow'; readonly by: KeyStep }
  | {
      readonly does:
        | 'cell'
        | 'column'
        | 'begin-b'
        | 'exchange'
        | 'closer'
        | 'further'
        | 'whole'
        | 'fit'
        | 'cancel'
        | 'undo'
        | 'redo';
    };

const STEPS: Readonly<Record<string, KeyStep | undefined>> = {
  ArrowLeft: { columns: -1, bands: 0 },
  ArrowRight: { columns: 1, bands: 0 },
  ArrowUp: { columns: 0, bands: 1 },
  ArrowDown: { columns: 0, bands: -1 },
  PageUp: { columns: 0, bands: 4 },
  PageDown: { columns: 0, bands: -4 },
};

const PLAIN: ReadonlyMap<string, Exclude<HeatKey, { by: KeyStep }>['does']> = new Map([
  ['enter', 'cell'],
  [' ', 'column'],
  ['b', 'begin-b'],
  ['x', 'exchange'],
  ['+', 'closer'],
  ['=', 'closer'],
  ['-', 'further'],
  ['−', 'further'],
  ['0', 'whole'],
  ['f', 'fit'],
  ['escape', 'cancel'],
]);

type Pressed = Parameters<typeof isShortcut>[0];

/**
 * | key        | plain              | Shift              | Alt          | Alt + Shift      |
 * |------------|--------------------|--------------------|--------------|------------------|
 * | arrows     | move the cursor    | extend from it     | move A       | grow or shrink A |
 * | Enter      | select the cell    |                    |              |                  |
 * | Space      | select its column  |                    |              |                  |
 *
 * Null: it does nothing here.
 */
export function heatKeyOf(event: Pressed): HeatKey | null {
  if (isShortcut(event, 'redo')) return { does: 'redo' };
  if (isShortcut(event, 'undo')) return { does: 'undo' };
  if (isWithModifier(event)) return null;
  const { key, shiftKey, altKey } = event;
  const by = STEPS[key];
  if (by !== undefined) {
    if (altKey) return { does: shiftKey ? 'grow' : 'nudge', by };
    return { does: shiftKey ? 'extend' : 'move', by };
  }
  const does = altKey ? undefined : PLAIN.get(key.toLowerCase());
  return does === undefined ? null : { does };
}
