import {
  CAPACITY_UNITS,
  SEARCH_MINUTES,
  THOROUGHNESS,
  type Thoroughness,
} from '../../../contract/capacity-search.ts';
import { oneAlone } from '../../../contract/capacity-text.ts';
import { Grid, Note, Stack, Text } from '../../parts/Box.tsx';
import { bind } from '../../parts/bind.ts';
import { Field } from '../../parts/Field.tsx';
import { Segmented } from '../../parts/Segmented.tsx';
import { SwitchField } from '../../parts/SwitchField.tsx';
import type { CapacityErrors, CapacityForm, RecoveryChoice } from './capacity-form.ts';

interface Props {
  readonly form: CapacityForm;
  readonly errors: CapacityErrors;
  readonly onChange: (form: CapacityForm) => void;
}

const UNIT_WORDS = { rate: 'Arrivals per second', users: 'Users', connections: 'Connections' } as const;
const UNITS = { rate: 'per s', users: 'users', connections: 'open' } as const;

/** What is raised, and between which bounds. */
export function LoadFields({ form, errors, onChange, ofPlan }: Props & { ofPlan: boolean }) {
  const { by } = form;
  const field = bind(form, onChange, (key) => errors[key]);
  const unit = by === null ? undefined : UNITS[by];
  const options: Readonly<Record<string, string>> = ofPlan
    ? { plan: 'As the plan counts', ...UNIT_WORDS }
    : UNIT_WORDS;
  return (
    <Stack gap={12}>
      <Segmented
        label="What is raised"
        value={by ?? 'plan'}
        options={options}
        onChange={(chosen) => onChange({ ...form, by: CAPACITY_UNITS.find((one) => one === chosen) ?? null })}
      />
      {errors.by === undefined ? null : (
        <Note tone="poor" role="alert">
          {errors.by}
        </Note>
      )}
      <Grid columns="repeat(3, minmax(0, 1fr))" gap={10} align="start">
        <Field
          label={form.recovery === 'alone' ? 'Load that it carries' : 'First load'}
          unit={unit}
          inputMode="decimal"
          placeholder={form.recovery === 'alone' ? '' : `from ${oneAlone(form.by ?? '')}`}
          {...field('from')}
        />
        <Field label="No more than" unit={unit} inputMode="decimal" placeholder="no limit" {...field('to')} />
        <Field
          label="End after, at most"
          placeholder={`${SEARCH_MINUTES[form.thoroughness].most}m`}
          {...field('maxTime')}
        />
      </Grid>
    </Stack>
  );
}

const WORDS: Readonly<Record<Thoroughness, readonly [name: string, about: string]>> = {
  quick: ['Quick', 'Ends as soon as the answer is clear.'],
  precise: ['Precise', 'Stays longer at the limit, for a closer figure.'],
  thorough: ['Thorough', 'For slow services: waits until enough requests were seen.'],
};

/** How sure the answer has to be, and what that takes. */
export function ThoroughnessChoice({ form, onChange }: Omit<Props, 'errors'>) {
  return (
    <Grid columns="repeat(3, minmax(0, 1fr))" gap={8} role="group" aria-label="How thorough">
      {THOROUGHNESS.map((name) => {
        const { usual, most } = SEARCH_MINUTES[name];
        const isChosen = form.thoroughness === name;
        return (
          <Stack
            as="button"
            key={name}
            type="button"
            tint={isChosen ? 'accent' : 'ground'}
            tone="ink"
            pad="small"
            gap={2}
            aria-pressed={isChosen}
            onClick={() => onChange({ ...form, thoroughness: name })}
          >
            <strong>{WORDS[name][0]}</strong>
            <Text tone="soft" size="small">
              {WORDS[name][1]}
            </Text>
            <Text tone="soft" size="small">
              Usually {usual[0]} to {usual[1]} minutes, at most {most}.
            </Text>
          </Stack>
        );
      })}
    </Grid>
  );
}

const RECOVERY_WORDS: Readonly<Record<RecoveryChoice, string>> = {
  after: 'After the search',
  none: 'No',
  alone: 'Only this',
};
const RECOVERY_ABOUT: Readonly<Record<RecoveryChoice, string>> = {
  after:
    'Loads it with half more than it carries for 15 seconds, and sees how long it takes to recover: 1 to 2 minutes more.',
  none: 'The search ends with its answer.',
  alone: 'No search: the load that it carries is given, and it is overloaded with half more than that.',
};

/** What is measured besides. */
export function BesideFields({ form, onChange }: Omit<Props, 'errors'>) {
  const climbs = form.recovery !== 'alone' && form.by !== 'connections';
  return (
    <Stack gap={12}>
      <Stack gap={6}>
        <Segmented
          label="Overload and recovery"
          value={form.recovery}
          options={RECOVERY_WORDS}
          onChange={(recovery) => onChange({ ...form, recovery })}
        />
        <Note>{RECOVERY_ABOUT[form.recovery]}</Note>
      </Stack>
      <SwitchField
        label="Measure 1, 2, 4, … 64 users as well, to see how it scales: 2 to 3 minutes more"
        checked={form.ladder && climbs}
        disabled={!climbs}
        onChange={(ladder) => onChange({ ...form, ladder })}
      />
    </Stack>
  );
}
