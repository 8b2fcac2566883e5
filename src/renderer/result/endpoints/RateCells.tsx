import type { Rates } from '../../../contract/rates.ts';
import { Figure } from '../../parts/Figure.tsx';

/** The failures that count, and the error rate they come to: `12 (3%)`. */
export function FailedFigure({ rates }: { rates: Rates }) {
  return <Share count={rates.failed} percent={rates.errorRatePercent} />;
}

/** The failures that are left out of the error rate, and their share of all that finished. */
export function LeftOutFigure({ rates }: { rates: Rates }) {
  return <Share count={rates.leftOut} percent={rates.leftOutPercent} />;
}

function Share({ count, percent }: { count: number; percent: number | null }) {
  return (
    <>
      <Figure kind="count" value={count} />
      {count === 0 ? null : (
        <>
          {' ('}
          <Figure kind="percent" value={percent} />)
        </>
      )}
    </>
  );
}
