import { useState } from 'react';
import { listOf, recordOf } from '../../../../contract/plan-data.ts';
import { Grid, Stack, Text } from '../../../parts/Box.tsx';
import { Choice } from '../../../parts/Field.tsx';
import { Segmented } from '../../../parts/Segmented.tsx';
import type { StepPart } from '../../../protocols/shown-protocol.ts';
import { useEditor } from '../fields/editor-context.tsx';
import { PlanField } from '../fields/PlanField.tsx';
import { PlanFields } from '../fields/PlanFields.tsx';
import { TryStep } from '../try/TryStep.tsx';
import { methodEdits, type StepView, stepAt } from './plan-classes.ts';

interface Props {
  readonly step: StepView;
  readonly className: string;
  /** Null: of the setup. */
  readonly task: string | null;
  readonly index: number;
}

/** One step: its line, what goes with it, what a good answer has; and what a request does when it is sent. */
export function StepEditor({ step, className, task, index }: Props) {
  const { readOnly, editAt } = useEditor();
  const { keys, parts, about, canTry } = step.protocol.step;
  const [shown, setShown] = useState(() => firstPart(step));
  return (
    <Stack gap={10}>
      {about === '' ? null : (
        <Text as="p" tone="soft">
          {about}
        </Text>
      )}
      <Grid columns={keys.length > 1 ? '96px minmax(0, 1fr)' : 'minmax(0, 1fr)'} gap={6}>
        {keys.length > 1 ? (
          <Choice
            label="Method"
            hideLabel
            value={step.method}
            disabled={readOnly}
            options={keys.map((key) => [key, key.toUpperCase()])}
            onChange={(method) =>
              editAt(step.path, (data, place) => methodEdits(stepAt(data, place), method))
            }
          />
        ) : null}
        <PlanField label="Path" hideLabel mono path={[...step.path, step.method]} placeholder="/path" />
      </Grid>
      <Segmented
        label="Part of the request"
        value={shown}
        onChange={setShown}
        options={Object.fromEntries(parts.map((part) => [part.name, partText(part, step)]))}
      />
      <PlanFields key={shown} rows={parts.find(({ name }) => name === shown)?.rows ?? []} path={step.path} />
      {canTry ? <TryStep step={step} className={className} task={task} index={index} /> : null}
    </Stack>
  );
}

/** Its name, and how much is written in it. */
function partText({ name, rows }: StepPart, { spec }: StepView): string {
  const count = rows.flat().reduce((sum, { key, type }) => {
    if (type === 'pairs') return sum + Object.keys(recordOf(spec[key])).length;
    return type === 'checks' || type === 'extract' ? sum + listOf(spec[key]).length : sum;
  }, 0);
  const hasBody = rows.flat().some(({ key, type }) => type === 'body' && spec[key] !== undefined);
  return hasBody ? `${name} ·` : count === 0 ? name : `${name} ${count}`;
}

/** Whatever of the step is most worth seeing. */
function firstPart({ spec, protocol: { step } }: StepView): string {
  const written = step.first.find((key) => spec[key] !== undefined);
  const part = step.parts.find(({ rows }) => rows.flat().some(({ key }) => key === written));
  return (part ?? step.parts[0])?.name ?? '';
}
