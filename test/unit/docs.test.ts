import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFileSync(ROOT + path, 'utf8');
const PAGES = globSync(['*.md', '.github/*.md', '{docs,src,test}/**/*.md'], { cwd: ROOT });
const { scripts, devDependencies } = JSON.parse(read('package.json')) as {
  scripts: Record<string, string>;
  devDependencies: Record<string, string>;
};

describe('the pages', () => {
  test('link to what is there', () => {
    const broken = PAGES.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:)([^)#]*)#?[^)]*\)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !existsSync(resolve(ROOT, dirname(page), link)))
        .map((link) => `${page}: ${link}`),
    );
    expect(PAGES.length).toBeGreaterThan(12);
    expect(broken).toEqual([]);
  });

  test('name scripts that are there', () => {
    const unknown = PAGES.flatMap((page) =>
      [...read(page).matchAll(/npm run ([a-z]+)/g)]
        .filter(([, name = '']) => scripts[name] === undefined)
        .map(([word]) => `${page}: ${word}`),
    );
    expect(unknown).toEqual([]);
  });

  test('say what each requirement asks, once, in its order', () => {
    const ids = [...read('docs/requirements.md').matchAll(/^\| (S-\d+) /gm)].map(([, id]) => id);
    expect(ids).toEqual(Array.from({ length: 76 }, (_, at) => `S-${String(at + 1).padStart(2, '0')}`));
  });

  test('tell decisions newest first', () => {
    const dates = [...read('docs/decisions.md').matchAll(/^## (\d{4}-\d\d-\d\d) · \S/gm)].map(
      ([, date = '']) => date,
    );
    expect(dates.length).toBeGreaterThan(30);
    expect(dates).toEqual(dates.toSorted().toReversed());
  });

  test('of each room lie in it or above it, and are short', () => {
    const rooms = [...read('README.md').matchAll(/^\| `(src\/[^`]+)` /gm)].map(([, room = '']) => room);
    const pages = PAGES.filter((page) => page.startsWith('src/')).map(dirname);
    expect(rooms.length).toBeGreaterThan(8);
    expect(rooms.filter((room) => !pages.some((page) => `${room}/`.startsWith(`${page}/`)))).toEqual([]);
    expect(pages.filter((page) => read(`${page}/README.md`).split('\n').length > 125)).toEqual([]);
  });
});

test('.nvmrc names the Node that the project brings', () => {
  expect(read('.nvmrc').trim()).toBe(devDependencies.node);
});

/** Calques and words of our own that were replaced, and a percent sign apart from its number. */
const REPLACED =
  /\b(?:not taken over|broken off in use|asked for health|as chance has it|stands? for nothing|not heeded|made of itself|before (?:its|their) time|whose doing|processor time|makes the load|a caller waits|whatever the answers|was carried over|[Mm]end (?:what|the))\b|[0-9}] %(?=[.,;:)'"`]| [a-z])/;

test('sentences use the words of the glossary', () => {
  const files = globSync(['src/**/*.{ts,tsx}', 'resources/**/*.yaml', '{docs,src}/**/*.md', '*.md'], {
    cwd: ROOT,
  });
  const lines = files
    .filter((file) => !file.endsWith('page-source.ts'))
    .flatMap((file) =>
      read(file)
        .split('\n')
        .map((line, at) => `${file}:${at + 1}: ${line.trim()}`),
    );
  expect(lines.length).toBeGreaterThan(20_000);
  const isComment = (line: string) => /^\S+ (?:\*|\/[*/])/.test(line);
  expect(lines.filter((line) => REPLACED.test(line) && !isComment(line))).toEqual([]);
});
