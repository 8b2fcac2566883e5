import { useState } from 'react';
import { METHODS } from '../../../../contract/methods.ts';
import { listOf, recordOf, textOf } from '../../../../contract/plan-data.ts';
import { Grid, Stack, Text } from '../../../parts/Box.tsx';
import { Choice } from '../../../parts/Choice.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import { useEditor } from '../fields/editor-context.tsx';
import { durationReader, statusReader } from '../fields/field-readers.ts';
import { PlanField } from '../fields/PlanField.tsx';
import { TryStep } from '../try/TryStep.tsx';
import { BodyEditor } from './BodyEditor.tsx';
import { ChecksEditor, ExtractEditor } from './ChecksEditor.tsx';
import { KeyValueTable } from './KeyValueTable.tsx';
import { isStreamStep, methodEdits, type StepView } from './plan-classes.ts';

const SECTIONS = ['query', 'headers', 'body', 'checks', 'extract', 'more'] as const;
type Section = (typeof SECTIONS)[number];

interface Props {
  readonly step: StepView;
  readonly className: string;
  /** Null: of the setup. */
  readonly task: string | null;
  readonly index: number;
}

/** One step: a request to be edited, or a stream as the text has it. */
export function StepEditor(props: Props) {
  return isStreamStep(props.step) ? <StreamStep step={props.step} /> : <RequestEditor {...props} />;
}

/** What the text says of a WebSocket or event stream: nothing of it is lost here, and nothing changed. */
function StreamStep({ step: { method, spec } }: { step: StepView }) {
  const { weight: _, ...own } = spec;
  return (
    <Stack gap={10}>
      <Text as="p" tone="soft">
        {method === 'websocket' ? 'A WebSocket' : 'An event stream'} that is opened, used and closed again.
        Edit it in the text beside this.
      </Text>
      <Text as="pre" tint="ground" pad="small" mono size="small" style={{ overflowX: 'auto' }}>
        {JSON.stringify(own, null, 2)}
      </Text>
    </Stack>
  );
}

/** One request: its line, what goes with it, what a good answer has; and what it does when it is sent. */
function RequestEditor({ step, className, task, index }: Props) {
  const { readOnly, edit } = useEditor();
  const [section, setSection] = useState<Section>(() => firstSection(step));
  return (
    <Stack gap={10}>
      <Grid columns="96px minmax(0, 1fr)" gap={6}>
        <Choice
          label="Method"
          hideLabel
          value={step.method}
          disabled={readOnly}
          options={METHODS.map((value) => ({ value, text: value.toUpperCase() }))}
          onChange={(method) => edit(methodEdits(step, method))}
        />
        <PlanField label="Path" hideLabel mono path={[...step.path, step.method]} placeholder="/path" />
      </Grid>
      <Segmented
        label="Part of the request"
        value={section}
        onChange={setSection}
        options={SECTIONS.map((value) => ({ value, text: sectionText(value, step) }))}
      />
      <SectionBody section={section} step={step} />
      <TryStep step={step} className={className} task={task} index={index} />
    </Stack>
  );
}

function SectionBody({ section, step }: { section: Section; step: StepView }) {
  const { path } = step;
  switch (section) {
    case 'query':
      return <KeyValueTable path={[...path, 'query']} noun="parameter" nameHint="limit" valueHint="20" />;
    case 'headers':
      return (
        <KeyValueTable
          path={[...path, 'headers']}
          noun="header"
          nameHint="Accept"
          valueHint="application/json"
        />
      );
    case 'body':
      return <BodyEditor path={[...path, 'body']} />;
    case 'checks':
      return <ChecksEditor path={[...path, 'checks']} />;
    case 'extract':
      return <ExtractEditor path={[...path, 'extract']} />;
    case 'more':
      return <More step={step} />;
  }
}

function More({ step: { path } }: { step: StepView }) {
  return (
    <Grid columns="1.4fr 1fr 1fr" gap={10}>
      <PlanField label="Reported as" path={[...path, 'name']} placeholder="name of the task" />
      <PlanField label="Timeout" path={[...path, 'timeout']} read={durationReader} placeholder="10s" />
      <PlanField
        label="Accepted status codes"
        path={[...path, 'expect']}
        read={(text) => {
          const reading = statusReader(text);
          return 'value' in reading && typeof reading.value === 'number'
            ? { value: [reading.value] }
            : reading;
        }}
        print={(value) => listOf(value).map(textOf).join(', ')}
        placeholder="200 to 399"
      />
    </Grid>
  );
}

function sectionText(section: Section, { spec }: StepView): string {
  const counted = (word: string, count: number) => (count === 0 ? word : `${word} ${count}`);
  switch (section) {
    case 'query':
      return counted('Query', Object.keys(recordOf(spec.query)).length);
    case 'headers':
      return counted('Headers', Object.keys(recordOf(spec.headers)).length);
    case 'body':
      return spec.body === undefined ? 'Body' : 'Body ·';
    case 'checks':
      return counted('Checks', listOf(spec.checks).length);
    case 'extract':
      return counted('Extract', listOf(spec.extract).length);
    case 'more':
      return 'More';
  }
}

/** Whatever of the request is most worth seeing. */
function firstSection({ spec }: StepView): Section {
  if (spec.body !== undefined) return 'body';
  if (spec.checks !== undefined) return 'checks';
  return spec.headers !== undefined ? 'headers' : 'query';
}
