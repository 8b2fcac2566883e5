/**
 * Where the services of a plan go that it gives no address of its own: a preset and a copy of it take theirs from a suite,
 * whose addresses are only where such services usually are. They follow the ones set up under Services.
 * @param borrowed services that come from a suite, as `readPlan` tells them
 * @param workspaceUrls addresses set up, by service
 */
export function followedUrls(
  borrowed: readonly string[],
  workspaceUrls: Readonly<Record<string, string>>,
): Record<string, string> {
  return Object.fromEntries(Object.entries(workspaceUrls).filter(([name]) => borrowed.includes(name)));
}
