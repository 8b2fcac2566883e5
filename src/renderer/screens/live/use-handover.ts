import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { RunRow } from '../../../contract/wire.ts';
import { paths } from '../../words/navigation.ts';

/** Long enough to see that it ended and how; short enough not to wait for. */
const PAUSE_MS = 2_500;

/** When the run that was watched ends, its result opens by itself, unless the reader wants to stay. */
export function useHandover(row: RunRow | null) {
  const [stayed, setStayed] = useState(false);
  const watched = useRef(false);
  const [, navigate] = useLocation();
  const running = row?.state === 'running';
  if (running) watched.current = true;
  /** The result opens by itself in a moment. */
  const pending = row !== null && !running && !stayed;
  const runId = row?.runId;
  useEffect(() => {
    if (!pending || runId === undefined) return;
    // A run that had ended before this page was opened is not news.
    const timer = setTimeout(
      () => navigate(paths.run(runId), { replace: true }),
      watched.current ? PAUSE_MS : 0,
    );
    return () => clearTimeout(timer);
  }, [pending, runId, navigate]);
  return { pending, stay: useCallback(() => setStayed(true), []) };
}
