import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

/**
 * The doors between the rooms, as the README's table states them. Every import of every source file is read from its
 * syntax tree (`import type`, re-exports and dynamic imports included) and held against the table.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'src');

interface Room {
  /** May import files of these rooms besides its own. */
  readonly rooms: readonly string[];
  /** May import these packages; `node:*` stands for all built-in modules. */
  readonly packages: readonly string[];
}

function readTable(): Map<string, Room> {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const rows = readme.split('<!-- rooms -->')[1]?.split('<!-- /rooms -->')[0] ?? '';
  const table = new Map<string, Room>();
  for (const line of rows.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    if (cells.length < 5 || !cells[1]?.startsWith('src/')) continue;
    const list = (text: string | undefined) =>
      (text ?? '').split(/[,\s]+/).filter((word) => word !== '' && word !== '–');
    table.set(cells[1], { rooms: list(cells[2]), packages: list(cells[3]) });
  }
  return table;
}

interface Import {
  readonly file: string;
  readonly specifier: string;
  /** Gone when the code runs: `import type`. */
  readonly typeOnly?: boolean;
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(m?ts|tsx|mjs|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function importsOf(file: string): Import[] {
  const { module, errors } = parseSync(file, readFileSync(file, 'utf8'));
  expect(errors, file).toEqual([]);
  const text = readFileSync(file, 'utf8');
  const plain = module.staticImports.map((entry) => ({
    file,
    specifier: entry.moduleRequest.value,
    typeOnly: entry.entries.length > 0 && entry.entries.every((one) => one.isType),
  }));
  const specifiers = [
    ...module.staticExports.flatMap((entry) =>
      entry.entries.flatMap((one) => one.moduleRequest?.value ?? []),
    ),
    // Covers `import('…')` as an expression and as a type; the module record lists only the former.
    ...[...withoutComments(text).matchAll(/\bimport\(\s*['"`]([^'"`]+)['"`]/g)].map(
      (match) => match[1] ?? '',
    ),
  ];
  return [...plain, ...specifiers.map((specifier) => ({ file, specifier }))];
}

const table = readTable();
const rooms = [...table.keys()].sort((a, b) => b.length - a.length);
const code = filesUnder(source).filter((file) => !file.endsWith('.css'));
const imports = code.flatMap(importsOf);
const name = (file: string) => relative(root, file);
const roomOf = (file: string) => rooms.find((room) => name(file).startsWith(`${room}/`));

function whyForbidden({ file, specifier }: Import): string | null {
  const room = roomOf(file);
  const allowed = room === undefined ? undefined : table.get(room);
  if (room === undefined || allowed === undefined)
    return `${name(file)} lies in no room of the README's table`;
  if (specifier.startsWith('.')) {
    const target = roomOf(resolve(dirname(file), specifier));
    if (target === room || (target !== undefined && allowed.rooms.includes(target))) return null;
    return `${name(file)} imports ${specifier} (${target ?? 'outside src'}); ${room} may not`;
  }
  const bare = specifier.startsWith('node:') || builtinModules.includes(specifier);
  const packageName = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  if (allowed.packages.includes(bare ? 'node:*' : packageName)) return null;
  return `${name(file)} imports ${specifier}; ${room} may not`;
}

describe('the doors between the rooms', () => {
  it('are stated for every source file', () => {
    expect(table.size).toBeGreaterThan(8);
    expect(code.filter((file) => roomOf(file) === undefined).map(name)).toEqual([]);
  });

  it('are kept by every import', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports.map(whyForbidden).filter((why) => why !== null)).toEqual([]);
  });

  it('catch an import that goes against the arrows', () => {
    const file = join(source, 'contract/plan.ts');
    expect(whyForbidden({ file, specifier: '../main/services/app.ts' })).toContain('src/contract may not');
    expect(whyForbidden({ file, specifier: 'node:fs' })).toContain('src/contract may not');
    expect(whyForbidden({ file, specifier: './units.ts' })).toBeNull();
  });
});

describe('the page of the window', () => {
  /** Files that run with `file`, itself included, by the imports that are still there at run time. */
  function reach(file: string, seen = new Set<string>()): Set<string> {
    if (seen.has(file)) return seen;
    seen.add(file);
    for (const entry of imports)
      if (entry.file === file && entry.typeOnly !== true && /^\..*\.tsx?$/.test(entry.specifier))
        reach(resolve(dirname(file), entry.specifier), seen);
    return seen;
  }
  const withZod = (files: Iterable<string>) =>
    [...files].filter((file) => imports.some((one) => one.file === file && one.specifier === 'zod'));

  // zod compiles its parsers with `new Function`, which the page's content security policy refuses.
  it('runs no parser that is compiled at run time', () => {
    const page = reach(join(source, 'renderer/main.tsx'));
    expect(page.size).toBeGreaterThan(100);
    expect(withZod(page).map(name)).toEqual([]);
    expect(withZod(reach(join(source, 'contract/threshold.ts')))).not.toEqual([]);
  });
});

/** Each foreign power stands behind one file. */
const POWERS: readonly [power: string, pattern: RegExp, file: string][] = [
  ['ipcMain', /\bipcMain\b/, 'src/main/hosts/electron/ipc.ts'],
  ['ipcRenderer', /\bipcRenderer\b/, 'src/main/hosts/electron/preload.ts'],
  ['the SQLite constructor', /\bnew Database\(/, 'src/main/storage/database.ts'],
  ['new Worker', /\bnew Worker\(/, 'src/workers/threads/spawn.ts'],
  ['hdr-histogram-js', /from 'hdr-histogram-js'/, 'src/workers/engine/measure/histogram.ts'],
];

describe('foreign powers', () => {
  it.each(POWERS)('%s is used in one file', (_power, pattern, file) => {
    const users = code.filter((one) => pattern.test(withoutComments(readFileSync(one, 'utf8')))).map(name);
    expect(users).toEqual([file]);
  });

  it('uPlot is imported by one chart file', () => {
    const users = new Set(
      imports.filter((entry) => entry.specifier === 'uplot').map((entry) => dirname(name(entry.file))),
    );
    expect([...users]).toEqual(['src/renderer/charts']);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

describe('the house rules', () => {
  it('keep every source file within 400 lines', () => {
    const long = filesUnder(source)
      .map((file) => [name(file), readFileSync(file, 'utf8').split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 400);
    expect(long).toEqual([]);
  });

  it('know no default exports, barrels, or files named after nothing', () => {
    const named = code.filter((file) =>
      /(^|\/)(utils?|helpers?|common|misc|manager|index)\.(ts|tsx)$/.test(name(file)),
    );
    expect(named.map(name)).toEqual(['src/main/hosts/cli/index.ts', 'src/main/hosts/electron/index.ts']);
    expect(code.filter((file) => /^export default /m.test(readFileSync(file, 'utf8'))).map(name)).toEqual([]);
  });

  it('switch no check off without a reason beside it', () => {
    const silent = code.filter((file) =>
      /@ts-(ignore|nocheck)|biome-ignore [\w/]+:?\s*$|:\s*any\s*[;,)=|&}\]]|<any>|\bas any\b/m.test(
        withoutComments(readFileSync(file, 'utf8')),
      ),
    );
    expect(silent.map(name)).toEqual([]);
  });
});
