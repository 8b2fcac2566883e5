import type { Plan } from '../../../../contract/plan.ts';
import { isPrometheus, type WatchSource } from '../../../../contract/watch.ts';
import { parseTemplate, type TemplatePart } from '../../../../workers/engine/values/template.ts';
import type { Path } from './issue.ts';
import { recordSites, type TemplateSite } from './template-sites.ts';

/** A source of a plan, and where it stands. */
interface WatchSite {
  readonly of: string;
  readonly source: WatchSource;
  readonly path: Path;
}

/** Every source that a plan watches, in the order in which it is written. */
export function watchSitesOf(watch: Plan['watch']): WatchSite[] {
  return Object.entries(watch ?? {}).flatMap(([of, spec]) =>
    Array.isArray(spec)
      ? spec.map((source, index) => ({ of, source, path: ['watch', of, index] }))
      : [{ of, source: spec, path: ['watch', of] }],
  );
}

/** Every template of a source: its address, the values of its headers, its queries, and the labels of its metrics. */
export function templatesOfSource(source: WatchSource, path: Path = []): TemplateSite[] {
  if (!isPrometheus(source)) return [];
  const asked =
    source.kind === 'promql'
      ? recordSites(source.queries, [...path, 'queries'])
      : (source.metrics ?? []).flatMap(({ labels }, nth) =>
          Object.values(labels).map((text) => ({ path: [...path, 'metrics', nth], text })),
        );
  return [{ path, text: source.url }, ...recordSites(source.headers, [...path, 'headers']), ...asked];
}

/** Stands where a placeholder is; no address has it. */
export const PLACEHOLDER = '\u0001';

/**
 * An address in which each placeholder is one character, so that its parts are where they are in what it becomes.
 * @returns where host and port are in `marked`, `from` included and `to` not; null: the address does not parse
 */
export function markedAddress(url: string): {
  readonly parts: readonly TemplatePart[];
  readonly marked: string;
  readonly from: number;
  readonly to: number;
} | null {
  const parsed = parseTemplate(url);
  if (!parsed.ok) return null;
  const parts = parsed.value;
  const marked = parts.map((part) => (typeof part === 'string' ? part : PLACEHOLDER)).join('');
  const [, scheme, authority] = /^(https?:\/\/)([^/?#]*)/i.exec(marked) ?? [];
  if (scheme === undefined || authority === undefined) return null;
  const from = scheme.length + authority.lastIndexOf('@') + 1;
  return { parts, marked, from, to: scheme.length + authority.length };
}
