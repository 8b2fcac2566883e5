import type { Overrides } from '../../contract/plan.ts';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import { LEFT_OUT, parseWatchSource, shortWatchSource } from '../../contract/watch.ts';
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

type Listed = NonNullable<PlanPreview['watches']>[number];

/** What can be left out of a run together: the watches of one name, however many. */
interface WatchSwitch {
  readonly of: string;
  readonly isOn: boolean;
}

/**
 * The name that a watch was listed under. The first of a name is called by it, and the others by their source as well.
 * @param all what is listed, in its order
 */
export function nameOf(one: Listed, all: readonly Listed[]): string {
  const read = parseWatchSource(one.source);
  const first = all.find(
    ({ watch }) => read.ok && one.watch.startsWith(`${watch} ${shortWatchSource(read.value)}`),
  );
  return first?.watch ?? one.watch;
}

/** Names that a run is started without. */
export function leftOutNames(chosen: readonly ChosenWatch[]): string[] {
  return chosen.flatMap(({ of, source }) => (source === LEFT_OUT ? of : []));
}

/** What is asked for where a name is to be watched as it would be, or is not. */
export function switched(chosen: readonly ChosenWatch[], { of, isOn }: WatchSwitch): ChosenWatch[] {
  const others = chosen.filter((one) => one.of !== of);
  return isOn ? others : [...others, { of, source: LEFT_OUT }];
}
