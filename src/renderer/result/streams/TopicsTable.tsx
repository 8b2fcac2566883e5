import type { Summary } from '../../../contract/summary.ts';
import { DataTable } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { ShareBar } from './ShareBar.tsx';
import styles from './TopicsTable.module.css';

type Topic = NonNullable<Summary['webSocket']>['topics'][number];

/** What came in, by topic or, without one, by type. */
export function TopicsTable({ topics, what }: { topics: readonly Topic[]; what: 'Messages' | 'Events' }) {
  const most = topics.reduce((top, row) => Math.max(top, row.count), 0);
  return (
    <DataTable
      label={`${what} by topic`}
      rows={topics}
      rowKey={(row) => row.topic}
      testId="topics"
      empty={<p className={styles.none}>Nothing has come in.</p>}
      columns={[
        {
          key: 'topic',
          header: what === 'Events' ? 'Event' : 'Topic or type',
          cell: (row) => (
            <span className="mono" title={row.topic}>
              {row.topic}
            </span>
          ),
        },
        {
          key: 'share',
          header: 'Share',
          hideHeader: true,
          width: '22%',
          cell: (row) => <ShareBar share={most === 0 ? 0 : row.count / most} />,
        },
        {
          key: 'count',
          header: what,
          width: '96px',
          align: 'end',
          sortValue: (row) => row.count,
          cell: (row) => <Figure kind="count" value={row.count} />,
        },
        {
          key: 'bytes',
          header: 'Size',
          width: '92px',
          align: 'end',
          sortValue: (row) => row.bytes,
          cell: (row) => <Figure kind="bytes" value={row.bytes} />,
        },
      ]}
    />
  );
}
