import type { ErrorRow } from '../../../contract/summary.ts';
import { Note } from '../../parts/Box.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import type { ShownStream } from '../../protocols/shown-protocol.ts';
import styles from './EndingsTable.module.css';
import { type Ending, endingsOf } from './ending-words.ts';

interface Props {
  readonly stream: ShownStream;
  readonly closedBy: Readonly<Record<string, number>>;
  readonly errors: readonly ErrorRow[];
}

/** How connections ended: what happened in words, the code for programs, and how often. */
export function EndingsTable({ stream, closedBy, errors }: Props) {
  return (
    <DataTable
      label={`How each ${stream.one} ended`}
      testId="endings"
      rows={endingsOf(closedBy, stream, errors)}
      rowKey={({ cause }) => cause}
      empty={<Note pad="normal">No {stream.one} has ended so far.</Note>}
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
        figureColumn<Ending>('count', { key: 'count', header: 'Count', width: '76px' }, ({ count }) => count),
      ]}
    />
  );
}
