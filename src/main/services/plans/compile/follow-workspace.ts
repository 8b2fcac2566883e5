/** The addresses set up under Services. */
export interface WorkspaceUrls {
  /** Of the built-in services, those the user has changed. */
  readonly builtIn: Readonly<Record<string, string>>;
  /** Of the user's own, the chosen one, by every name a service has or had. */
  readonly own: ReadonlyMap<string, string>;
  /** What is watched of a service, by its address; absent: nothing. */
  readonly watches?: ReadonlyMap<string, string>;
}

/** Services of a plan by where they get their address from, as `readPlan` tells them. */
export interface Followers {
  /** From a suite. */
  readonly borrowed: readonly string[];
  /** From nowhere in the plan: written without one. */
  readonly unaddressed: readonly string[];
}

/**
 * Where the services of a plan go that it gives no address of its own. A preset and a copy of it take theirs from a suite,
 * whose addresses are only where such services usually are: they follow the built-in services. A service that is
 * written without one follows the user's service of that name, which may be nowhere to be found.
 */
export function followedUrls(
  { borrowed, unaddressed }: Followers,
  { builtIn, own }: WorkspaceUrls,
): Record<string, string> {
  return Object.fromEntries([
    ...Object.entries(builtIn).filter(([name]) => borrowed.includes(name)),
    ...[...own].filter(([name]) => unaddressed.includes(name)),
  ]);
}
