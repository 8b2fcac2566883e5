import { builtinModules } from 'node:module';
import { dirname, join } from 'node:path/posix';
import { parseSync } from 'oxc-parser';

/**
 * The doors of the house as pure functions over source texts, so that a test can plant a violation of every kind. What
 * may import what stands in the README; the rest of the rules stands here.
 */

/** A source file: its path from the root of the checkout, with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  readonly specifier: string;
  /** Path of the file it leads to; null for a package. */
  readonly target: string | null;
  /** Gone when the code runs: `import type`. */
  readonly typeOnly: boolean;
  /** What is taken, by the names it is exported under; null: everything. */
  readonly names: readonly string[] | null;
}

export interface ParsedFile extends SourceFile {
  /** The text without its comments. */
  readonly code: string;
  readonly imports: readonly Import[];
  /** Names of what it exports itself; `default` among them. */
  readonly exports: readonly string[];
  /** Lines with a cast: `x as T` that is not `as const`. */
  readonly casts: readonly number[];
}

/** What the files of a room may import besides each other. */
export interface Room {
  readonly rooms: readonly string[];
  /** `node:*` stands for all built-in modules. */
  readonly packages: readonly string[];
}

/** The table between the `rooms` marks of the README. */
export function readRooms(readme: string): Map<string, Room> {
  const rows = readme.split('<!-- rooms -->')[1]?.split('<!-- /rooms -->')[0] ?? '';
  const rooms = new Map<string, Room>();
  for (const line of rows.split('\n')) {
    const cells = line.split('|').map((cell) => cell.trim().replaceAll('`', ''));
    if (cells.length < 5 || !cells[1]?.startsWith('src/')) continue;
    const list = (text = '') => text.split(/[,\s]+/).filter((word) => word !== '' && word !== '–');
    rooms.set(cells[1], { rooms: list(cells[2]), packages: list(cells[3]) });
  }
  return rooms;
}

