import type { PartKey } from '../../../../contract/protocols/document-part.ts';
import type { ClassProtocol } from '../../../../contract/protocols/protocols.ts';
import { indexesWhere, type Series } from '../../../../contract/series.ts';
import type { Summary } from '../../../../contract/summary.ts';
import { distributionOf } from '../../../../workers/engine/verdicts/evidence.ts';
import { summaryParts } from '../../../protocols/parts.ts';
import type { Measured } from '../counts/measured.ts';
import { openPercent } from '../counts/open-time.ts';
import type { ProtocolRun } from './protocol-figures.ts';
import type { StreamPhases } from './stream-phases.ts';
import { noTotals } from './stream-totals.ts';

/**
 * The parts of the summary about connections that are held; null where the plan opens none.
 * @param ended whether the run is over, so that what is in its handshake stays unanswered
 */
export function summarizeStreams(
  measured: Measured,
  phases: StreamPhases,
  ended: boolean,
): Pick<Summary, PartKey> {
  return summaryParts((kind) =>
    measured.load.some(({ protocol }) => protocol === kind) ? runOf(kind, measured, { phases, ended }) : null,
  );
}

function runOf(
  kind: ClassProtocol,
  measured: Measured,
  { phases, ended }: { readonly phases: StreamPhases; readonly ended: boolean },
): ProtocolRun {
  const totals = measured.streams.totals(kind) ?? noTotals();
  const own = measured.load.filter(({ protocol }) => protocol === kind);
  const { openBefore, attempted, opened, failed, closed, reconnects } = totals;
  return {
    totals,
    counts: {
      openAtStart: openBefore,
      attempted,
      opened,
      failed,
      unanswered: ended ? totals.states.handshaking : 0,
      closed,
      reconnects,
      closedBy: Object.fromEntries(totals.closedBy),
      topics: [...totals.topics]
        .map(([topic, seen]) => ({ topic, ...seen }))
        .toSorted((a, b) => b.count - a.count),
    },
    times(role) {
      const { series } = measured.plan;
      const isOwn = (one: Series) => one.role === role && one.source === 'stream' && one.protocol === kind;
      return distributionOf(measured.latency(indexesWhere(series, isOwn)));
    },
    sequenced: own.some(({ sequenced }) => sequenced),
    stamped: own.some(({ stamped }) => stamped),
    openPercent: () => (ended ? openPercent(measured, kind) : null),
    phases: () => phases.summarize(),
  };
}
