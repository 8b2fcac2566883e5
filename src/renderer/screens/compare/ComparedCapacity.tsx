import { useEffect, useMemo, useState } from 'react';
import type { CapacityDocument, CapacityStep } from '../../../contract/capacity.ts';
import { countAlike, levelText } from '../../../contract/capacity-text.ts';
import { triedSteps } from '../../../contract/capacity-words.ts';
import type { ComparedCapacity as Compared, Comparison } from '../../../contract/comparison.ts';
import { fail, type Result, succeed, testFailure } from '../../../contract/failure.ts';
import { NO_VALUE } from '../../../contract/format.ts';
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { ChartGrid } from '../../charts/ChartGrid.tsx';
import { comparedByLoad, latencyByLoad } from '../../charts/capacity-charts.ts';
import { Grid, Row, Stack, Text } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { type Column, DataTable } from '../../parts/DataTable.tsx';
import { Figure } from '../../parts/Figure.tsx';
import { Loaded } from '../../parts/Loaded.tsx';
import { Panel } from '../../parts/Panel.tsx';
import { SearchOutcome } from '../../result/capacity/SearchOutcome.tsx';
import { StepMark } from '../../result/capacity/StepMark.tsx';
import { type Loadable, loading, settle } from '../../stores/loadable.ts';
import { useWorkbench } from '../../stores/workbench.tsx';

const LETTERS = ['a', 'b'] as const;
type Letter = (typeof LETTERS)[number];
type Searches = Readonly<Record<Letter, CapacityDocument>>;

interface Props {
  readonly comparison: Pick<Comparison, 'a' | 'b'>;
  readonly capacity: Compared;
}

/** Two searches: both answers, their curves over each other, and what each showed at which load. */
export function ComparedCapacity({ comparison, capacity }: Props) {
  const { searches, retry } = useSearches(comparison.a.id, comparison.b.id);
  return (
    <Panel title="Capacity" flush testId="compared-capacity">
      <Text as="p" size="lead" style={{ padding: '0 16px 10px' }} data-testid="compared-sentence">
        {capacity.sentence}
      </Text>
      <Loaded
        of={searches}
        lines={6}
        actions={
          <Button size="small" onClick={retry}>
            Try again
          </Button>
        }
      >
        {(both) => <Details searches={both} />}
      </Loaded>
    </Panel>
  );
}

/** What each of the two searches found, whole; asked for again by `retry` where it could not be read. */
function useSearches(a: string, b: string) {
  const { host } = useWorkbench();
  const [searches, setSearches] = useState<Loadable<Searches>>(loading());
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try asks the same again
  useEffect(() => {
    let left = false;
    const ask = async (runId: string): Promise<Result<CapacityDocument>> => {
      const found = await host.call('runs.get', { runId, withSeconds: false, withCauses: false });
      if (!found.ok) return found;
      const { capacity } = found.value.summary;
      return capacity === undefined ? fail(NO_SEARCH) : succeed(capacity);
    };
    setSearches(loading());
    void Promise.all([ask(a), ask(b)]).then(([ofA, ofB]) => {
      if (left) return;
      const wrong = [ofA, ofB].find((one) => !one.ok);
      if (ofA.ok && ofB.ok) setSearches(settle(succeed({ a: ofA.value, b: ofB.value })));
      else if (wrong?.ok === false) setSearches(settle<Searches>(wrong));
    });
    return () => {
      left = true;
    };
  }, [host, a, b, tries]);
  return { searches, retry: () => setTries((count) => count + 1) };
}

const NO_SEARCH = testFailure(
  'runs.no_search',
  'What one of the two searches found is not stored any more.',
  'Open the runs, or search again.',
);

function Details({ searches }: { searches: Searches }) {
  return (
    <>
      <Grid columns="repeat(2, minmax(0, 1fr))" gap={16} style={{ padding: '0 16px 12px' }}>
        {LETTERS.map((letter) => (
          <Answer key={letter} letter={letter} of={searches[letter]} />
        ))}
      </Grid>
      {countAlike(searches.a, searches.b) ? <Together searches={searches} /> : <Apart searches={searches} />}
    </>
  );
}

/** Loads that count the same stand on one axis, and in one table. */
function Together({ searches }: { searches: Searches }) {
  const model = useMemo(() => comparedByLoad(searches.a, searches.b), [searches]);
  return (
    <>
      {model.x.length === 0 ? null : (
        <ChartFrame
          title="Response time by load"
          term="percentile"
          model={model}
          height={240}
          xTitle="Load"
        />
      )}
      <DataTable
        label="Steps of both searches"
        columns={columnsOf(searches)}
        rows={rowsOf(searches)}
        rowKey={({ level }) => String(level)}
        minWidth={760}
      />
    </>
  );
}

/** A rate and users, or arrivals of two requests and of five, have no axis in common: each search is drawn by itself. */
function Apart({ searches }: { searches: Searches }) {
  const models = useMemo(() => ({ a: latencyByLoad(searches.a), b: latencyByLoad(searches.b) }), [searches]);
  return (
    <ChartGrid flush>
      {LETTERS.filter((letter) => models[letter].x.length > 0).map((letter) => (
        <ChartFrame
          key={letter}
          title={`${letter.toUpperCase()}, response time by load`}
          term="percentile"
          model={models[letter]}
          height={240}
          xTitle="Load"
        />
      ))}
    </ChartGrid>
  );
}

function Answer({ letter, of }: { letter: Letter; of: CapacityDocument }) {
  return (
    <Stack gap={4}>
      <Row gap={8}>
        <Text weight="semibold">{letter.toUpperCase()}</Text>
        <SearchOutcome of={of} />
      </Row>
      {/* Where a load was found, the sentence of both has it. */}
      <Text as="p" weight="medium">
        {of.outcome === 'found' ? of.objectives.join(', ') : of.sentence}
      </Text>
      {of.firstFailing === null ? null : (
        <Text as="p" tone="soft">
          {of.firstFailing.sentence}
        </Text>
      )}
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
function rowsOf(searches: Searches): LoadRow[] {
  const [a, b] = [lastAt(searches.a), lastAt(searches.b)];
  const levels = [...new Set([...a.keys(), ...b.keys()])].sort((one, other) => one - other);
  return levels.map((level) => ({ level, a: a.get(level), b: b.get(level) }));
}

function lastAt(capacity: CapacityDocument): Map<number, CapacityStep> {
  return new Map(triedSteps(capacity).map((step) => [step.level, step]));
}

function columnsOf({ b: { unit } }: Searches): Column<LoadRow>[] {
  return [
    {
      key: 'level',
      header: 'Load',
      width: '140px',
      isName: true,
      sortValue: ({ level }) => level,
      cell: ({ level }) => <Text weight="medium">{levelText(level, unit)}</Text>,
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
