import type { ReactNode } from 'react';
import { Card, Grid, Stack } from '../../parts/Box.tsx';
import { Page } from '../../parts/Page.tsx';
import { usePreview } from '../../shell/use-preview.ts';
import type { CapacityErrors } from './capacity-form.ts';
import { fieldOf, inFormWords, sentenceOf } from './capacity-refusal.ts';
import { askedSubject } from './capacity-subject.ts';
import { EarlierSearches } from './EarlierSearches.tsx';
import { ObjectiveRows } from './ObjectiveRows.tsx';
import { BesideFields, LoadFields, ThoroughnessChoice } from './SearchFields.tsx';
import { StartSide } from './StartSide.tsx';
import { SubjectFields } from './SubjectFields.tsx';
import { useCapacityForm } from './use-capacity-form.ts';

interface Props {
  /** What the address of the window names. */
  readonly kind: string | undefined;
  readonly name: string | undefined;
}

/** The question of the product: of what, what is good enough, how sure; and what was answered before. */
export function CapacityScreen({ kind, name }: Props) {
  const state = useCapacityForm(askedSubject(kind, name));
  const { form, setForm, subject, plan, overrides, onSamples } = state;
  const shown = usePreview(plan, overrides, onSamples);
  const refusal = shown.preview.state === 'failed' ? inFormWords(shown.preview.failure) : null;
  const field = refusal === null ? null : fieldOf(refusal, form);
  const errors: CapacityErrors =
    refusal === null || field === null ? state.errors : { [field]: sentenceOf(refusal), ...state.errors };
  const change = { form, errors, onChange: setForm };
  const ofPlan = subject.kind !== 'url' && subject.kind !== 'service';
  return (
    <Page
      title="How much can it carry?"
      windowTitle="Capacity"
      sub="The load rises step by step until what is good enough no longer holds. The answer is the highest load at which it does."
    >
      <Grid columns="minmax(0, 3fr) minmax(320px, 2fr)" gap={16} align="start" stacks>
        <Card as="section" aria-label="Search" style={{ padding: '4px 20px 20px' }}>
          <Part title="What is tested?">
            <SubjectFields state={state} />
          </Part>
          <Part title="What is good enough?">
            <ObjectiveRows {...change} hasThresholds={ofPlan} />
          </Part>
          <Part title="What is raised?">
            <LoadFields {...change} ofPlan={ofPlan} />
          </Part>
          <Part title="How thorough?">
            <ThoroughnessChoice {...change} />
          </Part>
          <Part title="Overload and recovery?">
            <BesideFields {...change} />
          </Part>
        </Card>
        <StartSide state={state} shown={shown} errors={errors} isAtField={field !== null} />
      </Grid>
      <EarlierSearches />
    </Page>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <Stack as="section" gap={10} aria-label={title} style={{ padding: '16px 0 0' }}>
      <h2>{title}</h2>
      {children}
    </Stack>
  );
}
