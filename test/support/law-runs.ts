/**
 * How many random cases a long law is tried on: a share in `npm test`, where every law has its turn within minutes, all of
 * them in `npm run bench laws`. A case that fails prints its seed either way.
 */
export function lawRuns(full: number, everyday: number): { numRuns: number } {
  return { numRuns: process.env.PLIMSOLL_LAWS === 'full' ? full : everyday };
}
