import { useEffect, useState } from 'react';
import type { Result } from '../../contract/failure.ts';
import { LOADING, type Loadable } from '../stores/loadable.ts';

export interface Answer<Value> {
  /** The last answer, also while the next one is waited for. */
  readonly answer: Loadable<Value>;
  /** What is shown is of what was asked before. */
  readonly isStale: boolean;
}

/**
 * What is asked anew whenever the question changes: the last answer stands until the next is there, and one that was
 * overtaken is thrown away.
 * @param ask stays the same function while the question is the same; null: there is none
 */
export function useAnswer<Value>(ask: (() => Promise<Result<Value>>) | null): Answer<Value> {
  const [known, setKnown] = useState<{ readonly of: typeof ask; readonly answer: Loadable<Value> }>({
    of: null,
    answer: LOADING,
  });
  useEffect(() => {
    if (ask === null) return;
    let isWanted = true;
    void ask().then((result) => {
      if (!isWanted) return;
      const answer: Loadable<Value> = result.ok
        ? { state: 'ready', value: result.value }
        : { state: 'failed', failure: result.failure };
      setKnown({ of: ask, answer });
    });
    return () => {
      isWanted = false;
    };
  }, [ask]);
  return { answer: ask === null ? LOADING : known.answer, isStale: known.of !== ask };
}
