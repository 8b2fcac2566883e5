/**
 * Test files of `check` that put something else in the place of a module, or change what belongs to the whole process and
 * leave it changed: each has modules and a process of its own. The others share both (`isolate: false`).
 */
export const APART = [
  'test/unit/main/hosts/cli/asked-plan.test.ts',
  'test/unit/main/hosts/electron/shell.test.ts',
  'test/unit/main/services/plans/text/plan-document.test.ts',
];

/** What others would see that share a process, and what puts it back; null: nothing does. */
const CHANGES: readonly (readonly [what: string, change: RegExp, undo: RegExp | null])[] = [
  ['a module', /\bvi\.(mock|doMock)\(/, null],
  ['the environment', /\bprocess\.env\b[^=\n;]*[^=!<>]=(?![=>])|\bdelete process\.env\b/, null],
  ['the working directory', /\bprocess\.chdir\(/, null],
  ['the environment', /\bvi\.stubEnv\(/, /\bvi\.unstubAllEnvs\(/],
  ['a global', /\bvi\.stubGlobal\(/, /\bvi\.unstubAllGlobals\(/],
  ['a global', /\bglobalThis\.\w+ = /, null],
  ['the time', /\bvi\.useFakeTimers\(/, /\bvi\.useRealTimers\(/],
];

/** Which files of these, that share a process with others, change it: `path changes the time`. */
export function changedForOthers(
  files: readonly { readonly path: string; readonly text: string }[],
): string[] {
  return files
    .filter(({ path }) => /^test\/(unit|laws)\/.*\.test\.tsx?$/.test(path) && !APART.includes(path))
    .flatMap(({ path, text }) =>
      CHANGES.filter(([, change, undo]) => change.test(text) && undo?.test(text) !== true).map(
        ([what]) => `${path} changes ${what}`,
      ),
    );
}
