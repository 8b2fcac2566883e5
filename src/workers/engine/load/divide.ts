/**
 * Thread k of N takes arrivals, users and connections with index ≡ k (mod N): nothing is lost, nothing is done twice,
 * and no thread has two more than another.
 */
export interface Share {
  readonly index: number;
  readonly count: number;
}

/** How many of `total` things a share holds: those of its indices that are below `total`. */
export function shareOfCount(total: number, share: Share): number {
  return Math.max(0, Math.ceil((total - share.index) / share.count));
}

/**
 * How many of `total` tasks the users of a share do, when all users have as many, one more or less: where there are fewer
 * users than threads, threads without users have none.
 * @param users of all shares together
 */
export function tasksOfShare(total: number, users: number, share: Share): number {
  let tasks = 0;
  for (let user = share.index; user < users; user += share.count) {
    tasks += shareOfCount(total, { index: user, count: users });
  }
  return tasks;
}

/** The index over all threads of the n-th thing (from 0) of a share. */
export function indexInShare(nth: number, share: Share): number {
  return share.index + nth * share.count;
}
