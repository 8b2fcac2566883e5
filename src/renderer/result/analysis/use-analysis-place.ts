import { useMemo } from 'react';
import type { Result } from '../../../contract/failure.ts';
import { recordOf, valueAt } from '../../../contract/plan-data.ts';
import type { TriedStep } from '../../../contract/plan-editing.ts';
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
      why: ({ scope, area, against }) =>
        host.call('runs.why', {
          runId,
          scope,
          ...(area === null ? {} : { area }),
          ...(against === null ? {} : { against }),
        }),
      requests: (of) => host.call('runs.requests', { runId, ...of }),
      request: (id, clock) => host.call('runs.request', { runId, id, clock }),
      grades: (of) => host.call('runs.grades', { runId, ...of }),
    }),
    [host, runId],
  );
  return useMemo(
    () => ({
      source,
      copy: (text, done) => void copy(text, done),
      opensLinks,
      sendAgain: (curl) => sendOnce(host, curl),
      addressOf: (query) => `${location.href.split('#')[0]}#${paths.run(runId, 'analysis')}?${query}`,
    }),
    [host, source, copy, opensLinks, runId],
  );
}

/** As a plan of this one request, of which one step is tried. */
async function sendOnce({ call }: { readonly call: Call }, curl: string): Promise<Result<TriedStep>> {
  const imported = await call('plans.import', { kind: 'curl', text: curl });
  if (!imported.ok) return imported;
  const { text } = imported.value;
  const checked = await call('plans.check', { text });
  if (!checked.ok) return checked;
  const [[className, written] = ['', null]] = Object.entries(
    recordOf(valueAt(checked.value.data, ['classes'])),
  );
  const [task = ''] = Object.keys(recordOf(valueAt(written, ['tasks'])));
  return call('plans.tryStep', { text, className, task, step: 0 });
}
