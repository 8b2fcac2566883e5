import { Plus, X } from 'lucide-react';
import { Caption, Grid, Note, Row, Stack } from '../../parts/Box.tsx';
import { Button } from '../../parts/Button.tsx';
import { Field } from '../../parts/Field.tsx';
import {
  type CapacityErrors,
  type CapacityForm,
  EXAMPLES,
  objectiveWords,
  withObjective,
} from './capacity-form.ts';

interface Props {
  readonly form: CapacityForm;
  readonly errors: CapacityErrors;
  readonly onChange: (form: CapacityForm) => void;
  /** A plan may say by its thresholds what is good enough. */
  readonly hasThresholds: boolean;
}

/** What is good enough: one row each, all of which have to hold. */
export function ObjectiveRows({ form, errors, onChange, hasThresholds }: Props) {
  const { objectives } = form;
  const put = (key: number, text: string) =>
    onChange({ ...form, objectives: objectives.map((row) => (row.key === key ? { key, text } : row)) });
  const unused = EXAMPLES.filter(
    (example) => !objectives.some(({ text }) => text.replace(/\s/g, '') === example),
  );
  return (
    <Stack gap={8} data-testid="objectives">
      {objectives.map(({ key, text }, at) => {
        const error = errors[`objective.${key}`];
        return (
          <Grid key={key} columns="minmax(0, 210px) auto minmax(0, 1fr)" gap={8} align="start">
            <Field
              mono
              label={`Objective ${at + 1}`}
              hideLabel
              value={text}
              onValue={(typed) => put(key, typed)}
              placeholder="p95 < 200ms"
              // In the narrow field there is no room for it: it is read out there, and stands beside.
              error={error === undefined ? null : <span className="visually-hidden">{error}</span>}
            />
            <Button
              look="quiet"
              icon={<X />}
              aria-label={`Remove objective ${at + 1}`}
              disabled={objectives.length === 1 && !hasThresholds}
              onClick={() => onChange({ ...form, objectives: objectives.filter((row) => row.key !== key) })}
            />
            <Note
              as="span"
              tone={error === undefined ? undefined : 'poor'}
              aria-hidden={error !== undefined}
              style={{ alignSelf: 'start', paddingTop: 6 }}
            >
              {error ?? objectiveWords(text)}
            </Note>
          </Grid>
        );
      })}
      {objectives.length === 0 ? (
        <Note size="body">
          None given: the acceptable thresholds of the plan for latency and errors are the objectives.
        </Note>
      ) : null}
      {errors.objectives === undefined ? null : (
        <Note tone="poor" role="alert">
          {errors.objectives}
        </Note>
      )}
      <Row gap={6} wrap>
        <Button size="small" icon={<Plus />} onClick={() => onChange(withObjective(form, ''))}>
          Add an objective
        </Button>
        <Caption className="visually-hidden">Examples</Caption>
        {unused.map((example) => (
          <Button
            key={example}
            size="small"
            look="quiet"
            onClick={() => onChange(withObjective(form, example))}
            aria-label={`Add ${example}`}
          >
            {example.replace('<', ' < ')}
          </Button>
        ))}
      </Row>
    </Stack>
  );
}
