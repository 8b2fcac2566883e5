import { useMemo } from 'react';
import type { Call } from '../../../contract/wire.ts';
import { useCopy } from '../../parts/use-copy.ts';
import { paths } from '../../words/navigation.ts';
import type { AnalysisPlace, AnalysisSource } from './analysis-source.ts';

/**
 * The program behind the window answers what is asked about a run of it.
 * @param of the run, and whether a link to another program opens
 */
export function useAnalysisPlace(
  host: { readonly call: Call },
  { runId, opensLinks }: { readonly runId: string; readonly opensLinks: boolean },
): AnalysisPlace {
  const copy = useCopy();
  const source = useMemo(
    (): AnalysisSource => ({
      heatmap: (scope) => host.call('runs.heatmap', { runId, scope }),
      select: ({ scope, area, against }) =>
        host.call('runs.select', { runId, scope, area, ...(against === null ? {} : { against }) }),
      why: ({ scope, area }) => host.call('runs.why', { runId, scope, ...(area === null ? {} : { area }) }),
      requests: (of) => host.call('runs.requests', { runId, ...of }),
      request: (id) => host.call('runs.request', { runId, id }),
    }),
    [host, runId],
  );
  return useMemo(
    () => ({
      source,
      copy: (text, done) => void copy(text, done),
      opensLinks,
      addressOf: (query) => `${location.href.split('#')[0]}#${paths.run(runId, 'analysis')}?${query}`,
    }),
    [source, copy, opensLinks, runId],
  );
}
