import { MAX_STOLEN } from './stolen-time.ts';
import type { Proof } from './truth-run.ts';

/**
 * A miss counts where the product claims that its run can be trusted and the machine was ours. Where either is not so, the
 * run is made again; after `most` such misses the last one stands, because nothing was proven.
 */
export async function untilTrusted<Figures extends Proof>(
  measure: () => Promise<Figures>,
  isMet: (figures: Figures) => boolean,
  most = 5,
): Promise<Figures & { readonly attempts: number }> {
  for (let attempts = 1; ; attempts += 1) {
    const figures = await measure();
    const counts = figures.trusted && figures.stolenShare <= MAX_STOLEN;
    if (isMet(figures) || counts || attempts === most) return { ...figures, attempts };
  }
}

/** How often it was tried, and what is to be said of the run that stands, for the end of a line. */
export function attemptsText({ attempts, trusted, stolenShare }: Proof & { attempts: number }): string {
  return [
    trusted ? 'trusted' : 'not trusted',
    ...(stolenShare > MAX_STOLEN ? [`${(100 * stolenShare).toFixed(1)}% stolen`] : []),
    ...(attempts > 1 ? [`attempt ${attempts}`] : []),
  ].join(', ');
}
