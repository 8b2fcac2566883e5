import { startTransition, useEffect, useState } from 'react';
import type { StoreApi } from 'zustand';
import type { LiveState } from '../../stores/live.ts';

/**
 * The state of a live run for all that changes with every second of it. React renders it a few milliseconds at a time
 * and puts it on the page at once, so that a page of many endpoints neither holds up a frame nor is laid out twice.
 */
export function useCalmState(store: StoreApi<LiveState>): LiveState {
  const [state, setState] = useState(() => store.getState());
  useEffect(() => {
    const take = () => startTransition(() => setState(store.getState()));
    take();
    return store.subscribe(take);
  }, [store]);
  return state;
}
