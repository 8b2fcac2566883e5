import { useState } from 'react';
import type { Failure } from '../../contract/failure.ts';
import type { ReadCurl } from '../../contract/wire.ts';
import { useWorkbench } from '../stores/workbench.tsx';

/** Whether what is pasted is a cURL command, as browsers and terminals copy it. */
export function isCurl(text: string): boolean {
  return /^\s*(?:[$>#%]\s+)?curl(?:\.exe)?\s/i.test(text);
}

/** Has cURL commands read into fields, and hands them on. */
export function useReadCurl(onRead: (read: ReadCurl) => void) {
  const { host } = useWorkbench();
  const [failure, setFailure] = useState<Failure | null>(null);
  return {
    failure,
    forget: () => setFailure(null),
    read: async (text: string): Promise<Failure | null> => {
      const result = await host.call('plans.readCurl', { text });
      setFailure(result.ok ? null : result.failure);
      if (!result.ok) return result.failure;
      onRead(result.value);
      return null;
    },
  };
}
