import type { Issue, Path } from '../text/issue.ts';

/** Frames are searched by JSON pointer (RFC 6901): empty for the whole frame, or a slash before every step. */
export function checkPointer(pointer: string | undefined, path: Path): Issue[] {
  if (pointer === undefined || pointer === '' || pointer.startsWith('/')) return [];
  const message = `"${pointer.slice(0, 60)}" is not a JSON pointer; write one such as /type`;
  return [{ path, code: 'plan.path', message }];
}
