import { seededRandom, standardNormal } from './seeded-random.ts';

/** How long a scripted server keeps each answer back. Plain data, so that it can cross a process boundary. */
export type DelaySpec =
  | { readonly kind: 'fixed'; readonly ms: number }
  /** ln(delay) is normal: the median is `medianMs`, p84 is `medianMs · e^sigma`. */
  | { readonly kind: 'log-normal'; readonly medianMs: number; readonly sigma: number; readonly seed: number };

/** The delays of `spec` one by one, in integer microseconds. */
export function delaySequence(spec: DelaySpec): () => number {
  if (spec.kind === 'fixed') {
    const us = Math.round(spec.ms * 1_000);
    return () => us;
  }
  const random = seededRandom(spec.seed);
  return () => Math.round(spec.medianMs * 1_000 * Math.exp(spec.sigma * standardNormal(random)));
}
