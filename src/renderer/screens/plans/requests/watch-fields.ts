import { failureText } from '../../../../contract/failure.ts';
import { listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { PlanPreview } from '../../../../contract/plan-preview.ts';
import type { RecognisedTarget } from '../../../../contract/recognised-target.ts';
import { parseWatchSource } from '../../../../contract/watch.ts';
import { offersOf, type WatchOffer } from '../../../words/watch-words.ts';
import type { Reader } from '../fields/field-readers.ts';

/** A name that a plan watches, or a service that it could. */
export interface WatchRow {
  readonly name: string;
  readonly isService: boolean;
  /** As lines, one for each source; null: it is written with keys, which only the text has room for. */
  readonly lines: readonly string[] | null;
}

/** The services of a plan, then whatever else it watches. */
export function watchRows(data: unknown): WatchRow[] {
  const services = Object.keys(recordOf(valueAt(data, ['services'])));
  const watched = recordOf(valueAt(data, ['watch']));
  const others = Object.keys(watched).filter((name) => !services.includes(name));
  return [...services, ...others].map((name, at) => ({
    name,
    isService: at < services.length,
    lines: linesOf(Object.hasOwn(watched, name) ? watched[name] : undefined),
  }));
}

function linesOf(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return [];
  const sources = Array.isArray(value) ? listOf(value) : [value];
  return sources.every((source) => typeof source === 'string') ? sources.map(textOf) : null;
}

/**
 * Local processes and containers that a plan could watch, by the service they are offered for: the first at their address, unless
 * that one is watched. What is watched of them by what is set under Services is offered no more.
 */
export function watchOffers(
  recognised: readonly RecognisedTarget[],
  rows: readonly WatchRow[],
  { targets, watches = [] }: Pick<PlanPreview, 'targets' | 'watches'>,
): ReadonlyMap<string, WatchOffer> {
  const watched = [...rows.flatMap(({ lines }) => lines ?? []), ...watches.map(({ source }) => source)];
  return new Map(
    offersOf(recognised, watched).flatMap((offer): [string, WatchOffer][] => {
      const of = targets.find(({ url }) => offer.urls.includes(url))?.service;
      const row = rows.find(({ name }) => name === of);
      const isFree = row === undefined || row.lines?.length === 0;
      return of !== undefined && isFree ? [[of, offer]] : [];
    }),
  );
}

/** One source, or several, each on a line of its own; empty takes the value away. */
export const watchReader: Reader = (text) => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const line of lines) {
    const read = parseWatchSource(line);
    if (!read.ok) return { error: failureText(read.failure) };
  }
  return { value: lines.length < 2 ? lines[0] : lines };
};

/** Where the block of watches stands in the text of a plan; null: nowhere. */
export function watchPlace(text: string): { readonly line: number; readonly column: number } | null {
  const at = text.split('\n').findIndex((line) => /^["']?watch["']?\s*:/.test(line));
  return at === -1 ? null : { line: at + 1, column: 1 };
}
