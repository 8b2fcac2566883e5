import { failureText } from '../../contract/failure.ts';
import { counted } from '../../contract/format.ts';
import type { RecognisedTarget } from '../../contract/recognised-target.ts';
import { isPrometheus, parseWatchSource, printWatchSource } from '../../contract/watch.ts';

/** A local process or container that can be watched with one click. */
export interface WatchOffer {
  /** The addresses at which it listens. */
  readonly urls: readonly string[];
  /** `node server.js (pid 4711)`, `container shop-db`. */
  readonly name: string;
  /** As `parseWatchSource` reads it. */
  readonly source: string;
}

/** What can be watched of what was recognised, each once, without what is watched already. */
export function offersOf(
  recognised: readonly RecognisedTarget[],
  watched: readonly string[] = [],
): WatchOffer[] {
  return recognised.flatMap(({ urls, process, watch }) => {
    if (watch === null) return [];
    const source = printWatchSource(watch);
    const same = process === null ? [source] : [source, `pid:${process.pid}`];
    if (watched.some((one) => same.includes(one))) return [];
    const name =
      process === null ? source.replace(/^docker:/, 'container ') : `${process.name} (pid ${process.pid})`;
    return [{ urls, name, source }];
  });
}

/** A source in a few words: of what has an address that, and how many metrics or queries are asked of it. */
export function watchSourceText(text: string): string {
  const read = parseWatchSource(text);
  if (!read.ok || !isPrometheus(read.value)) return text;
  const place = read.value.url.replace(/^https?:\/\//i, '');
  if (read.value.kind === 'promql')
    return `${place}, ${counted(Object.keys(read.value.queries).length, 'query', 'queries')}`;
  const { metrics } = read.value;
  return metrics === undefined ? place : `${place}, ${counted(metrics.length, 'metric')}`;
}

/** What is wrong with a source as it was typed; null: nothing, or nothing was typed. */
export function watchError(text: string): string | null {
  if (text.trim() === '') return null;
  const read = parseWatchSource(text.trim());
  return read.ok ? null : failureText(read.failure);
}

/** Forms of a source, as an example in its field. */
export const WATCH_EXAMPLE = 'docker:NAME or prometheus:URL';
export const WATCH_HINT =
  'Read once a second in every run: port:8000, pid:4711, docker:NAME, or prometheus:http://localhost:9187/metrics.';
