import { Link } from 'wouter';
import { useStore } from 'zustand';
import { Grid, Note, Row, Stack } from '../../parts/Box.tsx';
import { Choice, Field } from '../../parts/Field.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { AddressFields } from '../../shell/AddressFields.tsx';
import { valueIn } from '../../stores/loadable.ts';
import { useOwnServices, useWorkbench } from '../../stores/workbench.tsx';
import { paths } from '../../words/navigation.ts';
import type { Subject } from './capacity-subject.ts';
import type { CapacityFormState } from './use-capacity-form.ts';

const KINDS = ['url', 'plan', 'preset', 'service'] as const;
const KIND_WORDS = { url: 'Address', plan: 'Plan', preset: 'Preset', service: 'Service' } as const;

/** Of what the capacity is searched. */
export function SubjectFields({ state }: { state: CapacityFormState }) {
  const { subject, choose } = state;
  const firstOf = useFirstOf();
  const options: Readonly<Record<string, string>> =
    subject.kind === 'run' ? { ...KIND_WORDS, run: 'Earlier search' } : KIND_WORDS;
  return (
    <Stack gap={12}>
      <Row gap={12} wrap>
        <Segmented
          label="What is tested"
          value={subject.kind}
          options={options}
          onChange={(chosen) => {
            const kind = KINDS.find((one) => one === chosen);
            if (kind !== undefined) void choose(firstOf(kind));
          }}
        />
        {state.canUseSamples ? (
          <Segmented
            label="Where"
            value={state.onSamples ? 'samples' : 'own'}
            options={{ own: 'Your services', samples: 'Sample services' }}
            onChange={(where) => state.setOnSamples(where === 'samples')}
          />
        ) : null}
      </Row>
      <Chooser state={state} />
    </Stack>
  );
}

/** What of a kind is looked at first: the user's last, or none where there is none. */
function useFirstOf(): (kind: (typeof KINDS)[number]) => Subject {
  const { plans, presets } = useWorkbench();
  const own = useOwnServices();
  return (kind) => {
    if (kind === 'url') return { kind };
    if (kind === 'plan') return { kind, planId: valueIn(plans.getState().rows)?.[0]?.planId ?? '' };
    if (kind === 'preset') return { kind, name: valueIn(presets.getState().answer)?.[0]?.name ?? '' };
    return { kind, url: own[0]?.url ?? '', path: '/' };
  };
}

function Chooser({ state }: { state: CapacityFormState }) {
  const { subject } = state;
  switch (subject.kind) {
    case 'url':
      return (
        <AddressFields
          form={state.address}
          errors={state.addressErrors}
          onChange={state.setAddress}
          streams={state.streams}
          notes={NO_NOTES}
        />
      );
    case 'plan':
      return <PlanChoice planId={subject.planId} state={state} />;
    case 'preset':
      return <PresetChoice name={subject.name} state={state} />;
    case 'service':
      return <ServiceChoice subject={subject} state={state} />;
    case 'run':
      return (
        <Note size="body">
          The plan of <Link href={paths.run(subject.detail.row.runId)}>{subject.detail.row.name}</Link>, as it
          was run then.
        </Note>
      );
  }
}

const NO_NOTES: readonly string[] = [];

interface ChoiceProps {
  readonly state: CapacityFormState;
}

function PlanChoice({ planId, state }: ChoiceProps & { planId: string }) {
  const rows = valueIn(useStore(useWorkbench().plans, (known) => known.rows)) ?? [];
  if (rows.length === 0)
    return (
      <Note size="body">
        No plan of your own yet: <Link href={paths.plans}>write one</Link>, or test an address.
      </Note>
    );
  return (
    <Choice
      label="Plan"
      hideLabel
      maxWidth={480}
      value={planId}
      options={rows.map((row) => [row.planId, row.name] as const)}
      onChange={(chosen) => void state.choose({ kind: 'plan', planId: chosen })}
    />
  );
}

function PresetChoice({ name, state }: ChoiceProps & { name: string }) {
  const rows = valueIn(useStore(useWorkbench().presets, (known) => known.answer)) ?? [];
  const description = rows.find((row) => row.name === name)?.description;
  return (
    <Choice
      label="Preset"
      hideLabel
      maxWidth={480}
      value={name}
      options={rows.map((row) => [row.name, row.title] as const)}
      onChange={(chosen) => void state.choose({ kind: 'preset', name: chosen })}
      hint={description}
    />
  );
}

function ServiceChoice({ subject, state }: ChoiceProps & { subject: Extract<Subject, { kind: 'service' }> }) {
  const own = useOwnServices();
  if (own.length === 0)
    return (
      <Note size="body">
        No service of your own yet: <Link href={paths.services}>add one</Link>, or test an address.
      </Note>
    );
  const options = own.flatMap(({ service, addresses }) =>
    addresses.map(({ label, url }) => [url, `${service} · ${label} · ${url}`] as const),
  );
  return (
    <Grid columns="minmax(0, 3fr) minmax(0, 2fr)" gap={10} align="start">
      <Choice
        label="Address of the service"
        value={subject.url}
        options={options}
        onChange={(url) => void state.choose({ ...subject, url })}
      />
      <Field
        label="Path"
        mono
        value={subject.path}
        onValue={(path) => void state.choose({ ...subject, path })}
        placeholder="/items"
      />
    </Grid>
  );
}
