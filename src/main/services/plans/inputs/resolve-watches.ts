import type { RunPlan } from '../../../../contract/run-plan.ts';
import { isPrometheus, type Watch, type WatchSource } from '../../../../contract/watch.ts';
import type { RunInputs } from '../../../../workers/engine/values/port.ts';
import { printTemplate } from '../../../../workers/engine/values/template.ts';
import { createValueSource } from '../../../../workers/engine/values/value-source.ts';
import { markedAddress } from '../text/watch-sites.ts';

/**
 * The watches of a run with their texts put in: for whoever reads them alone, never stored. A value is percent-encoded in
 * an address, except in the place of host and port, which is what it stands for there.
 */
export function resolveWatches(
  { watches = [], values }: Pick<RunPlan, 'watches' | 'values'>,
  { secrets }: Pick<RunInputs, 'secrets'>,
): Watch[] {
  const source = createValueSource(
    { values, scenarios: [] },
    { inputs: { secrets }, random: () => 0, now: () => 0, thread: { index: 0, count: 1 } },
  );
  const scope = source.openScope(0);
  const texts = (record: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(record).map(([name, text]) => [name, source.compileText(text).render(scope)]),
    );
  const address = (url: string) => source.compilePath(withPlainHost(url)).render(scope);
  const filled = (read: WatchSource): WatchSource => {
    if (!isPrometheus(read)) return read;
    const at = {
      url: address(read.url),
      ...(read.headers !== undefined && { headers: texts(read.headers) }),
    };
    if (read.kind === 'promql') return { ...read, ...at, queries: texts(read.queries) };
    const metrics = read.metrics?.map((metric) =>
      Object.values(metric.labels).some((text) => text.includes('{{'))
        ? { ...metric, labels: texts(metric.labels), shownLabels: metric.labels }
        : metric,
    );
    return { ...read, ...at, ...(metrics !== undefined && { metrics }) };
  };
  return watches.map((watch) => ({ ...watch, source: filled(watch.source) }));
}

function withPlainHost(url: string): string {
  const address = markedAddress(url);
  if (address === null) return url;
  let at = 0;
  const parts = address.parts.map((part) => {
    const isInHost = at >= address.from && at < address.to;
    at += typeof part === 'string' ? part.length : 1;
    return typeof part !== 'string' && part.filter === null && isInHost
      ? { ...part, filter: 'raw' as const }
      : part;
  });
  return printTemplate(parts);
}
