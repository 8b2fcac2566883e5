import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { capsOf, isShortcut } from '../../../../src/renderer/words/shortcuts.ts';

const RENDERER = fileURLToPath(new URL('../../../../src/renderer/', import.meta.url));

test('every key with Ctrl is listened for by its entry of the table that Settings shows', () => {
  const listening = readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .filter((file) => /\b(?:ctrlKey|metaKey)\b/.test(readFileSync(`${RENDERER}${file}`, 'utf8')));
  expect(listening).toEqual(['words/shortcuts.ts']);
});

const press = (key: string, held: Partial<KeyboardEvent> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test('a shortcut is its key with Ctrl or ⌘, with Shift only where it says so, never with Alt', () => {
  expect(isShortcut(press('z', { ctrlKey: true }), 'undo')).toBe(true);
  expect(isShortcut(press('z', { metaKey: true }), 'undo')).toBe(true);
  expect(isShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'undo')).toBe(false);
  expect(isShortcut(press('Z', { ctrlKey: true, shiftKey: true }), 'redo')).toBe(true);
  expect(isShortcut(press('y', { ctrlKey: true }), 'redo')).toBe(true);
  expect(isShortcut(press('y', { ctrlKey: true, altKey: true }), 'redo')).toBe(false);
  expect(isShortcut(press('k'), 'palette')).toBe(false);
});

test('its caps are those of the keyboard at hand', () => {
  expect(capsOf('redo', false)).toEqual([
    ['Ctrl', 'Shift', 'Z'],
    ['Ctrl', 'Y'],
  ]);
  expect(capsOf('send', true)).toEqual([['⌘', 'Enter']]);
  expect(capsOf('complete', true)).toEqual([['Ctrl', 'Space']]);
});
