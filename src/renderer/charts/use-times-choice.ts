import { useCallback, useState } from 'react';
import { USUAL_TIMES } from './run-charts.ts';
import { TIMES_SERIES, type TimesSeries } from './second-series.ts';

const KEY = 'plimsoll.charts.times';

/** Which percentiles of a latency are drawn, as last chosen on this machine. */
export function useTimesChoice(): readonly [readonly TimesSeries[], (next: readonly TimesSeries[]) => void] {
  const [chosen, setChosen] = useState(known);
  const choose = useCallback((next: readonly TimesSeries[]) => {
    localStorage.setItem(KEY, next.join(' '));
    setChosen(next);
  }, []);
  return [chosen, choose];
}

function known(): readonly TimesSeries[] {
  const names = (localStorage.getItem(KEY) ?? '').split(' ');
  const chosen = TIMES_SERIES.filter((name) => names.includes(name));
  return chosen.length === 0 ? USUAL_TIMES : chosen;
}
