import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { heatKeyOf } from '../../../../src/renderer/result/analysis/selecting/heat-keys.ts';
import { keyGroups } from '../../../../src/renderer/screens/settings/key-groups.ts';
import { HEATMAP_KEYS } from '../../../../src/renderer/words/page-keys.ts';

const RENDERER = fileURLToPath(new URL('../../../../src/renderer/', import.meta.url));

/** What the caps in Settings are as keys of an event, where that is not the letter itself. */
const CAPS: Readonly<Record<string, readonly string[]>> = {
  '←↑↓→': ['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight'],
  'Page up': ['PageUp'],
  'Page down': ['PageDown'],
  Space: [' '],
  Esc: ['Escape'],
};
const HELD = ['Shift', 'Alt', 'Ctrl'];
const ARROWS = ['ArrowLeft', 'ArrowUp', 'ArrowDown', 'ArrowRight', 'PageUp', 'PageDown'];

function done(key: string, held: readonly string[]): string {
  return (
    heatKeyOf({
      key,
      shiftKey: held.includes('Shift'),
      altKey: held.includes('Alt'),
      ctrlKey: held.includes('Ctrl'),
      metaKey: false,
    })?.does ?? 'nothing'
  );
}

/** What the caps do, as one press. */
function doneBy(caps: readonly string[]): string[] {
  const held = caps.filter((cap) => HELD.includes(cap));
  const [cap = ''] = caps.filter((one) => !HELD.includes(one));
  return [...new Set((CAPS[cap] ?? [cap]).map((key) => done(key, held)))];
}

test('every key that Settings lists for the heatmap does what is said there', () => {
  const doing = HEATMAP_KEYS.map(({ keys, does }) => [does, keys.flatMap(doneBy)]);
  expect(Object.fromEntries(doing)).toEqual({
    'Move the cursor': ['move'],
    'Move it four bands': ['move', 'move'],
    'Extend a selection from it': ['extend'],
    'Move the selection; with Shift, resize it': ['nudge'],
    'Select the cell, or its column': ['cell', 'column'],
    'Begin a second area, to compare with': ['begin-b'],
    'Exchange the two': ['exchange'],
    'Zoom in, zoom out': ['closer', 'further'],
    'Show the whole run, or the selection': ['whole', 'fit'],
    'Stop a drag, then clear B, then A': ['cancel'],
  });
  expect(doneBy(['Shift', 'Alt', '←↑↓→'])).toEqual(['grow']);
});

test('nothing that the heatmap does by a key is missing there', () => {
  const letters = Array.from({ length: 0x7f - 0x20 }, (_, at) => String.fromCharCode(0x20 + at));
  const keys = [...letters, ...ARROWS, 'Enter', 'Escape', 'Tab', 'Home', 'End', 'Delete', 'Backspace'];
  const holds = [[], ['Shift'], ['Alt'], ['Shift', 'Alt'], ['Ctrl'], ['Ctrl', 'Shift']];
  const all = new Set(keys.flatMap((key) => holds.map((held) => done(key, held))));
  const rows = new Map(keyGroups(false)).get('Heatmap') ?? [];
  const told = rows.flatMap(({ keys: ways }) => ways.flatMap(doneBy));
  expect(new Set([...told, 'grow'])).toEqual(all);
});

test('whoever listens for keys is known here, so that a new listener is told of in Settings', () => {
  const listening = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => /'keydown', \w+\)|\bonKeyDown\b/.test(readFileSync(`${RENDERER}${file}`, 'utf8')))
    .toSorted();
  expect(listening).toEqual([
    'result/analysis/heatmap/Heatmap.tsx',
    'result/analysis/panels/RequestList.tsx',
    'result/analysis/panels/use-analysis-keys.ts',
    'result/markers/MarkersBar.tsx',
    'screens/console/Composer.tsx',
    'screens/plans/editor/EditorScreen.tsx',
    'screens/plans/fields/DraftField.tsx',
    'screens/plans/load/ProfileChart.tsx',
    'screens/plans/requests/KeyValueTable.tsx',
    'shell/CommandPalette.tsx',
  ]);
});
