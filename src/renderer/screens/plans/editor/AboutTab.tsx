import { listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import { PURPOSES } from '../../../../contract/run-state.ts';
import { Caption, Grid, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import { PURPOSE_WORDS } from '../../../words/words.ts';
import { useEditor } from '../fields/editor-context.tsx';
import { durationReader, numberReader } from '../fields/field-readers.ts';
import { PlanField, PlanSwitch } from '../fields/PlanField.tsx';
import { metricOf } from '../thresholds/thresholds.ts';

const MEANINGS = {
  validation: 'Is this release ready?',
  capacity: 'How much can it carry?',
  benchmark: 'How fast is it, to compare later?',
  stress: 'How does it break, and recover?',
} as const;

/** What the plan is for, what is expected of it, and its limits. */
export function AboutTab() {
  const { data, readOnly, put } = useEditor();
  const purpose = PURPOSES.find((one) => one === valueAt(data, ['purpose']));
  return (
    <>
      <Panel title="About">
        <Stack gap={12}>
          <PlanField label="Name" path={['name']} testId="plan-name" />
          <Stack align="start" gap={4}>
            <Caption>Purpose</Caption>
            <Segmented
              label="Purpose"
              value={purpose ?? null}
              options={PURPOSE_WORDS}
              disabled={readOnly}
              onChange={(value) => put(['purpose'], value)}
            />
            <Text tone="muted">{purpose === undefined ? 'Not set.' : MEANINGS[purpose]}</Text>
          </Stack>
          <PlanField label="Description" path={['description']} rows={3} />
        </Stack>
      </Panel>
      <Expectations />
      <Limits />
    </>
  );
}

function Expectations() {
  const { data } = useEditor();
  const rows = listOf(valueAt(data, ['expectations'])).map(recordOf);
  if (rows.length === 0) return null;
  return (
    <Panel title="Expected" aside="statements that should hold after the run">
      <Stack as="ul" gap={10}>
        {rows.map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an expectation is its place
          <Stack as="li" key={index} gap={2}>
            <PlanField
              label={`Statement ${index + 1}`}
              hideLabel
              path={['expectations', index, 'statement']}
            />
            <Text tone="muted">{conditionWords(recordOf(row.condition))}</Text>
          </Stack>
        ))}
      </Stack>
    </Panel>
  );
}

const SCOPES: Readonly<Record<string, string>> = {
  'every-service': ' of every service',
  'every-endpoint': ' of every endpoint',
  total: ' overall',
};

function conditionWords(condition: Readonly<Record<string, unknown>>): string {
  const { word, unit } = metricOf(textOf(condition.metric));
  const [statistic, scope] = [textOf(condition.statistic), SCOPES[textOf(condition.scope)] ?? ''];
  const bound = (side: 'below' | 'above') =>
    condition[side] === undefined ? '' : ` ${side} ${textOf(condition[side])}${unit === 'ms' ? ' ms' : unit}`;
  const name = word === 'breakingPoint' ? 'breaking point' : word;
  return `${statistic === '' ? '' : `${statistic} `}${name}${scope}${bound('below')}${bound('above')}`;
}

const LIMITS = [
  ['timeout', 'Timeout', durationReader, '10s'],
  ['connectTimeout', 'Connect timeout', durationReader, '5s'],
  ['followRedirects', 'Redirects followed', numberReader(0, 20, true), '0'],
  ['maxRate', 'Maximum requests per second', numberReader(Number.MIN_VALUE), 'no limit'],
] as const;

function Limits() {
  const { data } = useEditor();
  const follows = Number(valueAt(data, ['limits', 'followRedirects']) ?? 0) > 0;
  const switches = [
    ['verifyTls', 'Verify TLS certificates', true],
    ['cookies', 'Each user keeps its cookies', follows],
    ['strictHttp', 'Reject responses that break HTTP/1.1', false],
  ] as const;
  return (
    <Panel title="Limits" aside="for every request without its own">
      <Grid columns="repeat(auto-fit, minmax(130px, 1fr))" gap={10} align="end" below={12}>
        {LIMITS.map(([key, label, read, placeholder]) => (
          <PlanField key={key} path={['limits', key]} {...{ label, read, placeholder }} />
        ))}
      </Grid>
      <Row wrap gap={20}>
        {switches.map(([key, label, usual]) => (
          <PlanSwitch key={key} path={['limits', key]} {...{ label, usual }} />
        ))}
      </Row>
    </Panel>
  );
}
