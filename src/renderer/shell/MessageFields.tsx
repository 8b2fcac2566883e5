import { Grid, Stack } from '../parts/Box.tsx';
import { Field } from '../parts/Field.tsx';
import type { MessageErrors, MessageForm } from './message-form.ts';

interface Props {
  readonly form: MessageForm;
  readonly errors: MessageErrors;
  readonly onChange: (form: MessageForm) => void;
}

const FIRST = [
  'subscribe',
  'Sent once after opening',
  '{"action":"subscribe","data":{"topics":["prices"]}}',
] as const;
const THEN = [
  ['message', 'Message', 'none: protocol pings are measured'],
  ['reply', 'Answered by', '/type=pong'],
] as const;

/** What every connection says, and which frame answers it. */
export function MessageFields({ form, errors, onChange }: Props) {
  const field = ([name, label, placeholder]: typeof FIRST | (typeof THEN)[number]) => (
    <Field
      key={name}
      mono
      label={label}
      value={form[name]}
      placeholder={placeholder}
      error={errors[name] ?? null}
      onValue={(value) => onChange({ ...form, [name]: value })}
      spellCheck={false}
      autoComplete="off"
    />
  );
  return (
    <Stack gap={10} data-testid="message-fields">
      {field(FIRST)}
      <Grid columns="minmax(0, 1fr) 170px" gap={10}>
        {THEN.map(field)}
      </Grid>
    </Stack>
  );
}
