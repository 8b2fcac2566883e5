import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_PARTS } from '../src/contract/protocols/parts.ts';
import { PROTOCOLS } from '../src/contract/protocols/protocols.ts';
import { APART, changedForOthers } from './house/apart.ts';
import {
  againstTheArrows,
  cyclesOf,
  deadExports,
  longestChain,
  misusedPowers,
  namedProtocols,
  type ParsedFile,
  type Power,
  parseFile,
  readRooms,
  unusedDoors,
} from './house/doors.ts';

/** The doors between the rooms, as the README's table states them, held against every import of every source file. */
const root = fileURLToPath(new URL('..', import.meta.url));

function textsUnder(folder: string): { readonly path: string; readonly text: string }[] {
  return readdirSync(resolve(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(m?ts|tsx|mjs|css)$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({
      path: relative(root, file).replaceAll('\\', '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

const texts = textsUnder('src');
const code = texts.filter(({ path }) => !path.endsWith('.css')).map(parseFile);
const testTexts = textsUnder('test');
const tests = testTexts.filter(({ path }) => !path.endsWith('.css')).map(parseFile);
const rooms = readRooms(readFileSync(join(root, 'README.md'), 'utf8'));
/** Folders that list things of one kind, one file each. */
const LISTS_OF_LIKE_THINGS = new Set([
  'src/contract',
  'src/renderer/parts',
  'src/main/hosts/cli',
  'src/main/storage',
  'src/workers/sample-services',
  'src/renderer/screens/run',
  'src/renderer/shell',
]);
/** Files on the way from one import to the next. */
const MAX_CHAIN = 20;
/** Casts per thousand lines. */
const MAX_CASTS = 0.6;

/** Each power of the world outside stands behind one file, or the few named. */
const POWERS: readonly Power[] = [
  { name: 'ipcMain', pattern: /\bipcMain\b/, under: 'src/', files: ['src/main/hosts/electron/ipc.ts'] },
  {
    name: 'ipcRenderer',
    pattern: /\bipcRenderer\b/,
    under: 'src/',
    files: ['src/main/hosts/electron/preload.ts'],
  },
  {
    name: 'the SQLite constructor',
    pattern: /\bnew Database\(/,
    under: 'src/',
    files: ['src/main/storage/database.ts'],
  },
  { name: 'new Worker', pattern: /\bnew Worker\(/, under: 'src/', files: ['src/workers/threads/spawn.ts'] },
  {
    name: 'hdr-histogram-js',
    pattern: /'hdr-histogram-js[/']/,
    under: 'src/',
    files: ['src/workers/engine/measure/histogram.ts'],
  },
  {
    name: 'koffi',
    pattern: /'koffi'/,
    under: 'src/',
    files: ['src/workers/target-watch/processes/foreign-calls.ts'],
  },
  {
    name: 'jstat',
    pattern: /'jstat'/,
    under: 'src/',
    files: [
      'src/main/services/compare/statistics/t-distribution.ts',
      'src/main/services/compare/statistics/jstat.d.ts',
    ],
  },
  {
    name: 'new uPlot',
    pattern: /\bnew uPlot\(/,
    under: 'src/',
    files: ['src/renderer/charts/Plot.tsx'],
  },
  ...[
    { under: 'src/workers/engine/', files: ['src/workers/engine/time/system-clock.ts'] },
    { under: 'src/workers/protocols/', files: [] },
    { under: 'src/main/services/', files: ['src/main/services/ports.ts'] },
  ].map((where) => ({
    name: 'the time of the machine',
    pattern: /\bDate\.now\b|\bnew Date\(\)|\bperformance\.now\b/,
    ...where,
  })),
];

/** Requests are what there is where no other protocol is named. */
const PROTOCOL_NAMES = [
  ...PROTOCOLS.filter((name) => name !== 'http'),
  ...DOCUMENT_PARTS.map(({ key }) => key),
];
const MAY_NAME_PROTOCOLS = new Map([
  ['src/main/storage/stored-plan.ts', 'makes whole the plans that were stored when there were these alone'],
  ['src/main/hosts/cli/run-options.ts', 'an option is called what people type'],
]);

/** The house with one file put in place of another, or added. */
function withFile(path: string, text: string): ParsedFile[] {
  return [...code.filter((file) => file.path !== path), parseFile({ path, text })];
}
const textOf = (path: string) => texts.find((file) => file.path === path)?.text ?? '';

describe('the doors between the rooms', () => {
  it('are kept by every import, and none is open that nobody uses', () => {
    expect(rooms.size).toBeGreaterThan(30);
    expect(code.length).toBeGreaterThan(500);
    expect(againstTheArrows(code, rooms)).toEqual([]);
    expect(unusedDoors(code, rooms)).toEqual([]);
  });

  it('lead round in no circle, types included, and no way through them is long', () => {
    expect(cyclesOf(code)).toEqual([]);
    expect(longestChain(code).length).toBeLessThan(MAX_CHAIN);
  });

  it('keep each power of the world outside behind its file', () => {
    expect(misusedPowers(code, POWERS)).toEqual([]);
  });

  it('let nothing out that no other file asks for', () => {
    expect(deadExports(code, tests)).toEqual([]);
  });

  it('keep what a protocol is in the files of its name', () => {
    expect(PROTOCOL_NAMES).toEqual(['websocket', 'sse', 'webSocket', 'sse']);
    expect(namedProtocols(code, PROTOCOL_NAMES, MAY_NAME_PROTOCOLS)).toEqual([]);
  });
});

describe('a violation that is planted', () => {
  it.each([
    ['contract imports a service', 'src/contract/units.ts', "import '../main/services/app.ts';"],
    ['contract imports Node', 'src/contract/units.ts', "import 'node:fs';"],
    [
      'a type goes against the arrows',
      'src/contract/units.ts',
      "import type { App } from '../main/services/app.ts';",
    ],
    [
      'a re-export goes against them',
      'src/contract/units.ts',
      "export { a } from '../workers/threads/crew.ts';",
    ],
    [
      'an import at run time does',
      'src/workers/engine/time/clock.ts',
      "await import('../../threads/crew.ts');",
    ],
    [
      'a type that is imported in place does',
      'src/contract/units.ts',
      "type A = import('../main/storage/storage.ts').A;",
    ],
    ['the engine reaches a thread', 'src/workers/engine/load/curve.ts', "import '../../threads/crew.ts';"],
    ['the window reaches a service', 'src/renderer/words/words.ts', "import '../main/services/app.ts';"],
    ['a package is not the room’s', 'src/renderer/words/words.ts', "import 'undici';"],
    ['a file lies in no room', 'src/cellar/wine.ts', ''],
  ])('%s', (_what, path, line) => {
    const before = new Set(againstTheArrows(code, rooms));
    const found = againstTheArrows(withFile(path, `${line}\n${textOf(path)}`), rooms).filter(
      (why) => !before.has(why),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(path);
  });

  it('a door of the table that nobody uses', () => {
    const wider = new Map(rooms).set('src/contract', { rooms: ['src/main/storage'], packages: ['zod'] });
    expect(unusedDoors(code, wider)).toContain('src/contract may import src/main/storage, and does not');
  });

  it('an export that nobody imports, and one that only a test does', () => {
    const path = 'src/contract/units.ts';
    const spare = 'export const spare = 1;\nexport const tested = 2;\nexport const doubled = tested * 2;\n';
    const test = parseFile({
      path: 'test/spare.test.ts',
      text: "import { doubled, tested } from '../src/contract/units.ts';",
    });
    const dead = deadExports(withFile(path, `${spare}${textOf(path)}`), [...tests, test]);
    expect(dead.filter((why) => why.startsWith(path))).toEqual([
      `${path} has spare, which nothing uses`,
      `${path} has doubled, which nothing uses`,
    ]);
  });

  it('a circle, also one of types alone', () => {
    const path = 'src/contract/units.ts';
    const circle = cyclesOf(withFile(path, `import type { A } from './profile.ts';\n${textOf(path)}`));
    expect(circle.some((cycle) => cycle.includes('src/contract/profile.ts'))).toBe(true);
  });

  it('a chain that is one longer', () => {
    const chain = longestChain(code);
    const longer = withFile('src/contract/deeper.ts', '');
    const last = chain.at(-1) ?? '';
    const from = relative(join(last, '..'), 'src/contract/deeper.ts');
    const extended = longer.map((file) =>
      file.path === last
        ? parseFile({
            path: last,
            text: `import '${from.startsWith('.') ? from : `./${from}`}';\n${file.text}`,
          })
        : file,
    );
    expect(longestChain(extended)).toHaveLength(chain.length + 1);
  });

  it.each([
    ['ipcMain', 'src/main/hosts/electron/window.ts', 'ipcMain.handle();'],
    ['new Worker', 'src/main/services/app.ts', 'new Worker(entry);'],
    ['new uPlot', 'src/renderer/charts/steps.ts', 'new uPlot({});'],
    ['the time of the machine', 'src/workers/engine/load/curve.ts', 'const now = Date.now();'],
  ])('%s in another file', (power, path, line) => {
    expect(misusedPowers(withFile(path, `${line}\n${textOf(path)}`), POWERS)).toEqual([
      `${path} uses ${power}`,
    ]);
  });

  it.each([
    ['websocket', 'src/main/services/analysis/grades/observe.ts', "const kind = 'websocket';"],
    ['sse', 'src/renderer/charts/steps.ts', 'const kind = "sse";'],
    ['webSocket', 'src/contract/sentences.ts', 'const key = `webSocket`;'],
  ])('the protocol %s by its name in a file that is not its own', (name, path, line) => {
    const planted = withFile(path, `${line}\n${textOf(path)}`);
    expect(namedProtocols(planted, PROTOCOL_NAMES, MAY_NAME_PROTOCOLS)).toEqual([`${path} names ${name}`]);
  });
});

describe('the pages of window and report', () => {
  const files = new Map(code.map((file) => [file.path, file]));
  /** Files that run with a file, itself included, by the imports that are still there at run time. */
  function reach(path: string, seen = new Set<string>()): Set<string> {
    if (seen.has(path)) return seen;
    seen.add(path);
    for (const { target, typeOnly } of files.get(path)?.imports ?? [])
      if (target !== null && !typeOnly && files.has(target)) reach(target, seen);
    return seen;
  }
  const withZod = (paths: Iterable<string>) =>
    [...paths].filter((path) =>
      files.get(path)?.imports.some(({ specifier, typeOnly }) => specifier === 'zod' && !typeOnly),
    );

  // zod compiles its parsers with `new Function`, which the page's content security policy refuses.
  it('runs no parser that is compiled at run time', () => {
    for (const entry of ['src/renderer/main.tsx', 'src/renderer/report/main.tsx']) {
      const page = reach(entry);
      expect(page.size).toBeGreaterThan(80);
      expect(withZod(page)).toEqual([]);
    }
    expect(withZod(reach('src/contract/threshold.ts'))).not.toEqual([]);
  });

  // Of what the program computes, a report takes the part that answers about a run with it.
  it('runs nothing that needs Node, or a package of the program', () => {
    const packages = [...reach('src/renderer/report/main.tsx')]
      .filter((path) => !path.startsWith('src/renderer/'))
      .flatMap((path) => files.get(path)?.imports ?? [])
      .filter(({ target, typeOnly }) => target === null && !typeOnly);
    expect(packages.map(({ specifier }) => specifier)).toEqual([]);
  });
});

describe('tests that share a process', () => {
  it('leave it as it was', () => {
    expect(changedForOthers(testTexts)).toEqual([]);
    const paths = new Set(testTexts.map(({ path }) => path));
    expect(APART.filter((path) => !paths.has(path))).toEqual([]);
  });

  it.each([
    ['a module', "vi.mock('yaml', () => ({}));"],
    ['the environment', "process.env.TOKEN = 'a';"],
    ['the environment', "delete process.env['TOKEN'];"],
    ['a global', "vi.stubGlobal('fetch', none);"],
    ['the time', 'vi.useFakeTimers();'],
  ])('are found where they change %s: %s', (what, line) => {
    const planted = { path: 'test/unit/planted.test.ts', text: line };
    expect(changedForOthers([planted])).toEqual([`test/unit/planted.test.ts changes ${what}`]);
    // What reads, and what is put back, changes nothing.
    const harmless = "const is = process.env.CI === '1'; const home = process.env.HOME ?? '';";
    const back = 'vi.useFakeTimers(); afterEach(() => vi.useRealTimers());';
    expect(changedForOthers([{ ...planted, text: `${harmless}\n${back}` }])).toEqual([]);
  });
});

describe('the house rules', () => {
  it('keep every source file within 400 lines', () => {
    const long = texts
      .map(({ path, text }) => [path, text.split('\n').length - 1] as const)
      .filter(([, lines]) => lines > 400);
    expect(long).toEqual([]);
  });

  it('keep every folder within 25 files', () => {
    const sizes = new Map<string, number>();
    for (const { path } of code) {
      const folder = path.slice(0, path.lastIndexOf('/'));
      sizes.set(folder, (sizes.get(folder) ?? 0) + 1);
    }
    expect([...sizes].filter(([folder, count]) => count > 25 && !LISTS_OF_LIKE_THINGS.has(folder))).toEqual(
      [],
    );
  });

  it('know no default exports, barrels, or files named after nothing', () => {
    const named = code.filter(({ path }) =>
      /(^|\/)(utils?|helpers?|common|misc|manager|index)\.(ts|tsx)$/.test(path),
    );
    expect(named.map(({ path }) => path)).toEqual([
      'src/main/hosts/cli/index.ts',
      'src/main/hosts/electron/index.ts',
    ]);
    expect(code.filter(({ text }) => /^export default /m.test(text)).map(({ path }) => path)).toEqual([]);
  });

  it('switch no check off without a reason beside it', () => {
    const silent = code.filter((file) =>
      /@ts-(ignore|nocheck)|biome-ignore [\w/]+:?\s*$|:\s*any\s*[;,)=|&}\]]|<any>|\bas any\b/m.test(
        file.code,
      ),
    );
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('trust a value without a check nearly nowhere', () => {
    const lines = code.reduce((sum, { text }) => sum + text.split('\n').length, 0);
    const casts = code.reduce((sum, file) => sum + file.casts.length, 0);
    expect((1_000 * casts) / lines).toBeLessThan(MAX_CASTS);
  });
});
