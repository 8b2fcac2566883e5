import type { ReactNode } from 'react';
import type { BaselineVerdict } from '../../../contract/baseline.ts';
import {
  BASELINE_TABLE_HEADS,
  BASELINE_VERDICT_WORDS,
  baselineTable,
  contextLines,
  unjudgedText,
} from '../../../contract/baseline-words.ts';
import { Note, Stack, Text } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { MiddleText } from '../../parts/MiddleText.tsx';
import { Panel } from '../../parts/Panel.tsx';

type TableRow = ReturnType<typeof baselineTable>[number];

const [FIGURE, BASELINE, RUN, CHANGE, VERDICT] = BASELINE_TABLE_HEADS;
const COLUMNS: readonly Column<TableRow>[] = [
  { key: 'name', header: FIGURE, isName: true, cell: ({ name }) => <MiddleText text={name} /> },
  { key: 'baseline', header: BASELINE, align: 'end', width: '110px', cell: ({ baseline }) => baseline },
  { key: 'run', header: RUN, align: 'end', width: '110px', cell: ({ run }) => run },
  {
    key: 'change',
    header: CHANGE,
    align: 'end',
    width: '270px',
    cell: ({ change, isRegressed }) => <Text tone={isRegressed ? 'poor' : undefined}>{change}</Text>,
  },
  { key: 'verdict', header: VERDICT, width: '150px', cell: ({ verdict }) => verdict },
];

/** What came of holding the run against a baseline: the sentence, what differs, every figure that is judged. */
export function BaselinePanel({ verdict, actions }: { verdict: BaselineVerdict; actions?: ReactNode }) {
  const { name, sentence, assumption, excluded } = verdict;
  const rows = baselineTable(verdict);
  const notes = [
    assumption,
    unjudgedText(verdict),
    ...excluded.map(({ runId, reason }) => `Left out: run ${runId}, ${reason}.`),
    ...contextLines(verdict),
  ].filter((text) => text !== '');
  return (
    <Panel
      title={`Baseline ${name}`}
      aside={BASELINE_VERDICT_WORDS[verdict.verdict]}
      actions={actions}
      testId="baseline"
    >
      <Stack gap={10}>
        <Text as="p" tone={verdict.verdict === 'regressed' ? 'poor' : undefined}>
          {sentence}
        </Text>
        {notes.map((note) => (
          <Note key={note}>{note}</Note>
        ))}
        {rows.length === 0 ? null : (
          <DataTable
            label={`Figures against baseline ${name}`}
            columns={COLUMNS}
            rows={rows}
            rowKey={(row) => row.name}
            minWidth={640}
          />
        )}
      </Stack>
    </Panel>
  );
}
