import { useStore } from 'zustand';
import type { PlanPreview } from '../../contract/plan-preview.ts';
import { Grid, Note, Stack } from '../parts/Box.tsx';
import { Choice, Field } from '../parts/Field.tsx';
import { Segmented } from '../parts/Segmented.tsx';
import { SwitchField } from '../parts/SwitchField.tsx';
import { valueIn } from '../stores/loadable.ts';
import { useWorkbench } from '../stores/workbench.tsx';
import type { AgainstKind, RepeatErrors, RepeatForm } from './repeat-form.ts';

interface Props {
  readonly form: RepeatForm;
  readonly errors: RepeatErrors;
  readonly targets: PlanPreview['targets'] | null;
  readonly onChange: (form: RepeatForm) => void;
}

const AGAINST: Readonly<Record<AgainstKind, string>> = {
  nothing: 'Nothing',
  target: 'Another target',
  plan: 'Another plan',
  load: 'Another load',
};

/** Whether the run is taken once or as a series, alone or in turns with another side. */
export function RepeatFields({ form, errors, targets, onChange }: Props) {
  const put = (change: Partial<RepeatForm>) => onChange({ ...form, ...change });
  const isSeries = form.runs.trim() !== '' || form.against !== 'nothing';
  return (
    <Stack as="section" gap={8} ruled aria-label="Repeat">
      <h3>Repeat</h3>
      <Grid columns="repeat(3, minmax(0, 1fr))" gap={10} align="start">
        <Field
          label="Runs of each side"
          placeholder="one run"
          value={form.runs}
          error={errors.runs ?? null}
          onValue={(runs) => put({ runs })}
        />
        <Field
          label="Pause between runs"
          placeholder="none"
          value={form.pause}
          error={errors.pause ?? null}
          onValue={(pause) => put({ pause })}
        />
        <Field
          label="Warm-up runs, left out"
          placeholder="none"
          value={form.discard}
          error={errors.discard ?? null}
          onValue={(discard) => put({ discard })}
        />
      </Grid>
      <Segmented
        label="Against"
        value={form.against}
        options={AGAINST}
        onChange={(against) =>
          put({
            against,
            ...(form.runs === '' && against !== 'nothing' ? { runs: '4' } : {}),
            ...(form.service === '' ? { service: targets?.[0]?.service ?? '' } : {}),
          })
        }
      />
      <OtherSide {...{ form, errors, targets, put }} />
      {isSeries && form.against !== 'nothing' ? (
        <>
          <SwitchField
            label="One verdict at the end, for exactly so many runs"
            checked={form.declared}
            onChange={(declared) => put({ declared })}
          />
          <Note>
            The sides take turns. {form.declared ? 'No verdict is given before the last run.' : OPEN_NOTE}
          </Note>
        </>
      ) : null}
    </Stack>
  );
}

const OPEN_NOTE =
  'Verdicts are given at 4, 6, 8, 12 and 20 runs of each, and you can go on from one to the next.';

type OtherProps = Omit<Props, 'onChange'> & { readonly put: (change: Partial<RepeatForm>) => void };

function OtherSide({ form, errors, targets, put }: OtherProps) {
  const { presets, plans } = useWorkbench();
  const builtIn = valueIn(useStore(presets, (state) => state.answer)) ?? [];
  const own = valueIn(useStore(plans, (state) => state.rows)) ?? [];
  if (form.against === 'nothing') return null;
  if (form.against === 'load')
    return (
      <Field
        label="Users, or arrivals per second, of side B"
        value={form.load}
        error={errors.load ?? null}
        onValue={(load) => put({ load })}
      />
    );
  if (form.against === 'plan')
    return (
      <Choice
        label="Plan of side B"
        value={form.plan}
        error={errors.plan ?? null}
        options={[
          ['', 'Choose …'],
          ...own.map(({ planId, name }) => [`stored:${planId}`, name] as const),
          ...builtIn.map(({ name, title }) => [`preset:${name}`, title] as const),
        ]}
        onChange={(plan) => put({ plan })}
      />
    );
  return (
    <Grid columns="minmax(120px, 30%) minmax(0, 1fr)" gap={10} align="start">
      <Choice
        label="Service"
        value={form.service}
        error={errors.service ?? null}
        options={(targets ?? []).map(({ service }) => [service, service] as const)}
        onChange={(service) => put({ service })}
      />
      <Field
        label="Its address on side B"
        placeholder="https://staging.example.com"
        value={form.url}
        error={errors.url ?? null}
        onValue={(url) => put({ url })}
      />
    </Grid>
  );
}
