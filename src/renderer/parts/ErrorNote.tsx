import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Failure } from '../../contract/failure.ts';
import { SIDE_SENTENCES } from '../words.ts';
import styles from './ErrorNote.module.css';

interface Props {
  readonly failure: Failure;
  readonly actions?: ReactNode;
  /** The answer to what was just done: it is brought into view where it stands below the edge. */
  readonly reveal?: boolean;
}

/** What happened, whose fault it probably is, what to do next. */
export function ErrorNote({ failure, actions, reveal = false }: Props) {
  return (
    <div className={styles.note} role="alert" data-code={failure.code} ref={reveal ? intoView : undefined}>
      <CircleAlert size={16} aria-hidden="true" className={styles.icon} />
      <div className={styles.body}>
        <p className={styles.message}>{failure.message}</p>
        <p className={styles.rest}>
          {SIDE_SENTENCES[failure.side]} {failure.hint}
        </p>
        <p className={styles.code}>{failure.code}</p>
      </div>
      {actions === undefined ? null : <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

function intoView(note: HTMLElement | null): void {
  note?.scrollIntoView({ block: 'nearest' });
}
