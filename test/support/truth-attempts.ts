/**
 * A miss counts where the product claims that its run can be trusted. Where it says that this machine was too busy, the
 * run is made again; after `most` such misses the last one stands, because nothing was proven.
 */
export async function untilTrusted<Figures extends { readonly trusted: boolean }>(
  measure: () => Promise<Figures>,
  isMet: (figures: Figures) => boolean,
  most = 5,
): Promise<Figures & { readonly attempts: number }> {
  for (let attempts = 1; ; attempts += 1) {
    const figures = await measure();
    if (isMet(figures) || figures.trusted || attempts === most) return { ...figures, attempts };
  }
}

/** How often it was tried and what the product says of the run that stands, for the end of a line. */
export function attemptsText({ attempts, trusted }: { attempts: number; trusted: boolean }): string {
  return `${trusted ? 'trusted' : 'not trusted'}${attempts > 1 ? `, attempt ${attempts}` : ''}`;
}
