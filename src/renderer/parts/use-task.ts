import { useState } from 'react';
import type { Failure, Result } from '../../contract/failure.ts';

/** Work that is asked for here: whether it goes on, and why the last of it failed. Buttons that ask are off meanwhile. */
export function useTask() {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async <Answer extends Result<unknown>>(work: Promise<Answer>): Promise<Answer> => {
    setBusy(true);
    try {
      const result = await work;
      setFailure(result.ok ? null : result.failure);
      return result;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, attempt, forget: () => setFailure(null) };
}
