import type { Summary } from '../../../contract/summary.ts';
import type { StreamKey } from '../../charts/stream-charts.ts';
import { Note, Text } from '../../parts/Box.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import { ShareBar } from '../../parts/ShareBar.tsx';

type Topic = NonNullable<Summary[StreamKey]>['topics'][number];

interface Props {
  readonly topics: readonly Topic[];
  /** What came in, and what it is counted by. */
  readonly what: string;
  readonly by: string;
}

/** What came in, by topic or, without one, by type. */
export function TopicsTable({ topics, what, by }: Props) {
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
          header: by,
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
        figureColumn<Topic>('count', { key: 'count', header: what, width: '96px' }, (row) => row.count, true),
        figureColumn<Topic>(
          'bytes',
          { key: 'bytes', header: 'Size', width: '92px' },
          (row) => row.bytes,
          true,
        ),
      ]}
    />
  );
}
