import type { Summary } from '../../../contract/summary.ts';
import { Note, Text } from '../../parts/Box.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { ShareBar } from '../../parts/ShareBar.tsx';

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
      empty={
        <Note size="body" style={{ padding: '10px 16px 12px' }}>
          Nothing has come in.
        </Note>
      }
      columns={[
        {
          key: 'topic',
          header: what === 'Events' ? 'Event' : 'Topic or type',
          cell: (row) => (
            <Text mono title={row.topic}>
              {row.topic}
            </Text>
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
