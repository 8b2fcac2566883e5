import type { Overrides } from '../../contract/plan.ts';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import type { WatchOffer } from '../words/watch-words.ts';

/** What a run is started to watch. */
export type ChosenWatch = NonNullable<Overrides['watch']>[number];

/** Overrides that ask for these watches and no others. */
export function withChosen(overrides: Overrides, chosen: readonly ChosenWatch[]): Overrides {
  const { watch: _, ...rest } = overrides;
  return chosen.length === 0 ? rest : { ...rest, watch: [...chosen] };
}

/** What an offer is of: the first service of the run at its address; null: the run does not go there. */
export function serviceOf(offer: WatchOffer, targets: PlanPreview['targets']): string | null {
  return targets.find(({ url }) => offer.urls.includes(url))?.service ?? null;
}

/** A name for something else that is watched: what is usual, else that and a number. */
export function freeWatchName(taken: readonly string[], usual = 'database'): string {
  for (let nth = 1; ; nth += 1) {
    const name = nth === 1 ? usual : `${usual} ${nth}`;
    if (!taken.includes(name)) return name;
  }
}
