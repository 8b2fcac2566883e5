import { useSyncExternalStore } from 'react';

/** Wide enough for three columns beside the rail. */
const LARGE = '(min-width: 1600px)';

function watch(changed: () => void): () => void {
  const media = matchMedia(LARGE);
  media.addEventListener('change', changed);
  return () => media.removeEventListener('change', changed);
}

/** Whether all panels have room side by side. */
export function useIsLarge(): boolean {
  return useSyncExternalStore(
    watch,
    () => matchMedia(LARGE).matches,
    () => false,
  );
}
