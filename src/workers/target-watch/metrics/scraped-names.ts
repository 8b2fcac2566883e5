import { CACHE_HIT_RATIO, TARGET_GAUGES } from '../../../contract/target-gauges.ts';
import type { WatchedGauge } from '../../../contract/watch.ts';
import type { WatchReader } from '../watch-reader.ts';

/** What these mean is known, and only what reads processes and containers, or computes them, may say it. */
const OWN_NAMES: ReadonlySet<string> = new Set([...Object.keys(TARGET_GAUGES), CACHE_HIT_RATIO.name]);

/**
 * A reader of a page or a server whose metrics may be called anything: one that is called as a figure of our own is told
 * with `scraped_` before its name, so that it is taken for none.
 */
export function withScrapedNames(reader: WatchReader): WatchReader {
  return {
    ...(reader.readsLevelsOnly === undefined ? {} : { readsLevelsOnly: reader.readsLevelsOnly }),
    read: async (moment) => {
      const reading = await reader.read(moment);
      return { ...reading, gauges: reading.gauges.map(scraped) };
    },
    close: () => reader.close(),
  };
}

function scraped(gauge: WatchedGauge): WatchedGauge {
  const [bare = ''] = gauge.name.split('{', 1);
  return OWN_NAMES.has(bare) ? { ...gauge, name: `scraped_${gauge.name}` } : gauge;
}
