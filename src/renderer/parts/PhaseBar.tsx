import type { ReactNode } from 'react';
import { entriesOf } from '../../contract/keys.ts';
import { Row } from './Box.tsx';
import { Figure } from './Figure.tsx';
import styles from './PhaseBar.module.css';
import { PHASE_LOOKS } from './phase-looks.ts';

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

const COLORS: ReadonlyMap<string, string> = new Map(
  entriesOf(PHASE_LOOKS).map(([phase, { color }]) => [phase, color]),
);

/** What is no phase of a request is quiet. */
function colorOf(phase: string): string {
  return COLORS.get(phase) ?? 'var(--chart-quiet)';
}

const DOT = { display: 'inline-block', width: 8, height: 8, marginRight: 5, borderRadius: 2 };

/** Where the time of a request goes, as a bar and as figures. */
export function PhaseBar({ phases, lead }: Props) {
  return (
    <div>
      <div className={styles.bar} aria-hidden="true">
        {phases.map(({ name, ms }) => (
          <span key={name} style={{ flexGrow: ms, background: colorOf(name) }} />
        ))}
      </div>
      <Row as="ul" wrap gap={16} tone="soft" size="small">
        {lead === undefined ? null : <li>{lead}</li>}
        {phases.map(({ name, ms, figure }) => (
          <li key={name}>
            <span style={{ ...DOT, background: colorOf(name) }} aria-hidden="true" />
            {name} {figure ?? <Figure kind="ms" value={ms} />}
          </li>
        ))}
      </Row>
    </div>
  );
}
