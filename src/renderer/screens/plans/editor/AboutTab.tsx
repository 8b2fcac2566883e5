import { listOf, recordOf, textOf, valueAt } from '../../../../contract/plan-data.ts';
import { PURPOSES } from '../../../../contract/run-state.ts';
import { Caption, Grid, Row, Stack, Text } from '../../../parts/Box.tsx';
import { Panel } from '../../../parts/Panel.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import { SwitchField } from '../../../parts/SwitchField.tsx';
import { PURPOSE_WORDS } from '../../../words/words.ts';
import { useEditor } from '../fields/editor-context.tsx';
import { durationReader, numberReader } from '../fields/field-readers.ts';
import { PlanArea } from '../fields/PlanArea.tsx';
import { PlanField } from '../fields/PlanField.tsx';

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
              value={purpose ?? 'none'}
              options={PURPOSES.map((value) => ({ value, text: PURPOSE_WORDS[value], disabled: readOnly }))}
              onChange={(value) => put(['purpose'], value)}
            />
            <Text tone="muted">{purpose === undefined ? 'Not set.' : MEANINGS[purpose]}</Text>
          </Stack>
          <PlanArea label="Description" path={['description']} rows={3} />
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

const METRIC_NAMES: Readonly<Record<string, readonly [name: string, unit: string]>> = {
  latency: ['latency', ' ms'],
  errorRate: ['error rate', '%'],
  throughput: ['throughput', '/s'],
  breakingPoint: ['breaking point', ''],
};
const SCOPES: Readonly<Record<string, string>> = {
  'every-service': ' of every service',
  'every-endpoint': ' of every endpoint',
  total: ' overall',
};

function conditionWords(condition: Readonly<Record<string, unknown>>): string {
  const [name, unit] = METRIC_NAMES[textOf(condition.metric)] ?? [textOf(condition.metric), ''];
  const statistic = textOf(condition.statistic);
  const below = condition.below === undefined ? '' : ` below ${textOf(condition.below)}${unit}`;
  const above = condition.above === undefined ? '' : ` above ${textOf(condition.above)}${unit}`;
  return `${statistic === '' ? '' : `${statistic} `}${name}${SCOPES[textOf(condition.scope)] ?? ''}${below}${above}`;
}

function Limits() {
  const { data, readOnly, put } = useEditor();
  const verify = valueAt(data, ['limits', 'verifyTls']) !== false;
  const strict = valueAt(data, ['limits', 'strictHttp']) === true;
  const follows = Number(valueAt(data, ['limits', 'followRedirects']) ?? 0) > 0;
  const cookies = (valueAt(data, ['limits', 'cookies']) ?? follows) === true;
  return (
    <Panel title="Limits" aside="for every request without its own">
      <Grid columns="repeat(auto-fit, minmax(130px, 1fr))" gap={10} align="end" below={12}>
        <PlanField label="Timeout" path={['limits', 'timeout']} read={durationReader} placeholder="10s" />
        <PlanField
          label="Connect timeout"
          path={['limits', 'connectTimeout']}
          read={durationReader}
          placeholder="5s"
        />
        <PlanField
          label="Redirects followed"
          path={['limits', 'followRedirects']}
          read={numberReader(0, 20, true)}
          placeholder="0"
        />
        <PlanField
          label="Maximum requests per second"
          path={['limits', 'maxRate']}
          read={numberReader(Number.MIN_VALUE)}
          placeholder="no limit"
        />
      </Grid>
      <Row wrap gap={20}>
        <SwitchField
          label="Verify TLS certificates"
          checked={verify}
          disabled={readOnly}
          onChange={(checked) => put(['limits', 'verifyTls'], checked ? undefined : false)}
        />
        <SwitchField
          label="Each user keeps its cookies"
          checked={cookies}
          disabled={readOnly}
          onChange={(checked) => put(['limits', 'cookies'], checked === follows ? undefined : checked)}
        />
        <SwitchField
          label="Reject responses that break HTTP/1.1"
          checked={strict}
          disabled={readOnly}
          onChange={(checked) => put(['limits', 'strictHttp'], checked ? true : undefined)}
        />
      </Row>
    </Panel>
  );
}
