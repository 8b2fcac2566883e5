import { Plus } from 'lucide-react';
import { Fragment } from 'react';
import { entriesOf } from '../../../../contract/keys.ts';
import { STATISTICS, statisticWord } from '../../../../contract/percentiles.ts';
import { listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { Box, Grid, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { METRIC_WORDS } from '../../../words/words.ts';
import { problemsUnder, useEditor } from '../fields/editor-context.tsx';
import { numberReader } from '../fields/field-readers.ts';
import { PlanChoice, PlanField } from '../fields/PlanField.tsx';
import { appendEdits, putEdits } from '../fields/plan-data.ts';
import { AddButton, RemoveButton } from '../fields/RowButtons.tsx';
import { StopRulesPanel } from './StopRulesPanel.tsx';
import { ThresholdHistory } from './ThresholdHistory.tsx';
import { type Measured, measuredOf, metricOf, suiteThresholds, usualEdits } from './thresholds.ts';

/** What a threshold is for, as a plan writes it: an endpoint, a whole service, or each endpoint of it. */
type Place = Readonly<Partial<Record<'service' | 'endpoint' | 'scope', unknown>>>;

function placesOf({ service, endpoint }: Measured): Place[] {
  return endpoint === null ? [{ service }, { service, scope: 'every-endpoint' }] : [{ service, endpoint }];
}

function placeWords({ service, endpoint, scope }: Place): string {
  if (textOf(endpoint) !== '') return `${textOf(service)} · ${textOf(endpoint)}`;
  return `${textOf(service)}, ${scope === 'every-endpoint' ? 'each endpoint' : 'as a whole'}`;
}

/** What is good enough. */
export function ThresholdsTab() {
  const { data, check, readOnly, edit, append, planId, revision } = useEditor();
  const rows = listOf(valueAt(data, ['thresholds']));
  const measured = measuredOf(check?.preview?.endpoints ?? [], data);
  const places = measured.flatMap(placesOf);
  const suite = suiteThresholds(check?.preview?.thresholds ?? [], rows);
  const fresh = { ...places[0], metric: 'latency', excellent: 100, good: 300, acceptable: 1_000 };
  return (
    <>
      <Panel
        title="Thresholds"
        aside="a value exactly on a threshold gets the worse grade"
        testId="thresholds"
        actions={places.length === 0 ? null : <AddButton onClick={() => append(['thresholds'], fresh)} />}
      >
        {rows.length + suite.length > 0 ? null : (
          <Stack align="start" gap={10} tone="soft" style={{ paddingBottom: 14 }}>
            <p>Default: none. Without thresholds a run is measured and not graded.</p>
            {readOnly || usualEdits(data, measured).length === 0 ? null : (
              <Button
                icon={<Plus />}
                onClick={() => edit((then) => usualEdits(then, measured))}
                data-testid="usual-bounds"
              >
                Add common thresholds for latency and errors, for each endpoint
              </Button>
            )}
          </Stack>
        )}
        <Stack as="ul" gap={12}>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a bound is its place
            <Stack key={index} as="li" gap={6} ruled={index > 0} data-bound={index}>
              <What row={row} index={index} places={places} />
              <Bounds row={row} index={index} />
            </Stack>
          ))}
        </Stack>
        <Box above={12}>
          <PlanChoice
            maxWidth={280}
            label="Pass or fail"
            path={['gate']}
            usual="acceptable"
            options={GATES}
          />
        </Box>
      </Panel>
      {suite.length === 0 ? null : <SuiteThresholds rows={suite} />}
      <StopRulesPanel measured={measured} />
      {planId === null ? null : <ThresholdHistory planId={planId} revision={revision} />}
    </>
  );
}

interface RowProps {
  readonly row: unknown;
  readonly index: number;
}

