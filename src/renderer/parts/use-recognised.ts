import { useEffect, useMemo, useState } from 'react';
import { succeed } from '../../contract/failure.ts';
import type { RecognisedTarget } from '../../contract/recognised-target.ts';
import { useWorkbench } from '../stores/workbench.tsx';

/** What listens on this machine at these addresses, and can be watched. @param beat asked anew when it changes, as with the addresses */
export function useRecognised(urls: readonly string[], beat = ''): readonly RecognisedTarget[] {
  const { host } = useWorkbench();
  const [found, setFound] = useState<readonly RecognisedTarget[]>([]);
  const wanted = useMemo(() => [...new Set(urls)].sort().join('\n'), [urls]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew with every beat
  useEffect(() => {
    let overtaken = false;
    const ask = async () => {
      const asked = wanted.split('\n').filter((url) => url !== '');
      const answer = asked.length === 0 ? succeed([]) : await host.call('target.recognise', { urls: asked });
      // Where it cannot be told, nothing is offered.
      if (!overtaken) setFound(answer.ok ? answer.value : []);
    };
    void ask();
    return () => {
      overtaken = true;
    };
  }, [host, wanted, beat]);
  return found;
}
