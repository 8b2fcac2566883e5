import type { RunPlan } from '../../../contract/run-plan.ts';
import type { WatchSource } from '../../../contract/watch.ts';
import type { RunInputs, TextTemplate } from '../../../workers/engine/values/port.ts';
import { createValueSource } from '../../../workers/engine/values/value-source.ts';
import type { Watching } from '../../../workers/threads/crew-port.ts';
import type { Ports } from '../ports.ts';

interface WatchingParts {
  readonly plan: Pick<RunPlan, 'values' | 'scenarios' | 'watches'>;
  readonly inputs: RunInputs;
  /** The thread that watches. */
  readonly entry: URL;
  readonly ports: Pick<Ports, 'now' | 'random'>;
}

/**
 * What is to be watched beside a run, with the values of the plan put into addresses and headers: they may hold secrets now, and
 * are for the thread that watches alone. A text that names a value nobody gave stays as it is written.
 */
export function watchingOf({ plan, inputs, entry, ports }: WatchingParts): { readonly watching?: Watching } {
  const { watches = [] } = plan;
  if (watches.length === 0) return {};
  const { now, random } = ports;
  const values = createValueSource(plan, { inputs, now, random, thread: { index: 0, count: 1 } });
  const scope = values.openScope(0);
  const rendered = (template: TextTemplate, written: string) => {
    const text = template.constant ?? template.render(scope);
    return scope.takeProblem() === null ? text : written;
  };
  const headersOf = (headers: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, rendered(values.compileText(text), text)]),
    );
  const resolved = (source: WatchSource): WatchSource => {
    if (!('url' in source)) return source;
    return {
      ...source,
      url: withPlainHost(rendered(values.compilePath(source.url), source.url)),
      ...(source.headers === undefined ? {} : { headers: headersOf(source.headers) }),
    };
  };
  return { watching: { entry, sources: watches.map(({ source }) => resolved(source)) } };
}

/** Values are percent-encoded in an address; of a host and its port, nothing is. */
function withPlainHost(url: string): string {
  return url.replace(/^(https?:\/\/(?:[^/?#]*@)?)([^/?#]*)/i, (_, before: string, host: string) => {
    return before + host.replace(/%(?:3A|5B|5D)/gi, decodeURIComponent);
  });
}
