import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LOOKS } from '../../../../src/renderer/parts/Box.tsx';

const CSS = fileURLToPath(new URL('../../../../src/renderer/parts/Box.module.css', import.meta.url));
const KINDS = ['row', 'stack', 'grid', 'card', 'note', 'caption', 'tint', 'tone'];

test('each look of a box has a class, and each class is a look', () => {
  const classes = [...readFileSync(CSS, 'utf8').matchAll(/\.([a-zA-Z][\w-]*)/g)].flatMap(([, name]) =>
    name === undefined || name === 'tsx' ? [] : name,
  );
  expect([...new Set(classes)].toSorted()).toEqual([...KINDS, ...Object.keys(LOOKS)].toSorted());
});
