/**
 * better-sqlite3 13 crashes the process under Node older than 22.14 instead of failing. Every entry point asks this
 * before the binding is loaded.
 * @returns the sentence to print, or null where the Node is new enough
 */
export function whyNodeIsTooOld(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 14)) return null;
  return `Node ${version} is too old (22.14 or newer is needed); start it with npx plimsoll, which brings its own Node 24`;
}
