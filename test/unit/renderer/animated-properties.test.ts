import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const RENDERER = fileURLToPath(new URL('../../../src/renderer/', import.meta.url));
/** What can change from frame to frame without laying the page out. */
const FREE = /^(?:opacity|transform|translate|scale|rotate|background|border-color|box-shadow|color)$/;

test('nothing is animated that would lay the page out in every frame', () => {
  const found: string[] = [];
  for (const file of readdirSync(RENDERER, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.css')) continue;
    const css = readFileSync(`${RENDERER}${file}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
    const changing = [
      ...[...css.matchAll(/\btransition:([^;]+);/g)].flatMap(([, list = '']) =>
        list.split(',').map((one) => one.trim().split(/\s/)[0] ?? ''),
      ),
      ...[...css.matchAll(/@keyframes [\w-]+ \{((?:[^{}]+\{[^{}]*\}\s*)+)\}/g)].flatMap(([, body = '']) =>
        [...body.matchAll(/([\w-]+):/g)].map(([, name = '']) => name),
      ),
    ];
    found.push(...changing.filter((name) => !FREE.test(name)).map((name) => `${file}: ${name}`));
  }
  expect(found).toEqual([]);
});
