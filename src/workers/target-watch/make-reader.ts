import type { WatchSource } from '../../contract/watch.ts';
import { createContainerReader } from './containers/container-reader.ts';
import { createProcessReader } from './processes/process-reader.ts';
import type { WatchLimits, WatchReader } from './watch-reader.ts';

/** What reads a source. @param _limits hold for every address that is asked, redirects included */
export function makeReader(source: WatchSource, _limits: WatchLimits): WatchReader {
  switch (source.kind) {
    case 'port':
    case 'pid':
      return createProcessReader(source);
    case 'docker':
      return createContainerReader(source.container);
    case 'metrics':
      return notYet();
    case 'promql':
      return notYet();
  }
}

function notYet(): WatchReader {
  return { read: () => ({ gauges: [], gap: 'Not supported yet.' }), close: () => undefined };
}
