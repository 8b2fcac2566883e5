import { Grid, Stack } from '../parts/Box.tsx';
import { bind } from '../parts/bind.ts';
import { Field } from '../parts/Field.tsx';
import type { MessageErrors, MessageForm } from './message-form.ts';

interface Props {
  readonly form: MessageForm;
  readonly errors: MessageErrors;
  readonly onChange: (form: MessageForm) => void;
}

const SUBSCRIBE = '{"action":"subscribe","data":{"topics":["prices"]}}';

/** What every connection says, and which frame answers it. */
export function MessageFields({ form, errors, onChange }: Props) {
  const bound = bind(form, onChange, (name) => errors[name]);
  return (
    <Stack gap={10} data-testid="message-fields">
      <Field mono label="Sent once after opening" placeholder={SUBSCRIBE} {...bound('subscribe')} />
      <Grid columns="minmax(0, 1fr) 170px" gap={10}>
        <Field mono label="Message" placeholder="none: protocol pings are measured" {...bound('message')} />
        <Field mono label="Answered by" placeholder="/type=pong" {...bound('reply')} />
      </Grid>
    </Stack>
  );
}
