import type { ReactNode } from 'react';
import { Row } from './Box.tsx';
import { Figure } from './Figure.tsx';
import styles from './PhaseBar.module.css';

interface Props {
  readonly phases: readonly {
    readonly name: string;
    readonly ms: number;
    /** In place of the plain number, where it needs more than that. */
    readonly figure?: ReactNode;
  }[];
  /** What the figures are of, before them. */
  readonly lead?: ReactNode;
}

/** Where the time of a request goes, as a bar and as figures. */
export function PhaseBar({ phases, lead }: Props) {
  return (
    <div className={styles.phases}>
      <div className={styles.bar} aria-hidden="true">
        {phases.map(({ name, ms }) => (
          <span key={name} data-phase={name} style={{ flexGrow: ms }} />
        ))}
      </div>
      <Row as="ul" wrap gap={16} tone="soft" size="small">
        {lead === undefined ? null : <li>{lead}</li>}
        {phases.map(({ name, ms, figure }) => (
          <li key={name}>
            <span className={styles.dot} data-phase={name} aria-hidden="true" />
            {name} {figure ?? <Figure kind="ms" value={ms} />}
          </li>
        ))}
      </Row>
    </div>
  );
}