function What({ row, index, places }: RowProps & { readonly places: readonly Place[] }) {
  const { check, readOnly, editAt, drop } = useEditor();
  const spec = recordOf(row);
  const path = ['thresholds', index];
  const { statistic } = metricOf(textOf(spec.metric));
  const choose = (words: string) => {
    const place = places.find((one) => placeWords(one) === words);
    const keys = place === undefined ? [] : (['service', 'endpoint', 'scope'] as const);
    editAt(path, (data, at) => keys.flatMap((key) => putEdits(data, [...at, key], place?.[key])));
  };
  return (
    <Grid columns="minmax(0, 1fr) 168px 74px 30px" gap={6} align="start">
      <Choice
        label={`What threshold ${index + 1} is for`}
        hideLabel
        value={placeWords(spec)}
        disabled={readOnly}
        options={places.map((place) => [placeWords(place), placeWords(place)])}
        onChange={choose}
        error={problemsUnder(check, path).find((one) => one.path.length <= 3)?.message}
      />
      <PlanChoice
        label={`Measure of threshold ${index + 1}`}
        hideLabel
        path={[...path, 'metric']}
        options={entriesOf(METRIC_WORDS)}
      />
      {statistic === null ? (
        <span />
      ) : (
        <PlanChoice
          label={`Statistic of threshold ${index + 1}`}
          hideLabel
          path={[...path, 'statistic']}
          usual={statistic}
          options={STATISTICS.map((name) => [name, statisticWord(name)])}
        />
      )}
      <RemoveButton label={`threshold ${index + 1}`} onClick={() => drop(path, 0)} />
    </Grid>
  );
}

const STEPS = [
  ['excellent', 'Excellent'],
  ['good', 'Good'],
  ['acceptable', 'Acceptable'],
] as const;

/** The axis from Excellent to Poor, with the numbers where it is cut. */
function Bounds({ row, index }: RowProps) {
  const { unit, better } = metricOf(textOf(recordOf(row).metric));
  return (
    <Row gap={8} size="small" style={{ paddingRight: 36 }}>
      {STEPS.map(([grade, word]) => (
        <Fragment key={grade}>
          <Text tone={grade} weight="semibold">
            {word}
          </Text>
          <PlanField
            maxWidth={130}
            label={`${word} ${better === 'higher' ? 'above' : 'below'}`}
            hideLabel
            path={['thresholds', index, grade]}
            read={numberReader(0, Number.MAX_SAFE_INTEGER)}
            unit={unit}
            placeholder="–"
          />
        </Fragment>
      ))}
      <Text tone="poor" weight="semibold">
        Poor
      </Text>
    </Row>
  );
}

const GATES = [
  ['excellent', 'anything less than Excellent fails'],
  ['good', 'anything less than Good fails'],
  ['acceptable', 'Poor fails'],
  ['none', 'grades never fail the run'],
] as const;

/** Thresholds that come with the classes of a suite, in force where the plan has none. */
function SuiteThresholds({ rows }: { rows: readonly Threshold[] }) {
  const { readOnly, edit } = useEditor();
  // Written once, however often it is asked for.
  const write = (row: Threshold) =>
    edit((data) =>
      appendEdits(data, ['thresholds'], ...suiteThresholds([row], listOf(valueAt(data, ['thresholds'])))),
    );
  return (
    <Panel title="Thresholds of the suite" aside="in force where the plan has none" flush>
      <Box as="ul" divided>
        {rows.map((row) => (
          <Grid
            as="li"
            key={`${row.service} ${row.endpoint} ${row.metric}`}
            columns="minmax(0, 1.4fr) minmax(0, 1fr) minmax(0, 1.1fr) auto"
            gap={10}
            align="center"
            pad="sides"
            style={{ minHeight: 32 }}
          >
            <Text clip>
              <Text tone="muted">{row.service}</Text> {row.endpoint ?? 'as a whole'}
            </Text>
            <span>
              {METRIC_WORDS[row.metric]} {row.statistic === undefined ? '' : statisticWord(row.statistic)}
            </span>
            <Text nowrap>
              {[row.excellent, row.good, row.acceptable].flatMap((bound) => bound ?? []).join(' · ')}{' '}
              <Text tone="muted">{metricOf(row.metric).unit}</Text>
            </Text>
            {readOnly ? null : (
              <Button
                look="quiet"
                size="small"
                aria-label={`Change the threshold of ${row.service} ${row.endpoint ?? ''} ${METRIC_WORDS[row.metric]}`}
                onClick={() => write(row)}
              >
                Change
              </Button>
            )}
          </Grid>
        ))}
      </Box>
    </Panel>
  );
}
