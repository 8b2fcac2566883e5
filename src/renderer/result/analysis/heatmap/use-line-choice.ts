import { useCallback, useState } from 'react';
import { MAIN_PERCENTILES, PERCENTILES, type Percentile } from '../../../../contract/percentiles.ts';

const KEY = 'plimsoll.heatmap.lines';

/** Which percentiles are drawn over the heatmap, as last chosen on this machine. */
export function useLineChoice(): readonly [readonly Percentile[], (next: readonly Percentile[]) => void] {
  const [chosen, setChosen] = useState(known);
  const choose = useCallback((next: readonly Percentile[]) => {
    setChosen(next);
    try {
      localStorage.setItem(KEY, next.join(' '));
    } catch {
      // A file on its own may not be allowed to remember anything.
    }
  }, []);
  return [chosen, choose];
}

function known(): readonly Percentile[] {
  try {
    const names = (localStorage.getItem(KEY) ?? '').split(' ');
    const chosen = PERCENTILES.filter((name) => names.includes(name));
    return chosen.length === 0 ? MAIN_PERCENTILES : chosen;
  } catch {
    return MAIN_PERCENTILES;
  }
}
