import { useEffect, useRef, useState } from 'react';
import type { Result } from '../../contract/failure.ts';
import { type Loadable, loading } from '../stores/loadable.ts';

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
 * @param pulse another one asks the same again; what is shown meanwhile is of that question already
 */
export function useAnswer<Value>(ask: (() => Promise<Result<Value>>) | null, pulse = 0): Answer<Value> {
  const [known, setKnown] = useState<{ readonly of: typeof ask; readonly answer: Loadable<Value> }>({
    of: null,
    answer: loading(),
  });
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
    return () => {
      latest.current = null;
    };
  }, [ask]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a pulse asks again
  useEffect(() => {
    if (ask === null) return;
    void ask().then((result) => {
      // An answer that comes after the next pulse is still one to this question.
      if (latest.current !== ask) return;
      const answer: Loadable<Value> = result.ok
        ? { state: 'ready', value: result.value }
        : { state: 'failed', failure: result.failure };
      setKnown({ of: ask, answer });
    });
  }, [ask, pulse]);
  return { answer: ask === null ? loading() : known.answer, isStale: known.of !== ask };
}
