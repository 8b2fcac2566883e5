import type { ReactNode } from 'react';
import type { Grading } from '../../../contract/grading.ts';
import {
  figureBeside,
  type GradesBeside,
  gradesSideBySide,
  gradingHead,
  gradingSentence,
  untoldSentences,
} from '../../../contract/grading-words.ts';
import { statisticWord } from '../../../contract/percentiles.ts';
import type { Summary } from '../../../contract/summary.ts';
import { Box, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { GradeBadge } from '../../parts/GradeBadge.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { VerdictMark } from '../../parts/VerdictMark.tsx';
import { METRIC_WORDS } from '../../words/words.ts';

interface Props {
  readonly summary: Pick<Summary, 'gradings'>;
  /** Lets another grading count; absent: nobody can, as in a report. */
  readonly onCount?: (number: number) => void;
}

/** Every grading of a run beside the others, and which gate counts; nothing where it was graded once. */
export function GradingsPanel({ summary, onCount }: Props) {
  const { gradings = [] } = summary;
  const sentence = gradingSentence(summary);
  if (sentence === '') return null;
  const untold = untoldSentences(gradings);
  return (
    <Panel title="Gradings" aside="each was added; none was replaced" flush testId="gradings">
      <Box pad="sides" below={10}>
        <p data-testid="gradings-sentence">{sentence}</p>
      </Box>
      <Box as="ul" divided>
        {gradings.map((grading) => (
          <GradingLine key={grading.number} grading={grading} onCount={onCount} />
        ))}
      </Box>
      <DataTable
        label="Grades side by side"
        columns={columnsOf(gradings)}
        rows={gradesSideBySide(gradings)}
        rowKey={({ key }) => key}
        minWidth={280 + 220 * gradings.length}
      />
      {untold.length === 0 ? null : (
        <Note as="ul" pad="foot">
          {untold.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </Note>
      )}
    </Panel>
  );
}

function GradingLine({ grading, onCount }: { grading: Grading; onCount: Props['onCount'] }) {
  const { counts, overall } = grading;
  return (
    <Row as="li" gap={12} pad="sides" style={{ minHeight: 40 }} data-counts={counts}>
      <VerdictMark of={overall.outcome} />
      <Stack grow>
        <Text weight={counts ? 'semibold' : 'medium'}>{gradingHead(grading)}</Text>
        <Note as="span">{overall.sentence}</Note>
      </Stack>
      {counts || onCount === undefined ? null : (
        <Button
          size="small"
          onClick={() => onCount(grading.number)}
          aria-label={`Let grading ${grading.number} count`}
        >
          Let it count
        </Button>
      )}
    </Row>
  );
}

function columnsOf(gradings: readonly Grading[]): Column<GradesBeside>[] {
  return [
    {
      key: 'what',
      header: 'What',
      isName: true,
      cell: ({ service, endpoint, metric, statistic }) => (
        <Stack as="span">
          <Text clip weight="medium">
            {endpoint ?? service}
          </Text>
          <Note as="span" clip>
            {endpoint === null ? '' : `${service} · `}
            {METRIC_WORDS[metric]}
            {statistic === null ? '' : `, ${statisticWord(statistic)}`}
          </Note>
        </Stack>
      ),
    },
    ...gradings.map(
      (grading, nth): Column<GradesBeside> => ({
        key: String(grading.number),
        header: gradingHead(grading),
        cell: ({ cells }) => <Cell cell={cells[nth] ?? null} />,
      }),
    ),
  ];
}

function Cell({ cell }: { cell: GradesBeside['cells'][number] }): ReactNode {
  if (cell === null) return <span className="muted">–</span>;
  return (
    <Stack align="start" title={cell.note}>
      <GradeBadge grade={cell.grade} />
      <Note as="span" style={{ paddingLeft: 22 }}>
        {figureBeside(cell)}
      </Note>
    </Stack>
  );
}
