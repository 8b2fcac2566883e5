import { Copy } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatBytes } from '../../../contract/format.ts';
import { overrideRows } from '../../../contract/override-rows.ts';
import type { RunDetail } from '../../../contract/wire.ts';
import { Button } from '../../parts/Button.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { useCopy } from '../../parts/use-copy.ts';
import styles from './EnvironmentTab.module.css';

/** What was run, with what, where: all that is needed to run it again. */
export function EnvironmentTab({ detail }: { detail: RunDetail }) {
  return (
    <div className={styles.halves}>
      <PlanPanel detail={detail} />
      <div className={styles.column}>
        <OverridesPanel overrides={detail.overrides} />
        <MachinePanel detail={detail} />
        <TargetsPanel detail={detail} />
      </div>
    </div>
  );
}

function PlanPanel({ detail }: { detail: RunDetail }) {
  const copy = useCopy();
  return (
    <Panel
      title="Plan"
      actions={
        <Button
          size="small"
          look="quiet"
          icon={<Copy size={13} aria-hidden="true" />}
          onClick={() => copy(detail.planText, 'Plan copied to the clipboard.')}
        >
          Copy
        </Button>
      }
    >
      {detail.summary.run.description === '' ? null : (
        <p className={styles.description}>{detail.summary.run.description}</p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text must be reachable by keyboard */}
      <pre className={styles.plan} tabIndex={0}>
        {detail.planText}
      </pre>
    </Panel>
  );
}

function OverridesPanel({ overrides }: { overrides: RunDetail['overrides'] }) {
  const rows = overrideRows(overrides);
  return (
    <Panel title="Set for this run">
      {rows.length === 0 ? <p className="muted">Nothing: run as written.</p> : null}
      <Facts rows={rows} />
    </Panel>
  );
}

function MachinePanel({ detail }: { detail: RunDetail }) {
  const { environment } = detail.summary.run;
  return (
    <Panel title="Machine">
      <Facts
        rows={[
          ['Plimsoll', environment.plimsoll],
          ['Engine', environment.engine],
          ['Node', environment.node],
          ['System', environment.os],
          ['CPU', environment.cpu],
          ['Cores, load threads', `${environment.cores}, ${environment.threads}`],
          ['Memory', formatBytes(environment.memoryBytes)],
          ['Host', environment.hostname],
          [
            'Non-default settings',
            environment.deviations.length === 0 ? 'nothing' : environment.deviations.join('; '),
          ],
        ]}
      />
    </Panel>
  );
}

function TargetsPanel({ detail }: { detail: RunDetail }) {
  return (
    <Panel title="Targets">
      <Facts
        rows={detail.summary.run.environment.targets.map(({ service, url, address }) => [
          service,
          <span key={service} className="mono">
            {url}
            {address === null ? '' : ` → ${address}`}
          </span>,
        ])}
      />
    </Panel>
  );
}

function Facts({ rows }: { rows: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
