import { useCallback, useEffect, useRef, useState } from 'react';
import type { Failure } from '../../../../contract/failure.ts';
import type { RequestFilter, RequestOrder, RequestRow } from '../../../../contract/request-rows.ts';
import type { Micros } from '../../../../contract/units.ts';
import type { AnalysisSource } from '../analysis-source.ts';

const PAGE = 200;

/** The kept requests that match, of which only the pages that were looked at are here. */
export interface RequestRows {
  readonly isKnown: boolean;
  /** What is here still answers the question before. */
  readonly isStale: boolean;
  readonly failure: Failure | null;
  readonly kept: number;
  /** Of them, those that are listed. */
  readonly listed: number;
  /** Of this time more were chosen than are stored. */
  readonly wereDropped: boolean;
  /** Requests that they stand for. */
  readonly standFor: number;
  /** How many they stand for is an estimate. */
  readonly isEstimate: boolean;
  /** Of those that are here. */
  readonly longestUs: Micros;
  /** The run keeps no requests at all. */
  readonly isOld: boolean;
  at(index: number): RequestRow | undefined;
  /** −1: it is not among those that are here. */
  indexOf(id: string | null): number;
  /** Asks for what is missing from the one to before the other. */
  need(from: number, to: number): void;
}

interface Pages {
  /** What was asked. */
  readonly of: ListedRequests | null;
  readonly isKnown: boolean;
  readonly failure: Failure | null;
  readonly kept: number;
  readonly listed: number;
  readonly wereDropped: boolean;
  readonly standFor: number;
  readonly isEstimate: boolean;
  readonly longestUs: Micros;
  readonly rows: readonly (RequestRow | undefined)[];
}

const NONE: Pages = {
  of: null,
  isKnown: false,
  failure: null,
  kept: 0,
  listed: 0,
  wereDropped: false,
  standFor: 0,
  isEstimate: false,
  longestUs: 0,
  rows: [],
};

/** Which requests, in which order. */
interface ListedRequests {
  readonly filter: RequestFilter;
  readonly order: RequestOrder;
}

/**
 * @param of stays the same object while it asks for the same
 * @param pulse another one asks anew for all pages that are here
 */
export function useRequestRows(
  source: AnalysisSource,
  of: ListedRequests,
  { isOld, pulse }: { readonly isOld: boolean; readonly pulse: number },
): RequestRows {
  const [pages, setPages] = useState(NONE);
  const asked = useRef(new Set<number>());
  const wanted = useRef(of);
  const fetch = useCallback(
    async (page: number) => {
      if (asked.current.has(page)) return;
      asked.current.add(page);
      const result = await source.requests({ ...of, from: page * PAGE, limit: PAGE });
      if (wanted.current !== of) return;
      if (!result.ok) {
        // What could not be told is asked for again when it is scrolled to again.
        asked.current.delete(page);
        return setPages((known) => ({ ...known, of, isKnown: true, failure: result.failure }));
      }
      const { rows, ...counts } = result.value;
      setPages((known) => {
        // The first answer to another question replaces what stood there.
        const all = known.of === of ? known.rows.slice() : [];
        for (const [nth, row] of rows.entries()) all[page * PAGE + nth] = row;
        const longestUs = all.reduce((most, row) => Math.max(most, row?.durationUs ?? 0), 0);
        return { ...counts, of, isKnown: true, failure: null, longestUs, rows: all };
      });
    },
    [source, of],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: a pulse asks again
  useEffect(() => {
    const isSame = wanted.current === of;
    const known = isSame ? [...asked.current] : [];
    wanted.current = of;
    asked.current = new Set();
    for (const page of known.length === 0 ? [0] : known) void fetch(page);
  }, [fetch, of, pulse]);
  const { rows, listed } = pages;
  const need = useCallback(
    (from: number, to: number) => {
      for (let page = Math.floor(from / PAGE); page * PAGE < Math.min(to, listed); page += 1)
        void fetch(page);
    },
    [fetch, listed],
  );
  const at = useCallback((index: number) => rows[index], [rows]);
  const indexOf = useCallback((id: string | null) => rows.findIndex((row) => row?.id === id), [rows]);
  return { ...pages, isStale: pages.of !== of, isOld, at, indexOf, need };
}
