import type { Issue, Path } from './issue.ts';

/** A file that a plan names and that would not be beside it. */
export function checkFileName(name: string, path: Path): Issue[] {
  const message = `"${name.slice(0, 80)}" is not a file next to the plan; write a relative path without ..`;
  return inFolder(name) ? [] : [{ path, code: 'plan.outside', message }];
}

/**
 * Whether a path written in a plan stays inside the plan's folder as text: relative, forward slashes, no `..`, no
 * drive, no address, no hidden part. Links on the disk are followed and checked where the file is opened.
 */
export function inFolder(path: string): boolean {
  if (path.length > 500 || !/^[\p{L}\p{N}_][^\\:*?"<>|\p{Cc}]*$/u.test(path)) return false;
  return path.split('/').every((part) => part !== '' && !part.startsWith('.'));
}
