import type { CapacityDocument } from '../../../contract/capacity.ts';
import { formatClock, NO_VALUE } from '../../../contract/format.ts';
import { Definition } from '../../parts/Definition.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { LeadsTo } from '../../parts/leads.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { ShareBar } from '../../parts/ShareBar.tsx';
import styles from './CapacityView.module.css';

/** In which way it fails beyond what it carries. */
export function FailureModes({
  failureModes: { modes },
  highest,
}: Pick<CapacityDocument, 'failureModes' | 'highest'>) {
  if (modes.length === 0) return null;
  return (
    <Panel
      title={
        <Definition term="failureMode">
          {highest === null ? 'How it fails' : 'How it fails beyond that'}
        </Definition>
      }
      flush
      testId="failure-modes"
    >
      <table className={styles.modes}>
        <thead>
          <tr>
            <th scope="col">Failure</th>
            <th scope="col">Of the requests at loads that missed</th>
            <th scope="col">First seen</th>
          </tr>
        </thead>
        <tbody>
          {modes.map(({ mode, share, firstAtMs }) => (
            <tr key={mode}>
              <th scope="row">{mode}</th>
              <td>
                <Figure kind="share" value={share} />
                <ShareBar share={share} />
              </td>
              <td>
                <FirstSeen atMs={firstAtMs} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function FirstSeen({ atMs }: { atMs: number | null }) {
  if (atMs === null) return NO_VALUE;
  const second = Math.floor(atMs / 1_000);
  return (
    <LeadsTo
      to={{ kind: 'second', service: null, endpoint: null, second, isOfFailures: true }}
      title="Failed requests of this second"
    >
      {formatClock(atMs)}
    </LeadsTo>
  );
}
