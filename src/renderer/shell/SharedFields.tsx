import { Grid, Stack } from '../parts/Box.tsx';
import { bind } from '../parts/bind.ts';
import { Choice, Field, TextArea } from '../parts/Field.tsx';
import type { AddressErrors, SharedForm } from './address-form.ts';

interface Props {
  readonly form: SharedForm;
  readonly errors: AddressErrors;
  readonly onChange: (form: SharedForm) => void;
}

const WORDS = [
  ['none', 'None'],
  ['bearer', 'Bearer token'],
  ['basic', 'User and password'],
] as const;

/** What goes with every request: who is asking, headers, cookies. Never stored: a run keeps their names. */
export function SharedFields({ form, errors, onChange }: Props) {
  const errorAt = (field: string) => errors[`shared.${field}`];
  /** What is typed by hand is meant for all of them. */
  const type = ({ origin: _, ...typed }: SharedForm) => onChange(typed);
  const typed = bind(form, type, errorAt);
  return (
    <Stack as="section" gap={8} ruled aria-label="Sent with every request">
      <h3>Sent with every request</h3>
      {form.origin === undefined ? null : (
        <p>The pasted credential and cookies are sent to {form.origin} only.</p>
      )}
      <Grid
        columns={`170px minmax(0, 1fr)${form.credential === 'bearer' ? '' : ' minmax(0, 1fr)'}`}
        gap={10}
        align="start"
      >
        <Choice
          label="Credential"
          value={form.credential}
          options={WORDS}
          onChange={(credential) => type({ ...form, credential })}
        />
        {form.credential === 'bearer' ? <Field label="Token" type="password" {...typed('token')} /> : null}
        {form.credential === 'basic' ? (
          <>
            <Field label="User" {...typed('user')} />
            <Field label="Password" type="password" {...typed('password')} />
          </>
        ) : null}
      </Grid>
      <Grid columns="repeat(2, minmax(0, 1fr))" gap={10} align="start">
        <TextArea
          label="Headers"
          mono
          rows={1}
          placeholder="Accept-Language: en"
          {...bind(form, onChange, errorAt)('headers')}
        />
        <Field label="Cookies" placeholder="session=1; theme=dark" {...typed('cookie')} />
      </Grid>
    </Stack>
  );
}
