import { Field } from '../parts/Field.tsx';
import styles from './MessageFields.module.css';
import type { MessageErrors, MessageForm } from './message-form.ts';

interface Props {
  readonly form: MessageForm;
  readonly errors: MessageErrors;
  readonly onChange: (form: MessageForm) => void;
}

const FIELDS = [
  ['subscribe', 'Sent once after opening', '{"action":"subscribe","data":{"topics":["prices"]}}'],
  ['message', 'Message', 'none: protocol pings are measured'],
  ['reply', 'Answered by', '/type=pong'],
] as const;

/** What every connection says, and which frame answers it. */
export function MessageFields({ form, errors, onChange }: Props) {
  return (
    <div className={styles.fields} data-testid="message-fields">
      {FIELDS.map(([name, label, placeholder]) => (
        <Field
          key={name}
          className={styles[name]}
          label={label}
          value={form[name]}
          placeholder={placeholder}
          error={errors[name] ?? null}
          onValue={(value) => onChange({ ...form, [name]: value })}
          spellCheck={false}
          autoComplete="off"
        />
      ))}
    </div>
  );
}
