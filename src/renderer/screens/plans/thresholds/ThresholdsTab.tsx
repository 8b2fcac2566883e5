import { Plus } from 'lucide-react';
import { Fragment } from 'react';
import { GRADE_METRIC_NAMES } from '../../../../contract/grade-metrics.ts';
import { STATISTICS, statisticWord } from '../../../../contract/percentiles.ts';
import { listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import type { Threshold } from '../../../../contract/threshold.ts';
import { Box, Grid, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Button } from '../../../parts/Button.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { METRIC_WORDS } from '../../../words/words.ts';
import { problemsUnder, useEditor } from '../fields/editor-context.tsx';
import { numberReader } from '../fields/field-readers.ts';
import { PlanChoice, PlanField } from '../fields/PlanField.tsx';
import { appendEdits, dropEdits, putEdits } from '../fields/plan-data.ts';
import { AddButton, RemoveButton } from '../fields/RowButtons.tsx';
import { type Measured, measuredOf, metricOf, suiteThresholds, usualEdits } from './thresholds.ts';

/** As plans write it. */
const EACH = 'every-endpoint';

/** What is good enough. */
export function ThresholdsTab() {
  const { data, check, readOnly, edit } = useEditor();
  const rows = listOf(valueAt(data, ['thresholds']));
  const measured = measuredOf(check?.preview?.endpoints ?? [], data);
  const suite = suiteThresholds(check?.preview?.thresholds ?? [], rows);
  const first = measured[0];
  const usual = usualEdits(data, measured);
  return (
    <>
      <Panel
        title="Thresholds"
        aside="a value exactly on a threshold gets the worse grade"
        testId="thresholds"
        actions={
          first === undefined ? null : (
            <AddButton
              onClick={() =>
                edit(
                  appendEdits(data, ['thresholds'], {
                    service: first.service,
                    ...(first.endpoint === null ? {} : { endpoint: first.endpoint }),
                    metric: 'latency',
                    excellent: 100,
                    good: 300,
                    acceptable: 1_000,
                  }),
                )
              }
            />
          )
        }
      >
        {rows.length === 0 && suite.length === 0 ? (
          <NoBounds canAdd={!readOnly && usual.length > 0} onAdd={() => edit(usual)} />
        ) : null}
        {rows.length === 0 ? null : <BoundsList rows={rows} measured={measured} />}
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
    </>
  );
}

function NoBounds({ canAdd, onAdd }: { canAdd: boolean; onAdd: () => void }) {
  return (
    <Stack align="start" gap={10} tone="soft" style={{ paddingBottom: 14 }}>
      <p>Default: none. Without thresholds a run is measured and not graded.</p>
      {canAdd ? (
        <Button icon={<Plus />} onClick={onAdd} data-testid="usual-bounds">
          Add common thresholds for latency and errors, for each endpoint
        </Button>
      ) : null}
    </Stack>
  );
}

function BoundsList({ rows, measured }: { rows: readonly unknown[]; measured: readonly Measured[] }) {
  return (
    <Stack as="ul" gap={12}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a bound is its place
        <Stack key={index} as="li" gap={6} ruled={index > 0} data-bound={index}>
          <What row={row} index={index} measured={measured} />
          <Bounds row={row} index={index} />
        </Stack>
      ))}
    </Stack>
  );
}

interface RowProps {
  readonly row: unknown;
  readonly index: number;
}

function What({ row, index, measured }: RowProps & { readonly measured: readonly Measured[] }) {
  const { data, check, readOnly, edit } = useEditor();
  const spec = recordOf(row);
  const path = ['thresholds', index];
  const here = textOf(spec.endpoint);
  const isEach = spec.scope === EACH;
  const { statistic } = metricOf(textOf(spec.metric));
  const problem = problemsUnder(check, path).find((one) => one.path.length <= 3);
  const choose = (chosen: string) => {
    const [service, endpoint, scope] = listOf(JSON.parse(chosen));
    edit([
      ...putEdits(data, [...path, 'service'], service),
      ...putEdits(data, [...path, 'endpoint'], endpoint ?? undefined),
      ...putEdits(data, [...path, 'scope'], scope),
    ]);
  };
  return (
    <Grid columns="minmax(0, 1fr) 168px 74px 30px" gap={6} align="start">
      <Choice
        label={`What threshold ${index + 1} is for`}
        hideLabel
        value={JSON.stringify(
          isEach ? [textOf(spec.service), null, EACH] : [textOf(spec.service), here || null],
        )}
        disabled={readOnly}
        options={measured.flatMap(({ service, endpoint }) =>
          endpoint === null
            ? [
                { value: JSON.stringify([service, null]), text: `${service}, as a whole` },
                { value: JSON.stringify([service, null, EACH]), text: `${service}, each endpoint` },
              ]
            : [{ value: JSON.stringify([service, endpoint]), text: `${service} · ${endpoint}` }],
        )}
        onChange={choose}
        error={problem?.message}
      />
      <PlanChoice
        label={`Measure of threshold ${index + 1}`}
        hideLabel
        path={[...path, 'metric']}
        options={GRADE_METRIC_NAMES.map((name) => [name, METRIC_WORDS[name]])}
      />
      {statistic !== null ? (
        <PlanChoice
          label={`Statistic of threshold ${index + 1}`}
          hideLabel
          path={[...path, 'statistic']}
          usual={statistic}
          options={STATISTICS.map((name) => [name, statisticWord(name)])}
        />
      ) : (
        <span />
      )}
      <RemoveButton label={`threshold ${index + 1}`} onClick={() => edit(dropEdits(data, path, 0))} />
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
  const { data, readOnly, edit } = useEditor();
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
                onClick={() => edit(appendEdits(data, ['thresholds'], row))}
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
