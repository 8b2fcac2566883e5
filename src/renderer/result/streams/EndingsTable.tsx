import type { ErrorRow } from '../../../contract/summary.ts';
import { Note } from '../../parts/Box.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import styles from './EndingsTable.module.css';
import { endingsOf } from './ending-words.ts';

interface Props {
  readonly closedBy: Readonly<Record<string, number>>;
  readonly errors: readonly ErrorRow[];
  readonly what: 'connection' | 'stream';
}

/** How connections ended: what happened in words, the code for programs, and how often. */
export function EndingsTable({ closedBy, errors, what }: Props) {
  return (
    <DataTable
      label={`How each ${what} ended`}
      testId="endings"
      rows={endingsOf(closedBy, errors, what)}
      rowKey={({ cause }) => cause}
      empty={<Note pad="normal">No {what} has ended so far.</Note>}
      columns={[
        {
          key: 'what',
          header: 'What happened',
          cell: ({ title, tone, cause, meaning }) => (
            <div className={styles.ending} data-tone={tone}>
              {title}
              <Note breaks>
                <span className="mono">{cause}</span>
                {meaning === '' ? null : <> · {meaning}</>}
              </Note>
            </div>
          ),
        },
        {
          key: 'count',
          header: 'Count',
          width: '76px',
          align: 'end',
          cell: ({ count }) => <Figure kind="count" value={count} />,
        },
      ]}
    />
  );
}
