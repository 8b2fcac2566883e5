import type { CSSProperties } from 'react';
import type { ErrorRow } from '../../../contract/summary.ts';
import { Note, Row } from '../../parts/Box.tsx';
import { DataTable } from '../../parts/DataTable.tsx';
import { figureColumn } from '../../parts/figure-column.tsx';
import type { ShownStream } from '../../protocols/shown-protocol.ts';
import { type Ending, endingsOf } from './ending-words.ts';

const CELL = { padding: '6px 0', whiteSpace: 'normal' } as const;

/** The tone is said by the words; shape and colour repeat it. */
const DOTS: Readonly<Record<Ending['tone'], CSSProperties>> = {
  planned: { borderRadius: 4, background: 'var(--excellent)' },
  ours: { borderRadius: 1, background: 'var(--ink-3)' },
  fault: { borderRadius: 4, background: 'var(--poor)' },
};

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
            <Row align="baseline" gap={8} breaks style={CELL}>
              <span style={{ flex: 'none', width: 7, height: 7, ...DOTS[tone] }} aria-hidden="true" />
              <div>
                {title}
                <Note breaks>
                  <span className="mono">{cause}</span>
                  {meaning === '' ? null : <> · {meaning}</>}
                </Note>
              </div>
            </Row>
          ),
        },
        figureColumn<Ending>('count', { key: 'count', header: 'Count', width: '76px' }, ({ count }) => count),
      ]}
    />
  );
}
