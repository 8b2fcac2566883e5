import { useMemo } from 'react';
import { useStore } from 'zustand';
import { useRecognised } from '../../parts/use-recognised.ts';
import { valueIn } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';
import { offersOf, type WatchOffer } from '../../words/watch-words.ts';

/** By id of a service, the process to be watched that listens at its address; of several at one process, the first. */
export function useOffers(): ReadonlyMap<string, WatchOffer> {
  const { services } = useWorkbench();
  const rows = valueIn(useStore(services, (state) => state.services));
  const urls = useMemo(() => (rows ?? []).map(({ url }) => url), [rows]);
  const found = useRecognised(urls, (rows ?? []).map(({ health }) => health).join(' '));
  return useMemo(() => {
    const watched = (rows ?? []).flatMap(({ watch }) => watch ?? []);
    const offers = offersOf(found, watched).flatMap((offer) => {
      const at = (rows ?? []).filter(({ url }) => offer.urls.includes(url));
      // Watched by another of its ports.
      const [first] = at.some(({ watch }) => watch !== undefined) ? [] : at;
      return first === undefined ? [] : [[first.id, offer] as const];
    });
    return new Map(offers);
  }, [found, rows]);
}
