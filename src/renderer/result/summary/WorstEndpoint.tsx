import { drainNote, worstEndpoint } from '../../../contract/rate-words.ts';
import type { Summary } from '../../../contract/summary.ts';

/** What the figures of the whole can hide: the worst endpoint, and what came to an end after the plan had. */
export function WorstEndpoint({ summary }: { summary: Summary }) {
  const worst = worstEndpoint(summary);
  const drained = drainNote(summary.drain);
  return (
    <>
      {worst === null ? null : (
        <p data-testid="worst-endpoint">
          <strong>{worst.label}:</strong> {worst.text}.
        </p>
      )}
      {drained === '' ? null : (
        <p data-testid="drained">
          {drained.charAt(0).toUpperCase()}
          {drained.slice(1)}.
        </p>
      )}
    </>
  );
}
