import { lowerShare, upperShare } from '../grades/binomial-bounds.ts';
import type { Counted } from './objective-counts.ts';

const BATCHES = 10;
/** One-sided 95% points of Student's t with 9 degrees of freedom and of the normal distribution. */
const CAUTION = (1.833 / 1.645) ** 2;
/** Where nothing was beyond the limit, or everything, batches show no clumping: it is taken for this. */
const UNSEEN_EFFECT = 2;

/** What counted requests say of a share, slow ones coming in clumps. */
export interface EffectiveSample extends Counted {
  /** Null: nothing was counted. */
  readonly share: number | null;
  /** One-sided 95% bounds. */
  readonly low: number;
  readonly high: number;
  /** Design effect: the variance of the share, as a multiple of that of independent requests. */
  readonly designEffect: number;
}

/**
 * Share beyond a limit with its bounds. Requests that follow each other wait in the same queue, so n of them are worth n/D:
 *
 *     D = max(1, g/(g − 1) · Σ (x_b − p·n_b)² / (n·p·(1 − p)) · (t₉/1.645)²)     over g = 10 batches of equal length
 *
 * and the bounds are Clopper and Pearson's of x/D in n/D. `designEffect` is D without t and without the 1.
 * @param slots in the order of time, all of one length
 */
export function effectiveSample(slots: readonly Counted[]): EffectiveSample {
  const { counted, beyond } = totalOf(slots);
  if (counted === 0) return { counted, beyond, share: null, low: 0, high: 1, designEffect: UNSEEN_EFFECT };
  const isMixed = beyond > 0 && beyond < counted;
  const designEffect = isMixed ? clumping(slots, counted, beyond / counted) : UNSEEN_EFFECT;
  const worth = isMixed ? Math.max(1, designEffect * CAUTION) : UNSEEN_EFFECT;
  return {
    counted,
    beyond,
    share: beyond / counted,
    low: lowerShare(beyond / worth, counted / worth),
    high: upperShare(beyond / worth, counted / worth),
    designEffect,
  };
}

function clumping(slots: readonly Counted[], counted: number, share: number): number {
  const batches = Math.min(BATCHES, slots.length);
  if (batches < 2) return UNSEEN_EFFECT;
  let squares = 0;
  for (let batch = 0; batch < batches; batch += 1) {
    const from = Math.floor((batch * slots.length) / batches);
    const to = Math.floor(((batch + 1) * slots.length) / batches);
    const here = totalOf(slots.slice(from, to));
    squares += (here.beyond - share * here.counted) ** 2;
  }
  return ((batches / (batches - 1)) * squares) / (counted * share * (1 - share));
}

function totalOf(slots: readonly Counted[]): Counted {
  let counted = 0;
  let beyond = 0;
  for (const slot of slots) {
    counted += slot.counted;
    beyond += slot.beyond;
  }
  return { counted, beyond };
}
