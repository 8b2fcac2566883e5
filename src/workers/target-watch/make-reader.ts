import type { WatchSource } from '../../contract/watch.ts';
import { createContainerReader } from './containers/container-reader.ts';
import { createMetricsReader } from './metrics/metrics-reader.ts';
import { createPromqlReader } from './metrics/promql-reader.ts';
import { withScrapedNames } from './metrics/scraped-names.ts';
import { createProcessReader } from './processes/process-reader.ts';
import type { WatchLimits, WatchReader } from './watch-reader.ts';

/** What reads a source. @param limits hold for every address that is asked, redirects included */
export function makeReader(source: WatchSource, limits: WatchLimits): WatchReader {
  switch (source.kind) {
    case 'port':
    case 'pid':
      return createProcessReader(source);
    case 'docker':
      return createContainerReader(source.container);
    case 'metrics':
      return withScrapedNames(createMetricsReader(source, limits));
    case 'promql':
      return withScrapedNames(createPromqlReader(source, limits));
  }
}
