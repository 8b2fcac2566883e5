import { useState } from 'react';
import type { Failure, Result } from '../../contract/failure.ts';

/** Work that is asked for here, one at a time: whether it goes on, and why the last one failed. */
export function useTask() {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [busy, setBusy] = useState(false);
  const attempt = async <Answer extends Result<unknown>>(work: Promise<Answer>): Promise<Answer> => {
    setBusy(true);
    const result = await work;
    setBusy(false);
    setFailure(result.ok ? null : result.failure);
    return result;
  };
  return { busy, failure, attempt, forget: () => setFailure(null) };
}
