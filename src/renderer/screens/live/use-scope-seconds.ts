import { useEffect, useRef, useState } from 'react';
import type { Scope } from '../../../contract/area.ts';
import type { ScopeSecond } from '../../../contract/scope-seconds.ts';
import type { Call } from '../../../contract/wire.ts';

type BySecond = ReadonlyMap<number, ScopeSecond>;
interface Known {
  readonly scope: Scope;
  readonly seconds: BySecond;
  /** The first that is not known. */
  readonly next: number;
}

/**
 * What the document does not say of the seconds of a scope, by second: all of them at first, then each as it comes. They
 * are read from what is stored, so a window that was closed meanwhile misses none.
 * @param count seconds that there are
 */
export function useScopeSeconds(
  host: { readonly call: Call },
  { runId, scope, count }: { readonly runId: string; readonly scope: Scope; readonly count: number },
): BySecond {
  const [known, setKnown] = useState<Known>({ scope, seconds: new Map(), next: 0 });
  const isAsking = useRef(false);
  const isOf = known.scope === scope;
  const from = isOf ? known.next : 0;
  const isBehind = from < count;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each second asks again, also where an answer had nothing new
  useEffect(() => {
    if (!isBehind || isAsking.current) return;
    isAsking.current = true;
    void host.call('runs.scopeSeconds', { runId, scope, fromSecond: from }).then((result) => {
      isAsking.current = false;
      if (!result.ok) return;
      const { seconds } = result.value;
      setKnown((before) => {
        const old = before.scope === scope ? before.seconds : [];
        const next = Math.max(from, (seconds.at(-1)?.second ?? -1) + 1);
        return {
          scope,
          seconds: new Map([...old, ...seconds.map((one) => [one.second, one] as const)]),
          next,
        };
      });
    });
  }, [host, runId, scope, from, isBehind, count]);
  return isOf ? known.seconds : NOTHING;
}

const NOTHING: BySecond = new Map();
