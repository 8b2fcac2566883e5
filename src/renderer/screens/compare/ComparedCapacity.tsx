import { useMemo } from 'react';
import type { CapacityDocument, CapacityStep } from '../../../contract/capacity.ts';
import { levelText, triedSteps } from '../../../contract/capacity-words.ts';
import { NO_VALUE } from '../../../contract/format.ts';
import type { Comparison } from '../../../contract/comparison.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { comparedByLoad } from '../../charts/capacity-charts.ts';
import { Grid, Note, Row, Stack, Text } from '../../parts/Box.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { SearchOutcome } from '../../result/capacity/SearchOutcome.tsx';
import { StepMark } from '../../result/capacity/StepMark.tsx';

type Compared = NonNullable<Comparison['capacity']>;
const LETTERS = ['a', 'b'] as const;

/** Two searches: both answers, their curves over each other, and what each showed at which load. */
export function ComparedCapacity({ capacity }: { capacity: Compared }) {
  const model = useMemo(() => comparedByLoad(capacity.a, capacity.b), [capacity]);
  return (
    <Panel title="Capacity" aside={capacity.sentence} flush testId="compared-capacity">
      <Grid columns="repeat(2, minmax(0, 1fr))" gap={16} style={{ padding: '0 16px 12px' }}>
        {LETTERS.map((letter) => (
          <Answer key={letter} letter={letter} of={capacity[letter]} />
        ))}
      </Grid>
      {model.x.length === 0 ? null : (
        <ChartFrame title="Response time by load" term="percentile" model={model} height={240} xTitle="Load" />
      )}
      <DataTable
        label="Steps of both searches"
        columns={columnsOf(capacity)}
        rows={rowsOf(capacity)}
        rowKey={({ level }) => String(level)}
        minWidth={760}
      />
    </Panel>
  );
}

function Answer({ letter, of }: { letter: 'a' | 'b'; of: CapacityDocument }) {
  return (
    <Stack gap={4}>
      <Row gap={8}>
        <Text weight="semibold">{letter.toUpperCase()}</Text>
        <SearchOutcome outcome={of.outcome} />
      </Row>
      <Text as="p" size="lead" weight="medium">
        {of.sentence}
      </Text>
      {of.firstFailing === null ? null : <Note>{of.firstFailing.sentence}</Note>}
    </Stack>
  );
}

interface LoadRow {
  readonly level: number;
  /** The last step at that load; undefined: it was not tried. */
  readonly a: CapacityStep | undefined;
  readonly b: CapacityStep | undefined;
}

/** By load, ascending. */
function rowsOf({ a, b }: Compared): LoadRow[] {
  const steps = { a: lastAt(a), b: lastAt(b) };
  const levels = [...new Set([...steps.a.keys(), ...steps.b.keys()])].sort((one, other) => one - other);
  return levels.map((level) => ({ level, a: steps.a.get(level), b: steps.b.get(level) }));
}

function lastAt(capacity: CapacityDocument): Map<number, CapacityStep> {
  return new Map(triedSteps(capacity).map((step) => [step.level, step]));
}

function columnsOf(capacity: Compared): Column<LoadRow>[] {
  return [
    {
      key: 'level',
      header: 'Load',
      width: '140px',
      isName: true,
      sortValue: ({ level }) => level,
      cell: ({ level }) => <Text weight="medium">{levelText(level, capacity.b)}</Text>,
    },
    ...LETTERS.flatMap((letter): Column<LoadRow>[] => [
      {
        key: `${letter}-verdict`,
        header: `${letter.toUpperCase()}, objectives`,
        cell: (row) => (row[letter] === undefined ? NO_VALUE : <StepMark step={row[letter]} />),
      },
      {
        key: `${letter}-p95`,
        header: `${letter.toUpperCase()}, p95`,
        width: '96px',
        align: 'end',
        cell: (row) => <Figure kind="ms" value={row[letter]?.p95Ms ?? null} why="Not tried" />,
      },
      {
        key: `${letter}-failed`,
        header: `${letter.toUpperCase()}, failed`,
        width: '96px',
        align: 'end',
        cell: (row) => <Figure kind="share" value={row[letter]?.errorShare ?? null} why="Not tried" />,
      },
    ]),
  ];
}