/** @throws where the text does not parse */
export function parseFile({ path, text }: SourceFile): ParsedFile {
  const { module, program, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const code = withoutComments(text);
  const found: Omit<Import, 'target'>[] = [
    ...module.staticImports.map(({ moduleRequest, entries }) => ({
      specifier: moduleRequest.value,
      typeOnly: entries.length > 0 && entries.every((one) => one.isType),
      names: namesOf(entries.map((one) => one.importName)),
    })),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap((one) =>
        one.moduleRequest === null
          ? []
          : [
              {
                specifier: one.moduleRequest.value,
                typeOnly: one.isType,
                names: namesOf([one.importName]),
              },
            ],
      ),
    ),
    // Covers `import('…')` as an expression and as a type; the module record lists only the former.
    ...[...code.matchAll(/\bimport\(\s*['"`]([^'"`]+)['"`]/g)].map((match) => ({
      specifier: match[1] ?? '',
      typeOnly: false,
      names: null,
    })),
  ];
  const imports = found.map((one) => ({
    ...one,
    target: one.specifier.startsWith('.') ? join(dirname(path), one.specifier) : null,
  }));
  const exports = module.staticExports.flatMap(({ entries }) =>
    entries.flatMap((one) => one.exportName.name ?? 'default'),
  );
  const casts = /\bas\s+(?!const\b)[\w{(['"`]/.test(code) ? castsOf(program, text) : [];
  return { path, text, code, imports, exports, casts };
}

/** Of `import {}` and `export {} from`; null where one of them is `*`. */
function namesOf(names: readonly { readonly kind: string; readonly name: string | null }[]): string[] | null {
  const taken = names.map(({ kind, name }) =>
    kind === 'Default' ? 'default' : kind === 'Name' ? name : null,
  );
  return taken.some((name) => name === null) ? null : taken.filter((name) => name !== null);
}

/** Lines of the casts under a node of the syntax tree. */
function castsOf(node: unknown, text: string): number[] {
  if (typeof node !== 'object' || node === null) return [];
  const inner = Object.values(node).flatMap((child) => castsOf(child, text));
  if (!('type' in node) || !('start' in node) || node.type !== 'TSAsExpression') return inner;
  const target = 'typeAnnotation' in node ? JSON.stringify(node.typeAnnotation) : '';
  if (/"name":"const"/.test(target)) return inner;
  return [text.slice(0, Number(node.start)).split('\n').length, ...inner];
}

export function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '');
}

/** The room a file lies in: that of the longest name. */
export function roomOf(path: string, rooms: ReadonlyMap<string, Room>): string | null {
  let found: string | null = null;
  for (const room of rooms.keys())
    if (path.startsWith(`${room}/`) && room.length > (found?.length ?? 0)) found = room;
  return found;
}

/** Imports that the table does not allow, and files in no room; a sentence each. */
export function againstTheArrows(files: readonly ParsedFile[], rooms: ReadonlyMap<string, Room>): string[] {
  return files.flatMap(({ path, imports }) => {
    const room = roomOf(path, rooms);
    const allowed = room === null ? undefined : rooms.get(room);
    if (allowed === undefined) return [`${path} lies in no room of the README's table`];
    return imports.flatMap(({ specifier, target }) => {
      if (target !== null) {
        const other = roomOf(target, rooms);
        if (other !== null && (other === room || allowed.rooms.includes(other))) return [];
        return [`${path} imports ${specifier} (${other ?? 'in no room'}); ${room} may not`];
      }
      return allowed.packages.includes(packageOf(specifier))
        ? []
        : [`${path} imports ${specifier}; ${room} may not`];
    });
  });
}

function packageOf(specifier: string): string {
  if (specifier.startsWith('node:') || builtinModules.includes(specifier)) return 'node:*';
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Rooms and packages that the table allows and nothing uses: a table that says more than the truth. */
export function unusedDoors(files: readonly ParsedFile[], rooms: ReadonlyMap<string, Room>): string[] {
  const used = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const room = roomOf(path, rooms) ?? '';
    const of = used.get(room) ?? new Set();
    used.set(room, of);
    for (const { specifier, target } of imports)
      of.add(target === null ? packageOf(specifier) : (roomOf(target, rooms) ?? ''));
  }
  return [...rooms].flatMap(([room, allowed]) =>
    [...allowed.rooms, ...allowed.packages]
      .filter((door) => !used.get(room)?.has(door))
      .map((door) => `${room} may import ${door}, and does not`),
  );
}

/**
 * Exports that no other file imports. One that its own file uses may be there for its tests; one that only a test asks
 * for is dead, whatever the test proves of it.
 * @param tests files that import, and of which nobody does
 */
export function deadExports(files: readonly ParsedFile[], tests: readonly ParsedFile[]): string[] {
  const taken = takenBy(files);
  const tested = takenBy(tests);
  return files.flatMap(({ path, code, exports }) =>
    exports.flatMap((name) => {
      if (taken(path, name)) return [];
      const uses =
        code.match(new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`, 'g'))?.length ?? 0;
      if (uses > 1) return tested(path, name) ? [] : [`${path} exports ${name} for nobody`];
      return [`${path} has ${name}, which nothing uses`];
    }),
  );
}

/** Whether one of these files imports a name of another. */
function takenBy(files: readonly ParsedFile[]): (path: string, name: string) => boolean {
  const names = new Map<string, Set<string> | 'all'>();
  for (const { target, names: some } of files.flatMap(({ imports }) => imports)) {
    if (target === null) continue;
    const known = names.get(target) ?? new Set<string>();
    if (some === null || known === 'all') names.set(target, 'all');
    else names.set(target, new Set([...known, ...some]));
  }
  return (path, name) => {
    const some = names.get(path);
    return some === 'all' || (some?.has(name) ?? false);
  };
}

/** Files that import each other in a circle, `import type` included; a sentence for each circle. */
export function cyclesOf(files: readonly ParsedFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, targetsOf(file, true)]));
  const depths = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  function visit(path: string, trail: readonly string[]): void {
    if (depths.get(path) === 'done') return;
    if (depths.get(path) === 'open') {
      cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      return;
    }
    depths.set(path, 'open');
    for (const target of graph.get(path) ?? []) visit(target, [...trail, path]);
    depths.set(path, 'done');
  }
  for (const path of graph.keys()) visit(path, []);
  return cycles;
}

/** The longest way from import to import that is still there at run time; needs a graph without cycles. */
export function longestChain(files: readonly ParsedFile[]): string[] {
  const graph = new Map(files.map((file) => [file.path, targetsOf(file, false)]));
  const known = new Map<string, string[]>();
  function from(path: string): string[] {
    const before = known.get(path);
    if (before !== undefined) return before;
    known.set(path, [path]);
    const chains = (graph.get(path) ?? []).map(from);
    const longest = chains.reduce<string[]>((a, b) => (b.length > a.length ? b : a), []);
    const chain = [path, ...longest];
    known.set(path, chain);
    return chain;
  }
  return [...graph.keys()].map(from).reduce((a, b) => (b.length > a.length ? b : a), []);
}

function targetsOf({ imports }: ParsedFile, withTypes: boolean): string[] {
  return imports.flatMap(({ target, typeOnly }) =>
    target !== null && /\.tsx?$/.test(target) && (withTypes || !typeOnly) ? [target] : [],
  );
}

/**
 * Files that name a protocol as a text, though what is particular to it lies in `protocols/NAME` of each room, and files
 * of which it is said that they have to and do not.
 * @param names of protocols, and of their parts in documents
 * @param exceptions path to the reason
 */
export function namedProtocols(
  files: readonly ParsedFile[],
  names: readonly string[],
  exceptions: ReadonlyMap<string, string>,
): string[] {
  const pattern = new RegExp(`(['"\`])(${names.join('|')})\\1`);
  const paths = files.flatMap(({ path, code }) => {
    const found = path.includes('/protocols/') ? null : pattern.exec(code);
    return found === null ? [] : [{ path, name: found[2] }];
  });
  return [
    ...paths.filter(({ path }) => !exceptions.has(path)).map(({ path, name }) => `${path} names ${name}`),
    ...[...exceptions.keys()]
      .filter((path) => !paths.some((one) => one.path === path))
      .map((path) => `${path} no longer names a protocol`),
  ];
}

/** A power of the world outside, and the files that may use it. */
export interface Power {
  readonly name: string;
  readonly pattern: RegExp;
  /** Under these folders the rule holds. */
  readonly under: string;
  readonly files: readonly string[];
}

/** Files that use a power that is not theirs, and files that are named and do not. */
export function misusedPowers(files: readonly ParsedFile[], powers: readonly Power[]): string[] {
  return powers.flatMap(({ name, pattern, under, files: allowed }) => {
    const users = files.filter((file) => file.path.startsWith(under) && pattern.test(file.code));
    const paths = users.map((file) => file.path);
    return [
      ...paths.filter((path) => !allowed.includes(path)).map((path) => `${path} uses ${name}`),
      ...allowed.filter((path) => !paths.includes(path)).map((path) => `${path} no longer uses ${name}`),
    ];
  });
}
